package dev.headgate.operation;

import dev.headgate.migration.Refused;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The steps of a plan as they are carried out, each recorded as it begins and ends. */
final class Steps implements Engine.Progress {

    /** A store that is away for a moment must not stop the work; one that is cut off must. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Attempt attempt;
    private final OperationLog log;
    private final Clock clock;
    private final int before;
    private final DatabaseWait database;
    private final List<String> notices = new ArrayList<>();
    private String waitsFor = "";

    /**
     * @param before how many steps the operation had done before this plan
     */
    Steps(Attempt attempt, OperationLog log, Clock clock, int before, DatabaseWait database) {
        this.attempt = attempt;
        this.log = log;
        this.clock = clock;
        this.before = before;
        this.database = database;
    }

    /** The fence: what is not this attempt's any more, or is to stop, does not begin. */
    @Override
    public void started(int index, boolean transactional) {
        database.begins();
        attempt.leaveIfItMay();
        notices.clear();
        StepRun running = step(index).started(transactional, clock.instant());
        int of = attempt.operation().steps().size();
        try {
            attempt.stop().heed();
            record(index, running, StepEvent.begun(running, before + index, of, clock.instant()));
            attempt.stop().heed();
        } catch (Refused refused) {
            attempt.withdraw(step -> true); // nothing of it is left, nor of those before it in the same transaction
            throw refused;
        }
    }

    @Override
    public void statement(int index, Engine.Statement statement) {
        attempt.runs(before + index, statement);
    }

    @Override
    public void journalled(int index, Engine.Statement statement, int process, String object) {
        Event event = StepEvent.journalled(step(index), before + index, statement, process, object, clock.instant());
        attempt.note(event);
        attempt.stop().heed();
    }

    @Override
    public void clears(int index, String what, List<String> statements) {
        attempt.note(StepEvent.clears(what, statements, clock.instant()));
    }

    @Override
    public void waits(String why, Duration pause) {
        if (!why.equals(waitsFor)) {
            waitsFor = why;
            attempt.note(Event.waitingForFlyway(why, clock.instant()));
        }
        attempt.stop().pause(pause);
    }

    @Override
    public void said(int index, List<String> said) {
        if (!said.isEmpty() && notices.size() < StepRun.MOST_NOTICES) {
            notices.addAll(said);
            attempt.put(before + index, step(index).told(OptionalLong.empty(), notices));
        }
    }

    @Override
    public void succeeded(int index, OptionalLong rows) {
        database.works();
        StepRun done = step(index).told(rows, step(index).notices()).ended(StepRun.Status.SUCCEEDED, clock.instant());
        record(index, done, StepEvent.ended(done, before + index, clock.instant()));
    }

    private StepRun step(int index) {
        return attempt.operation().steps().get(before + index);
    }

    private void record(int index, StepRun now, Event event) {
        attempt.put(before + index, now);
        attempt.patiently(PATIENCE, () -> log.update(attempt.operation(), before + index, event));
    }
}
