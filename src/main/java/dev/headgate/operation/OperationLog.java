package dev.headgate.operation;

import dev.headgate.migration.TargetName;
import dev.headgate.operation.Operation.Status;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The durable record of operations. Every method throws {@link dev.headgate.migration.Refused} when the store does not
 * answer.
 */
public interface OperationLog {

    /** Records a new operation, before anything of it starts. */
    void add(Operation operation);

    /** Records what has become of it, its list of steps included when that was just decided. */
    void update(Operation operation);

    /** Records what has become of one of its steps. */
    void update(Operation operation, int step);

    Optional<Operation> find(UUID id);

    /**
     * Newest first, without their steps.
     *
     * @param limit how many at the most, after leaving out the first {@code offset}
     */
    List<Operation> list(Optional<TargetName> target, Optional<Status> status, int offset, int limit);
}
