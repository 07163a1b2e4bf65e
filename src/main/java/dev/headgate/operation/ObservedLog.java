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
import org.jboss.logging.Logger;

/**
 * The record of operations, which tells what was recorded to those who count. All that happens to an operation is recorded, so
 * this is the one place; and what was not is somebody else's to tell: whoever goes on with it.
 */
public final class ObservedLog implements OperationLog {

    private static final Logger LOG = Logger.getLogger(ObservedLog.class);

    private final OperationLog log;
    private final List<Observer> observers;

    public ObservedLog(OperationLog log, List<Observer> observers) {
        this.log = log;
        this.observers = List.copyOf(observers);
    }

    @Override
    public Taken add(Operation operation, Optional<String> key) {
        return log.add(operation, key);
    }

    @Override
    public Hold update(Operation operation, Event event) {
        return told(log.update(operation, event), operation, event, Optional.empty());
    }

    @Override
    public Hold replan(Operation operation, Event event) {
        return told(log.replan(operation, event), operation, event, Optional.empty());
    }

    @Override
    public Hold update(Operation operation, int step, Event event) {
        return told(
                log.update(operation, step, event),
                operation,
                event,
                Optional.of(operation.steps().get(step)));
    }

    @Override
    public Hold note(Operation operation, Event event) {
        return told(log.note(operation, event), operation, event, Optional.empty());
    }

    @Override
    public Hold free(Operation operation, Event event) {
        return told(log.free(operation, event), operation, event, Optional.empty());
    }

    /** Metrics and traces can never fail an operation. */
    private Hold told(Hold hold, Operation operation, Event event, Optional<StepRun> step) {
        if (hold.mine()) {
            for (Observer observer : observers) {
                try {
                    observer.happened(operation, event, step);
                } catch (RuntimeException e) {
                    LOG.debugf(e, "operation=%s is not observed", operation.id());
                }
            }
        }
        return hold;
    }

    @Override
    public boolean cancel(UUID id, Cancellation cancellation, Caller caller, Event event) {
        return log.cancel(id, cancellation, caller, event);
    }

    @Override
    public Optional<Operation> find(UUID id) {
        return log.find(id);
    }

    @Override
    public Optional<Operation> named(TargetName target, String key) {
        return log.named(target, key);
    }

    @Override
    public List<Operation> list(Optional<Set<TargetName>> targets, Optional<Status> status, int offset, int limit) {
        return log.list(targets, status, offset, limit);
    }

    @Override
    public List<Operation> newest(Set<TargetName> targets) {
        return log.newest(targets);
    }

    @Override
    public Map<UUID, String> hindrances() {
        return log.hindrances();
    }

    @Override
    public Map<TargetName, Work> underWay() {
        return log.underWay();
    }

    @Override
    public List<Event> events(UUID id, int after) {
        return log.events(id, after);
    }

    @Override
    public int prune(Instant before) {
        return log.prune(before);
    }
}
