package dev.headgate.operation;

import dev.headgate.migration.Plan;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Row;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What happens to an operation on its way, each thing written as it happens, by the run's own thread; and the ways in which
 * it can end.
 */
final class Journey {

    private static final Logger LOG = Logger.getLogger(Journey.class);

    /** An end that is not recorded would seem to go on for ever. */
    private static final Duration PATIENCE_FOR_END = Duration.ofSeconds(30);

    private final Attempt attempt;
    private final OperationLog log;
    private final Clock clock;
    private volatile boolean left = false;

    Journey(Operation accepted, OperationLog log, Clock clock) {
        this.attempt = new Attempt(accepted, log, clock);
        this.log = log;
        this.clock = clock;
    }

    Operation operation() {
        return attempt.operation();
    }

    /** Whether the statement that runs is to be cancelled too. */
    boolean isCancelledAtOnce() {
        return attempt.cancellation()
                .filter(asked -> asked.mode() == Cancellation.Mode.STATEMENT)
                .isPresent();
    }

    /** How it ended; nothing when somebody else goes on with it. */
    Optional<Operation> ended() {
        return left ? Optional.empty() : Optional.of(operation());
    }

    // What is asked of it

    /** Before its next step; but where nobody may go on with it unasked, it had better come to its end here. */
    void leave() {
        attempt.leave();
    }

    void cancel(Cancellation cancellation) {
        attempt.cancel(cancellation);
    }

    /** What was begun ends with the process, and its sessions with it. */
    void abandon() {
        attempt.alone(() -> {
            Operation operation = operation();
            if (operation.hasEnded() || left) {
                return; // it is recorded, or about to be
            }
            Optional<String> obstacle = Resumption.obstacle(operation);
            Refusal stopped = Failures.stopped(operation, obstacle);
            if (obstacle.isEmpty()) {
                log.free(operation, Event.interrupted(stopped.sentence(), clock.instant()));
                leave("this Headgate ends, and another goes on");
            } else {
                Operation ended = operation.interrupted(stopped, clock.instant());
                log.replan(ended, Event.done(ended, clock.instant()));
                attempt.is(ended);
                logEnd();
            }
            attempt.stop().ask(Stop.Why.DISOWNED);
        });
    }

    // What happens

    /**
     * @throws Refused when it is not to begin at all
     */
    void begin() {
        attempt.is(operation().started(clock.instant()));
        if (operation().attempt() > 1) {
            attempt.write(() -> log.update(operation(), Event.resumed(operation(), clock.instant())));
        }
        attempt.stop().heed();
    }

    /** It waits for what the event says; said once. */
    void waits(Event event) {
        boolean known = operation().course().status() == Operation.Status.WAITING
                && operation().course().message().equals(Optional.of(event.sentence()));
        if (!known) {
            attempt.is(operation().waiting(event.sentence()));
            LOG.infof(
                    "operation waits target=%s operation=%s bundle=%s %s",
                    operation().target(), operation().id(), operation().bundle().brief(), event.sentence());
            attempt.write(() -> log.update(operation(), event));
        }
        attempt.stop().heed();
    }

    /** What broke is begun again; a store that is away does not matter to that. */
    void retries(Event event) {
        attempt.differs();
        attempt.rests();
        notes(event);
    }

    /** Something that its followers, and whoever reads the log, want to know. */
    void notes(Event event) {
        LOG.infof(
                "operation=%s bundle=%s %s",
                operation().id(), operation().bundle().brief(), event.sentence());
        attempt.note(event);
    }

    /**
     * @throws Refused as soon as it is to stop
     */
    void pause(Duration time) {
        attempt.stop().pause(time);
    }

    /** The store is to know something before the plan begins. */
    void prepares(Runnable work) {
        attempt.again(Steps.PATIENCE, work);
        attempt.stop().heed();
    }

    void plan(Row row, Plan plan) {
        attempt.stop().heed();
        attempt.is(operation().planned(row, plan, clock.instant()));
        Event event = Event.planned(row, plan, clock.instant());
        attempt.patiently(Steps.PATIENCE, () -> log.replan(operation(), event));
        attempt.stop().heed();
    }

    /** Follows the steps of the plan that was just made. */
    Engine.Progress through(Plan plan, DatabaseWait database) {
        return new Steps(attempt, log, clock, operation().stepsBefore(plan), database);
    }

    /** Records how far the statements are, if that has changed; never fails. */
    void report() {
        attempt.report();
    }

    // How it ends

    void end(Operation ended) {
        attempt.is(attempt.cancellation().map(ended::with).orElse(ended));
        logEnd();
        Event done = Event.done(operation(), clock.instant());
        boolean unwritten = attempt.mayDiffer()
                || operation().steps().stream().anyMatch(step -> step.status() == StepRun.Status.UNKNOWN);
        attempt.patiently(
                PATIENCE_FOR_END, () -> unwritten ? log.replan(operation(), done) : log.update(operation(), done));
        left = attempt.stop().why().filter(why -> why == Stop.Why.DISOWNED).isPresent();
    }

    void end(Refusal refusal) {
        Optional<Stop.Why> why = attempt.stop().why().filter(asked -> refusal.reason() == Reason.INTERRUPTED);
        if (why.isPresent()) {
            end(why.get());
        } else if (refusal.reason() == Reason.STORE_UNAVAILABLE
                && Resumption.obstacle(operation()).isEmpty()) {
            leave("the store does not answer, and somebody goes on when it does");
        } else if (isBroken(refusal) && operation().hasBegun()) {
            end(operation().interrupted(Failures.broken(refusal, operation()), clock.instant()));
        } else {
            attempt.failSteps(step -> step.status() == StepRun.Status.RUNNING);
            end(operation().failed(refusal, clock.instant()));
        }
    }

    void end(ScriptFailure failure) {
        ScriptFailure.Report report = failure.report();
        attempt.withdraw(step -> !step.script().equals(Optional.of(report.script()))); // what shared its transaction
        attempt.failSteps(step -> step.script().equals(Optional.of(report.script())));
        end(
                attempt.cancellation().isPresent() && report.isCancelled()
                        ? cancelled(Optional.of(report))
                        : operation().failed(Failures.of(failure, operation()), clock.instant()));
    }

    private void end(Stop.Why why) {
        switch (why) {
            case CANCELLED -> end(cancelled(Optional.empty()));
            case LEAVING -> {
                Event event = Event.interrupted(
                        Failures.stopped(operation(), Optional.empty()).sentence(), clock.instant());
                attempt.patiently(PATIENCE_FOR_END, () -> log.free(operation(), event));
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
        return operation()
                .cancelled(
                        Failures.cancelled(operation(), attempt.cancellation().orElseThrow(), report), clock.instant());
    }

    private void leave(String reason) {
        left = true;
        LOG.infof(
                "operation left target=%s operation=%s bundle=%s: %s",
                operation().target(), operation().id(), operation().bundle().brief(), reason);
    }

    private void logEnd() {
        Operation.Course course = operation().course();
        LOG.infof(
                "operation ends target=%s verb=%s operation=%s bundle=%s status=%s decision=%s from=%s to=%s ms=%d%s",
                operation().target(),
                operation().request().verb().word(),
                operation().id(),
                operation().bundle().brief(),
                course.status().name().toLowerCase(Locale.ROOT),
                course.decision().orElse("none"),
                course.from().map(Object::toString).orElse("none"),
                course.to().map(Object::toString).orElse("none"),
                Duration.between(operation().createdAt(), clock.instant()).toMillis(),
                course.problem()
                        .map(p -> " problem=" + p.sentence().replaceAll("\\s+", " "))
                        .orElse(""));
    }
}
