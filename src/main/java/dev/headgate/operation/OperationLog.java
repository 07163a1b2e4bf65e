package dev.headgate.operation;

import dev.headgate.gate.Work;
import dev.headgate.migration.TargetName;
import dev.headgate.operation.Operation.Status;
import dev.headgate.security.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The durable record of operations and of what happened to them. Every method throws
 * {@link dev.headgate.migration.Refused} when the store does not answer.
 *
 * <p>Only the newest attempt at an operation may write, and only until it has ended: what others would write is left
 * out, and they are told by the {@link Hold} they get. Whatever is written wakes those who {@link Changes wait}.
 */
public interface OperationLog {

    /**
     * A request as it was taken in.
     *
     * @param isNew whether the operation is made of it; else it was there, asked for by somebody before
     */
    record Taken(Operation operation, boolean isNew) {}

    /**
     * What a writer has of its operation.
     *
     * @param mine whether the operation is still its own, and it was written
     * @param cancellation that somebody wants it to stop
     */
    record Hold(boolean mine, Optional<Cancellation> cancellation) {}

    /**
     * Records a new operation as this replica's, before anything of it starts; or finds the one that is there: the same
     * verb and goal on the target, under way.
     *
     * @param key the caller's own name for it: with the same one, it is the same operation even when that has ended,
     *     unless it ended by trouble that passes
     * @throws dev.headgate.migration.Refused when the key stands for something else
     */
    Taken add(Operation operation, Optional<String> key);

    /** Records what has become of it. */
    Hold update(Operation operation, Event event);

    /** Records what has become of it and of all of its steps, which may be others than before. */
    Hold replan(Operation operation, Event event);

    /** Records what has become of one of its steps. */
    Hold update(Operation operation, int step, Event event);

    /** Records something that happened to it and changed nothing. */
    Hold note(Operation operation, Event event);

    /** Gives it up with its steps as they are, for another replica to go on with. */
    Hold free(Operation operation, Event event);

    /**
     * Asks whoever works on it to stop.
     *
     * @return whether it had not ended yet
     */
    boolean cancel(UUID id, Cancellation cancellation, Caller caller, Event event);

    Optional<Operation> find(UUID id);

    /** The one that this key of a caller stands for. */
    Optional<Operation> named(TargetName target, String key);

    /**
     * Newest first, without their steps.
     *
     * @param targets of these only; of all without them
     * @param limit how many at the most, after leaving out the first {@code offset}
     */
    List<Operation> list(Optional<Set<TargetName>> targets, Optional<Status> status, int offset, int limit);

    /** The newest of each of these targets, without its steps; nothing of those that had none. */
    List<Operation> newest(Set<TargetName> targets);

    /** What those under way wait for or try again, by the newest events that say so; nothing of those that get on. */
    Map<UUID, String> hindrances();

    /** What is under way on each target: of several, the one that is the furthest. */
    Map<TargetName, Work> underWay();

    /** What happened to it after the event of this number, oldest first. */
    List<Event> events(UUID id, int after);

    /**
     * Forgets operations that ended before this, not all at once.
     *
     * @return how many; none when there are no more
     */
    int prune(Instant before);
}
