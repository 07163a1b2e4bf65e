package dev.headgate.operation;

import dev.headgate.migration.Plan;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Row;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * One attempt at an operation as the store is told of it. Each thing that happens is written as it happens, by the run's
 * own thread; what the store answers (it is another's now; somebody wants it to stop) is heeded before the next step.
 */
final class Journey {

    private static final Logger LOG = Logger.getLogger(Journey.class);

    /** A store that is away for a moment must neither stop the work nor leave an end unrecorded. */
    private static final Duration PATIENCE_FOR_STEP = Duration.ofSeconds(10);

    private static final Duration PATIENCE_FOR_END = Duration.ofSeconds(30);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    private final OperationLog log;
    private final Clock clock;
    private final Stop stop = new Stop();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile Operation operation; // written by the run's thread alone, but for abandon
    private volatile Optional<Cancellation> cancellation = Optional.empty();
    private volatile boolean left = false;
    private volatile Optional<Reported> latest = Optional.empty();

    /** A statement that runs, and whether the store knows. */
    private record Reported(int step, Engine.Statement statement, boolean recorded) {}

    Journey(Operation accepted, OperationLog log, Clock clock) {
        this.operation = accepted;
        this.log = log;
        this.clock = clock;
        accepted.cancellation().ifPresent(this::cancel);
    }

    Operation operation() {
        return operation;
    }

    /** Whether the statement that runs is to be cancelled too. */
    boolean isCancelledAtOnce() {
        return cancellation
                .filter(asked -> asked.mode() == Cancellation.Mode.STATEMENT)
                .isPresent();
    }

    /** How it ended; nothing when somebody else goes on with it. */
    Optional<Operation> ended() {
        return left ? Optional.empty() : Optional.of(operation);
    }

    // What is asked of it

    /** Where nobody may go on with it unasked, it had better come to its end here. */
    void leave() {
        if (Resumption.obstacle(operation).isEmpty()) {
            stop.ask(Stop.Why.LEAVING);
        }
    }

    void cancel(Cancellation cancellation) {
        this.cancellation = Optional.of(cancellation);
        stop.ask(Stop.Why.CANCELLED);
    }

    /** What was begun ends with the process, and its sessions with it. */
    void abandon() {
        writing.lock();
        try {
            if (operation.hasEnded() || left) {
                return; // it is recorded, or about to be
            }
            Refusal stopped = Failures.stopped(operation, Resumption.obstacle(operation));
            if (Resumption.obstacle(operation).isEmpty()) {
                left = true;
                log.free(operation, Event.interrupted(stopped.sentence(), clock.instant()));
            } else {
                operation = operation.interrupted(stopped, clock.instant());
                log.replan(operation, Event.done(operation, clock.instant()));
            }
            stop.ask(Stop.Why.DISOWNED);
        } finally {
            writing.unlock();
        }
        logEnd();
    }

    // What happens

    /**
     * @throws Refused when it is not to begin at all
     */
    void begin() {
        operation = operation.started(clock.instant());
        if (operation.attempt() > 1) {
            write(() -> log.update(operation, Event.resumed(operation, clock.instant())));
        }
        stop.heed();
    }

    /** It waits for what the event says; said once. */
    void waits(Event event) {
        boolean known = operation.course().status() == Operation.Status.WAITING
                && operation.course().message().equals(Optional.of(event.sentence()));
        if (!known) {
            operation = operation.waiting(event.sentence());
            LOG.infof(
                    "operation waits target=%s operation=%s %s", operation.target(), operation.id(), event.sentence());
            write(() -> log.update(operation, event));
        }
        stop.heed();
    }

    /** Something that changes nothing, so that a store that is away does not matter. */
    void note(Event event) {
        LOG.infof("operation=%s %s", operation.id(), event.sentence());
        try {
            write(() -> log.note(operation, event));
        } catch (Refused away) {
            LOG.warnf("operation=%s is not recorded: %s", operation.id(), away.getMessage());
        }
    }

    /**
     * @throws Refused as soon as it is to stop
     */
    void pause(Duration time) {
        stop.pause(time);
    }

    void plan(Row row, Plan plan) {
        stop.heed();
        operation = operation.planned(row, plan, clock.instant());
        Event event = Event.planned(row, plan, clock.instant());
        patiently(PATIENCE_FOR_STEP, () -> log.replan(operation, event));
        stop.heed();
    }

    /** Follows the steps of the plan that was just made. */
    Engine.Progress through(Plan plan, DatabaseWait database) {
        return new Steps(operation.stepsBefore(plan), database);
    }

    /** Records how far the statements are, if that has changed; never fails. */
    void report() {
        Optional<Reported> now = latest.filter(reported -> !reported.recorded());
        if (now.isEmpty() || !writing.tryLock()) {
            return;
        }
        try {
            StepRun step = operation.steps().get(now.get().step());
            if (step.status() == StepRun.Status.RUNNING && latest.equals(now)) {
                Event event = Event.statement(step, now.get().step(), now.get().statement(), clock.instant());
                log.note(operation, event);
                latest = Optional.of(new Reported(now.get().step(), now.get().statement(), true));
            }
        } catch (RuntimeException e) {
            LOG.debugf(e, "operation=%s statement is not recorded", operation.id());
        } finally {
            writing.unlock();
        }
    }

    // How it ends

    void end(Operation ended) {
        operation = cancellation.map(ended::with).orElse(ended);
        logEnd();
        Event done = Event.done(operation, clock.instant());
        boolean unsure = operation.steps().stream().anyMatch(step -> step.status() == StepRun.Status.UNKNOWN);
        patiently(PATIENCE_FOR_END, () -> unsure ? log.replan(operation, done) : log.update(operation, done));
        left = stop.why().filter(why -> why == Stop.Why.DISOWNED).isPresent();
    }

    void end(Refusal refusal) {
        Optional<Stop.Why> why = stop.why().filter(asked -> refusal.reason() == Reason.INTERRUPTED);
        if (why.isPresent()) {
            end(why.get());
        } else if (refusal.reason() == Reason.STORE_UNAVAILABLE
                && Resumption.obstacle(operation).isEmpty()) {
            leave("the store does not answer, and somebody goes on when it does");
        } else if (isBroken(refusal) && operation.hasBegun()) {
            end(operation.interrupted(refusal, clock.instant()));
        } else {
            failSteps(step -> step.status() == StepRun.Status.RUNNING);
            end(operation.failed(refusal, clock.instant()));
        }
    }

    void end(ScriptFailure.Report report) {
        failSteps(
                step -> step.status() == StepRun.Status.RUNNING || step.script().equals(Optional.of(report.script())));
        end(
                cancellation.isPresent() && report.isCancelled()
                        ? cancelled(Optional.of(report))
                        : operation.failed(Failures.of(report, operation), clock.instant()));
    }

    private void end(Stop.Why why) {
        switch (why) {
            case CANCELLED -> end(cancelled(Optional.empty()));
            case LEAVING -> {
                Event event = Event.interrupted(
                        Failures.stopped(operation, Optional.empty()).sentence(), clock.instant());
                patiently(PATIENCE_FOR_END, () -> log.free(operation, event));
                leave("this Headgate ends, and another goes on");
            }
            case DISOWNED -> leave("another Headgate works on it now");
        }
    }

    /** Whether a session of the target's was lost; how far its last step was, it did not say. */
    static boolean isBroken(Refusal refusal) {
        return refusal.reason() == Reason.UNREACHABLE || refusal.reason() == Reason.LOCK_LOST;
    }

    private Operation cancelled(Optional<ScriptFailure.Report> report) {
        return operation.cancelled(Failures.cancelled(operation, cancellation.orElseThrow(), report), clock.instant());
    }

    private void leave(String reason) {
        left = true;
        LOG.infof("operation left target=%s operation=%s: %s", operation.target(), operation.id(), reason);
    }

    private void logEnd() {
        Operation.Course course = operation.course();
        LOG.infof(
                "operation ends target=%s verb=%s operation=%s status=%s decision=%s from=%s to=%s ms=%d%s",
                operation.target(),
                operation.request().verb().word(),
                operation.id(),
                course.status().name().toLowerCase(Locale.ROOT),
                course.decision().orElse("none"),
                course.from().map(Object::toString).orElse("none"),
                course.to().map(Object::toString).orElse("none"),
                Duration.between(operation.createdAt(), clock.instant()).toMillis(),
                course.problem()
                        .map(p -> " problem=" + p.sentence().replaceAll("\\s+", " "))
                        .orElse(""));
    }

    // How it is written

    private final class Steps implements Engine.Progress {

        private final int before;
        private final DatabaseWait database;
        private final List<String> notices = new ArrayList<>();

        Steps(int before, DatabaseWait database) {
            this.before = before;
            this.database = database;
        }

        @Override
        public void started(int index, boolean transactional) {
            stop.heed();
            StepRun pending = operation.steps().get(before + index);
            notices.clear();
            StepRun running = pending.started(transactional, clock.instant());
            Event begun =
                    Event.stepBegun(running, before + index, operation.steps().size(), clock.instant());
            step(before + index, running, begun);
            if (stop.why().isPresent()) {
                put(before + index, pending);
                stop.heed();
            }
        }

        @Override
        public void statement(int index, Engine.Statement statement) {
            latest = Optional.of(new Reported(before + index, statement, false));
        }

        @Override
        public void said(int index, List<String> said) {
            if (!said.isEmpty() && notices.size() < StepRun.MOST_NOTICES) {
                notices.addAll(said);
                put(before + index, operation.steps().get(before + index).told(OptionalLong.empty(), notices));
            }
        }

        @Override
        public void succeeded(int index, OptionalLong rows) {
            database.works();
            StepRun done = operation
                    .steps()
                    .get(before + index)
                    .told(rows, notices)
                    .ended(StepRun.Status.SUCCEEDED, clock.instant());
            step(before + index, done, Event.stepEnded(done, before + index, clock.instant()));
        }
    }

    private void failSteps(Predicate<StepRun> failed) {
        for (int i = 0; i < operation.steps().size(); i++) {
            StepRun step = operation.steps().get(i);
            if (failed.test(step) && step.status() != StepRun.Status.SUCCEEDED) {
                failStep(i, step.ended(StepRun.Status.FAILED, clock.instant()));
            }
        }
    }

    /** That a step failed is also in the problem, so a store that is away now does not matter. */
    private void failStep(int index, StepRun failed) {
        put(index, failed);
        try {
            write(() -> log.update(operation, index, Event.stepEnded(failed, index, clock.instant())));
        } catch (RuntimeException away) {
            LOG.warnf("operation=%s step=%d is not recorded: %s", operation.id(), index, away.getMessage());
        }
    }

    private void step(int index, StepRun now, Event event) {
        put(index, now);
        patiently(PATIENCE_FOR_STEP, () -> log.update(operation, index, event));
    }

    private void put(int index, StepRun now) {
        List<StepRun> steps = new ArrayList<>(operation.steps());
        steps.set(index, now);
        operation = operation.with(List.copyOf(steps));
    }

    private void patiently(Duration patience, Supplier<OperationLog.Hold> write) {
        Instant deadline = clock.instant().plus(patience);
        while (true) {
            try {
                write(write);
                return;
            } catch (Refused away) {
                if (!clock.instant().isBefore(deadline)) {
                    throw away;
                }
                LOG.warnf("operation=%s is not recorded yet: %s", operation.id(), away.getMessage());
                rest(away);
            }
        }
    }

    private static void rest(Refused away) {
        try {
            Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away;
        }
    }

    private void write(Supplier<OperationLog.Hold> write) {
        writing.lock();
        try {
            OperationLog.Hold hold = write.get();
            if (!hold.mine()) {
                stop.ask(Stop.Why.DISOWNED);
            }
            hold.cancellation().ifPresent(this::cancel);
        } finally {
            writing.unlock();
        }
    }
}
