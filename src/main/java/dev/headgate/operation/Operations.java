package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Request;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.security.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/** Takes requests in, has them run, and tells what became of them, whichever replica works on them. */
public final class Operations {

    private static final Duration LONGEST_UNHEARD = Duration.ofSeconds(10); // should nobody be told, this one looks
    private static final Duration TIME_TO_WITHDRAW =
            Duration.ofSeconds(50); // until it would be taken up as left behind
    private static final Duration WAIT_WHILE_LEAVING = Duration.ofSeconds(1);

    private final Targets targets;
    private final ActiveBundles active;
    private final OperationLog log;
    private final Runs runs;
    private final Dispatch dispatch;
    private final Changes changes;
    private final Clock clock;
    private final SharedLook looks = new SharedLook(this::find);

    public Operations(
            Targets targets,
            ActiveBundles active,
            OperationLog log,
            Runs runs,
            Dispatch dispatch,
            Changes changes,
            Clock clock) {
        this.targets = targets;
        this.active = active;
        this.log = log;
        this.runs = runs;
        this.dispatch = dispatch;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * Records the operation and has it begin; or finds the one that is there: of the same key, or under way with the same
     * verb and goal.
     *
     * @param key the caller's own name for it
     * @throws Refused when there is no such target, its bundle has problems, the key stands for something else, or the
     *     store does not answer; nothing was begun then
     */
    public Operation submit(TargetName name, Request request, Caller caller, Optional<String> key) {
        Target target = targets.named(name);
        return submit(target, request, active.now(target), false, caller, key);
    }

    /**
     * The same with a bundle that was brought along, which becomes the target's active one when the operation succeeds.
     *
     * @throws Refused the same
     */
    public Operation submit(TargetName name, Request request, Bundle brought, Caller caller, Optional<String> key) {
        return submit(targets.named(name), request, brought, true, caller, key);
    }

    private Operation submit(
            Target target, Request request, Bundle bundle, boolean activates, Caller caller, Optional<String> key) {
        if (dispatch.isLeaving()) {
            throw Failures.stopping().thrown();
        }
        Operation accepted = Operation.accepted(
                UUID.randomUUID(), target.name(), request, bundle.digest(), activates, caller, clock.instant());
        OperationLog.Taken taken = add(accepted, key);
        if (taken.isNew()) {
            runs.begin(taken.operation(), target, bundle);
        }
        return taken.operation();
    }

    /** Should the store have recorded it and only the answer be lost, it is not begun behind the caller's back. */
    private OperationLog.Taken add(Operation accepted, Optional<String> key) {
        try {
            return log.add(accepted, key);
        } catch (Refused refused) {
            if (refused.refusal().reason() == Reason.STORE_UNAVAILABLE) {
                Operation withdrawn = accepted.interrupted(Failures.withdrawn(accepted), clock.instant());
                Event event = Event.done(withdrawn, clock.instant());
                dispatch.inBackground(() -> new Attempt(accepted, log, clock)
                        .patiently(TIME_TO_WITHDRAW, () -> log.update(withdrawn, event)));
            }
            throw refused;
        }
    }

    /**
     * The operation as soon as it has ended, or as it is when the time is over.
     *
     * @throws Refused when there is no such operation, or the store does not answer
     */
    public Operation await(UUID id, Duration wait) {
        boolean leaving = dispatch.isLeaving();
        Instant deadline = clock.instant().plus(leaving ? shorter(wait, WAIT_WHILE_LEAVING) : wait);
        return dispatch.await(id, wait).orElseGet(() -> awaitElsewhere(id, deadline, leaving));
    }

    /**
     * @throws Refused when there is no such operation, or the store does not answer
     */
    public Operation find(UUID id) {
        return log.find(id)
                .orElseThrow(() -> Refusal.of(
                                Reason.UNKNOWN_OPERATION,
                                "there is no operation %s; GET /api/v1/operations lists them".formatted(id))
                        .thrown());
    }

    /**
     * The one that a key stands for, so that to ask for the same again is one; not one that ended by trouble that passes, for
     * which the key does not stand.
     *
     * @throws Refused when the store does not answer
     */
    public Optional<Operation> named(TargetName target, String key) {
        return log.named(target, key)
                .filter(operation -> operation
                        .course()
                        .problem()
                        .filter(problem -> problem.reason().isPassing())
                        .isEmpty());
    }

    /**
     * Newest first, without their steps.
     *
     * @param of these targets only; of all without them
     */
    public List<Operation> list(
            Optional<Set<TargetName>> of, Optional<Operation.Status> status, int offset, int limit) {
        return log.list(of, status, offset, limit);
    }

    /** Newest first, of one target. */
    public List<Operation> list(TargetName target, Optional<Operation.Status> status, int offset, int limit) {
        return log.list(Optional.of(Set.of(targets.named(target).name())), status, offset, limit);
    }

    /**
     * Asks whoever works on it to stop, before its next step or at once, and waits for that.
     *
     * @return the operation, cancelled or not ended yet
     * @throws Refused when it ended otherwise, there is no such operation, or the store does not answer
     */
    public Operation cancel(UUID id, Cancellation cancellation, Caller caller, Duration wait) {
        if (log.cancel(id, cancellation, caller, Event.cancelRequested(cancellation, clock.instant()))) {
            dispatch.cancel(id, cancellation);
            if (cancellation.mode() == Cancellation.Mode.STATEMENT) {
                runs.interrupt(find(id));
            }
        }
        Operation operation = await(id, wait);
        if (operation.hasEnded() && operation.course().status() != Operation.Status.CANCELLED) {
            throw Failures.alreadyEnded(operation).thrown();
        }
        return operation;
    }

    /** What happened to it after this event, as far as is known now. */
    public List<Event> events(UUID id, int after) {
        find(id);
        return log.events(id, after);
    }

    /** Who is told of an operation's events. */
    public interface Follower {

        /** Whether to go on. */
        boolean tell(Event event);

        /** Nothing has happened for this while; whether to go on. */
        boolean idle();
    }

    /**
     * Tells each event after this one as it happens, until the operation has ended, the follower has enough, or this
     * Headgate ends.
     *
     * @param patience after how long without one the follower is asked whether it is still there
     * @return the number of the last event that was told, unless the operation has ended
     * @throws Refused when there is no such operation, or the store does not answer
     */
    public OptionalInt follow(UUID id, int after, Duration patience, Follower follower) {
        int told = after;
        try (Changes.Watch watch = changes.of(id)) {
            Instant idle = clock.instant().plus(patience);
            while (true) {
                boolean ended = looks.at(id).hasEnded(); // before its events are read: then they are all there
                for (Event event : log.events(id, told)) {
                    told = event.number();
                    if (!follower.tell(event)) {
                        return OptionalInt.of(told);
                    }
                    idle = clock.instant().plus(patience);
                }
                if (ended) {
                    return OptionalInt.empty();
                }
                if (changes.isClosing() || (!clock.instant().isBefore(idle) && !follower.idle())) {
                    return OptionalInt.of(told);
                }
                if (!clock.instant().isBefore(idle)) {
                    idle = clock.instant().plus(patience);
                }
                watch.await(shorter(LONGEST_UNHEARD, Duration.between(clock.instant(), idle)));
            }
        }
    }

    /** Before this Headgate ends: nobody is kept waiting, and another one goes on with what it can. */
    public void leave() {
        dispatch.leave();
        changes.close();
    }

    /** Something has happened to it. */
    void forgetLook(UUID id) {
        looks.forget(id);
    }

    /**
     * @param leaving whether Headgate was ending already: then nobody wakes this one, and it must not turn into a spin
     */
    private Operation awaitElsewhere(UUID id, Instant deadline, boolean leaving) {
        try (Changes.Watch watch = changes.ofEnd(id)) {
            Operation operation = looks.at(id);
            while (!operation.hasEnded() && clock.instant().isBefore(deadline) && (leaving || !changes.isClosing())) {
                watch.await(shorter(LONGEST_UNHEARD, Duration.between(clock.instant(), deadline)));
                operation = looks.at(id);
            }
            return operation;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
