package dev.headgate.operation;

import dev.headgate.migration.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * One attempt at an operation, as this process knows it and as the store is told of it: what the store answers (another
 * attempt has taken over; somebody wants it to stop) becomes a {@link Stop}.
 */
final class Attempt {

    private static final Logger LOG = Logger.getLogger(Attempt.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    private final OperationLog log;
    private final Clock clock;
    private final Stop stop = new Stop();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile Operation operation;
    private volatile Optional<Cancellation> cancellation = Optional.empty();
    private volatile boolean leaving = false;
    private volatile boolean differs = false;
    private final AtomicReference<Optional<Running>> statement = new AtomicReference<>(Optional.empty());

    /** A statement that runs, and whether the store knows. */
    private record Running(int step, Engine.Statement statement, boolean recorded) {}

    Attempt(Operation accepted, OperationLog log, Clock clock) {
        this.operation = accepted;
        this.log = log;
        this.clock = clock;
        accepted.cancellation().ifPresent(this::cancel);
    }

    Operation operation() {
        return operation;
    }

    /** What it has become; only the run's own thread says so, but for the end of the process. */
    void is(Operation now) {
        operation = now;
    }

    Stop stop() {
        return stop;
    }

    Optional<Cancellation> cancellation() {
        return cancellation;
    }

    void cancel(Cancellation asked) {
        cancellation = Optional.of(asked);
        stop.ask(Stop.Why.CANCELLED);
    }

    /** Asks it to stop before its next step, as soon as somebody else may go on with it. */
    void leave() {
        leaving = true;
        leaveIfItMay();
    }

    void leaveIfItMay() {
        if (leaving && Resumption.obstacle(operation).isEmpty()) {
            stop.ask(Stop.Why.LEAVING);
        }
    }

    /** What the store holds of its steps is not what this holds. */
    void differs() {
        differs = true;
    }

    /** Whether the store may hold other steps: those of an earlier attempt, or of a plan that broke. */
    boolean mayDiffer() {
        return differs || operation.attempt() > 1;
    }

    /** The operation has become this; the store is not told yet. */
    void put(int step, StepRun now) {
        List<StepRun> steps = new ArrayList<>(operation.steps());
        steps.set(step, now);
        operation = operation.with(List.copyOf(steps));
    }

    void runs(int step, Engine.Statement now) {
        statement.set(Optional.of(new Running(step, now, false)));
    }

    /** What ran has failed, and is tried again after a while. */
    void rests() {
        statement.set(Optional.empty());
    }

    /** Records how far the statements are, if that has changed; never fails. */
    void report() {
        Optional<Running> now = statement.get();
        if (now.isEmpty() || now.get().recorded() || !writing.tryLock()) {
            return;
        }
        try {
            Running running = now.get();
            StepRun step = operation.steps().get(running.step());
            if (step.status() == StepRun.Status.RUNNING) {
                heed(log.note(
                        operation, StepEvent.statement(step, running.step(), running.statement(), clock.instant())));
                // Unless the next one runs already, which is still to be recorded.
                statement.compareAndSet(now, Optional.of(new Running(running.step(), running.statement(), true)));
            }
        } catch (RuntimeException e) {
            LOG.debugf(e, "operation=%s statement is not recorded", operation.id());
        } finally {
            writing.unlock();
        }
    }

    /** Records what happened and changed nothing; a store that is away does not matter to that. */
    void note(Event event) {
        try {
            write(() -> log.note(operation, event));
        } catch (Refused away) {
            LOG.warnf("operation=%s is not recorded: %s", operation.id(), away.getMessage());
        }
    }

    /** Of these steps, those under way were not done after all: their transaction was rolled back. */
    void withdraw(Predicate<StepRun> steps) {
        for (int i = 0; i < operation.steps().size(); i++) {
            StepRun step = operation.steps().get(i);
            if (step.status() == StepRun.Status.RUNNING && steps.test(step)) {
                put(i, step.notBegun());
                differs();
            }
        }
    }

    void failSteps(Predicate<StepRun> failed) {
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
            write(() -> log.update(operation, index, StepEvent.ended(failed, index, clock.instant())));
        } catch (RuntimeException away) {
            LOG.warnf("operation=%s step=%d is not recorded: %s", operation.id(), index, away.getMessage());
        }
    }

    /**
     * Writes, and tries again while the store is away.
     *
     * @throws Refused when it was away for so long
     */
    void patiently(Duration patience, Supplier<OperationLog.Hold> write) {
        again(patience, () -> write(write));
    }

    /** The same of what is noted elsewhere in the store. */
    void again(Duration patience, Runnable work) {
        Instant deadline = clock.instant().plus(patience);
        boolean told = false;
        while (true) {
            try {
                work.run();
                return;
            } catch (Refused away) {
                if (!clock.instant().isBefore(deadline)) {
                    throw away;
                }
                if (!told) {
                    LOG.warnf("operation=%s is not recorded yet: %s", operation.id(), away.getMessage());
                    told = true;
                }
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

    /**
     * Writes once, however many threads want to.
     *
     * @throws Refused when the store is away
     */
    void write(Supplier<OperationLog.Hold> write) {
        alone(() -> heed(write.get()));
    }

    private void heed(OperationLog.Hold hold) {
        if (!hold.mine()) {
            stop.ask(Stop.Why.DISOWNED);
        }
        hold.cancellation().ifPresent(this::cancel);
    }

    /** Does something while nobody else writes. */
    void alone(Runnable work) {
        writing.lock();
        try {
            work.run();
        } finally {
            writing.unlock();
        }
    }
}
