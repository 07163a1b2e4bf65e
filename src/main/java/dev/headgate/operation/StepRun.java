package dev.headgate.operation;

import dev.headgate.migration.Script;
import dev.headgate.migration.Step;
import dev.headgate.migration.Version;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a step of an operation is.
 *
 * @param script the file it runs, where it runs one
 * @param ms how long it took, once it has ended
 */
public record StepRun(
        Optional<Version> version,
        String description,
        String kind,
        Optional<String> script,
        Status status,
        Optional<Instant> startedAt,
        OptionalLong ms) {

    /** Where a step is in its life. */
    public enum Status {
        PENDING,
        RUNNING,
        SUCCEEDED,
        FAILED
    }

    static StepRun pending(Step step) {
        return new StepRun(
                step.version(),
                step.description(),
                step.kind(),
                step.script().map(Script::file),
                Status.PENDING,
                Optional.empty(),
                OptionalLong.empty());
    }

    StepRun started(Instant now) {
        return new StepRun(version, description, kind, script, Status.RUNNING, Optional.of(now), ms);
    }

    StepRun ended(Status status, Instant now) {
        long took = startedAt
                .map(start -> now.toEpochMilli() - start.toEpochMilli())
                .orElse(0L);
        return new StepRun(version, description, kind, script, status, startedAt, OptionalLong.of(took));
    }
}
