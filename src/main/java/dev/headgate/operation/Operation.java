package dev.headgate.operation;

import dev.headgate.migration.Plan;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Request;
import dev.headgate.migration.Row;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One run of a verb, as the store keeps it.
 *
 * @param bundle the digest of the bundle it works with
 * @param requestedBy who asked, as far as is known
 * @param decision the row of the decision table
 * @param message why there was nothing to do
 * @param problem what ended it, unless it succeeded
 */
public record Operation(
        UUID id,
        TargetName target,
        Request request,
        String bundle,
        String requestedBy,
        Instant createdAt,
        Status status,
        Optional<Outcome> outcome,
        Optional<String> decision,
        Optional<Version> from,
        Optional<Version> to,
        List<StepRun> steps,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Optional<String> message,
        Optional<Refusal> problem) {

    /** Where an operation is in its life. */
    public enum Status {
        QUEUED,
        WAITING,
        RUNNING,
        SUCCEEDED,
        FAILED,
        REFUSED,
        CANCELLED,
        INTERRUPTED;

        public boolean isEnded() {
            return switch (this) {
                case QUEUED, WAITING, RUNNING -> false;
                case SUCCEEDED, FAILED, REFUSED, CANCELLED, INTERRUPTED -> true;
            };
        }
    }

    /** What a success did. */
    public enum Outcome {
        APPLIED,
        UNCHANGED
    }

    static Operation accepted(
            UUID id, TargetName target, Request request, String bundle, String requestedBy, Instant now) {
        return new Operation(
                id,
                target,
                request,
                bundle,
                requestedBy,
                now,
                Status.QUEUED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    Operation started(Instant now) {
        return with(Status.RUNNING, steps, Optional.of(now));
    }

    Operation waiting() {
        return with(Status.WAITING, steps, startedAt);
    }

    Operation planned(Row row, Plan plan) {
        return new Operation(
                id,
                target,
                request,
                bundle,
                requestedBy,
                createdAt,
                Status.RUNNING,
                outcome,
                Optional.of(row.word()),
                plan.from(),
                plan.to(),
                plan.steps().stream().map(StepRun::pending).toList(),
                startedAt,
                endedAt,
                message,
                problem);
    }

    /** The same with these steps. */
    public Operation with(List<StepRun> steps) {
        return with(status, steps, startedAt);
    }

    Operation applied(Instant now) {
        return ended(Status.SUCCEEDED, Optional.of(Outcome.APPLIED), Optional.empty(), Optional.empty(), now);
    }

    Operation unchanged(Row row, Optional<Version> at, String why, Instant now) {
        return settled(row, at)
                .ended(Status.SUCCEEDED, Optional.of(Outcome.UNCHANGED), Optional.of(why), Optional.empty(), now);
    }

    Operation refused(Row row, Optional<Version> at, Refusal refusal, Instant now) {
        return settled(row, at).ended(Status.REFUSED, Optional.empty(), Optional.empty(), Optional.of(refusal), now);
    }

    Operation failed(Refusal refusal, Instant now) {
        return ended(Status.FAILED, Optional.empty(), Optional.empty(), Optional.of(refusal), now);
    }

    Operation interrupted(Refusal refusal, Instant now) {
        return ended(Status.INTERRUPTED, Optional.empty(), Optional.empty(), Optional.of(refusal), now);
    }

    /** By this row, it stays where it is. */
    Operation settled(Row row, Optional<Version> at) {
        return planned(row, new Plan(at, at, List.of()));
    }

    private Operation with(Status status, List<StepRun> steps, Optional<Instant> startedAt) {
        return new Operation(
                id,
                target,
                request,
                bundle,
                requestedBy,
                createdAt,
                status,
                outcome,
                decision,
                from,
                to,
                steps,
                startedAt,
                endedAt,
                message,
                problem);
    }

    private Operation ended(
            Status status,
            Optional<Outcome> outcome,
            Optional<String> message,
            Optional<Refusal> problem,
            Instant now) {
        return new Operation(
                id,
                target,
                request,
                bundle,
                requestedBy,
                createdAt,
                status,
                outcome,
                decision,
                from,
                to,
                steps,
                startedAt,
                Optional.of(now),
                message,
                problem);
    }
}
