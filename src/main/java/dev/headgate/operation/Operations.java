package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Facts;
import dev.headgate.migration.LockHolder;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Request;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Takes requests in, has them run, and tells what became of them. */
public final class Operations {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final Duration BENEFIT_OF_DOUBT =
            Duration.ofSeconds(5); // between the lock's end and the record of it

    private final Targets targets;
    private final Databases databases;
    private final LockWait locks;
    private final Engine engine;
    private final OperationLog log;
    private final Dispatch dispatch;
    private final Clock clock;

    public Operations(
            Targets targets,
            Databases databases,
            TargetLock lock,
            Engine engine,
            OperationLog log,
            Dispatch dispatch,
            Clock clock) {
        this.targets = targets;
        this.databases = databases;
        this.locks = new LockWait(lock, databases, clock);
        this.engine = engine;
        this.log = log;
        this.dispatch = dispatch;
        this.clock = clock;
    }

    /**
     * Records the operation and has it begin.
     *
     * @param requestedBy who asks, as far as is known
     * @throws dev.headgate.migration.Refused when there is no such target, its bundle has problems, or the store does
     *     not answer; nothing was begun then
     */
    public Operation submit(TargetName name, Request request, String requestedBy) {
        Target target = targets.named(name);
        Bundle bundle = targets.bundleOf(target);
        Operation accepted =
                Operation.accepted(UUID.randomUUID(), name, request, bundle.digest(), requestedBy, clock.instant());
        log.add(accepted);
        dispatch.start(accepted.id(), new Run(accepted, target, bundle, databases, locks, engine, log, clock));
        return accepted;
    }

    /**
     * The operation as soon as it has ended, or as it is when the time is over.
     *
     * @throws dev.headgate.migration.Refused when there is no such operation, or the store does not answer
     */
    public Operation await(UUID id, Duration wait) {
        Instant deadline = clock.instant().plus(wait);
        return dispatch.await(id, wait).orElseGet(() -> awaitElsewhere(id, deadline));
    }

    /**
     * @throws dev.headgate.migration.Refused when there is no such operation, or the store does not answer
     */
    public Operation find(UUID id) {
        return log.find(id)
                .orElseThrow(() -> Refusal.of(
                                Reason.UNKNOWN_OPERATION,
                                "there is no operation %s; GET /api/v1/operations lists them".formatted(id))
                        .thrown());
    }

    /** Newest first, without their steps. */
    public List<Operation> list(Optional<TargetName> target, Optional<Operation.Status> status, int offset, int limit) {
        target.ifPresent(targets::named);
        return log.list(target, status, offset, limit);
    }

    private Operation awaitElsewhere(UUID id, Instant deadline) {
        Operation operation = find(id);
        Instant abandonedSince = Instant.MAX;
        while (!operation.status().isEnded() && clock.instant().isBefore(deadline)) {
            abandonedSince = isAbandoned(operation) ? earlier(abandonedSince, clock.instant()) : Instant.MAX;
            if (clock.instant().minus(BENEFIT_OF_DOUBT).isAfter(abandonedSince)) {
                throw Failures.abandoned(operation).thrown();
            }
            try {
                Thread.sleep(BETWEEN_LOOKS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return operation;
            }
            operation = find(id);
        }
        return operation;
    }

    /** Whether it should hold its target's lock but does not, or has waited for longer than anybody waits. */
    private boolean isAbandoned(Operation operation) {
        Target target = targets.named(operation.target());
        if (operation.steps().isEmpty()) {
            Instant patience = operation.createdAt().plus(target.lockWait()).plus(BENEFIT_OF_DOUBT.multipliedBy(10));
            return clock.instant().isAfter(patience);
        }
        return databases.read(target) instanceof Facts facts
                && facts.holder()
                        .flatMap(LockHolder::operation)
                        .filter(operation.id().toString()::equals)
                        .isEmpty();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
