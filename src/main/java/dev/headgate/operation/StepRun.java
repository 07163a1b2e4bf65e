package dev.headgate.operation;

import dev.headgate.migration.Digest;
import dev.headgate.migration.Script;
import dev.headgate.migration.Step;
import dev.headgate.migration.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a step of an operation is.
 *
 * @param script the file it runs, where it runs one
 * @param bundle that the script is from; none where an earlier version of Headgate did not note it
 * @param transactional whether it is a transaction: then it is done or it is not, whatever breaks
 * @param ms how long it took, once it has ended
 * @param rows how many rows its statements wrote; none where the server does not tell
 * @param notices what the server said meanwhile
 */
public record StepRun(
        Optional<Version> version,
        String description,
        String kind,
        Optional<String> script,
        Optional<Digest> bundle,
        Status status,
        boolean transactional,
        Optional<Instant> startedAt,
        OptionalLong ms,
        OptionalLong rows,
        List<String> notices) {

    /** Where a step is in its life. */
    public enum Status {
        PENDING,
        RUNNING,
        SUCCEEDED,
        FAILED,
        /** Its session broke before it said whether it was done; the ledger says. */
        UNKNOWN
    }

    static final int MOST_NOTICES = 50;

    static StepRun pending(Step step, Digest bundle) {
        return new StepRun(
                step.version(),
                step.description(),
                step.kind(),
                step.script().map(Script::file),
                step.origin().or(() -> Optional.of(bundle)),
                Status.PENDING,
                true,
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of());
    }

    /** What a person calls it: its version, or what it describes. */
    String name() {
        return version.map(Object::toString).orElse(description);
    }

    boolean isSameAs(StepRun other) {
        return kind.equals(other.kind) && version.equals(other.version) && description.equals(other.description);
    }

    StepRun started(boolean transactional, Instant now) {
        return new StepRun(
                version,
                description,
                kind,
                script,
                bundle,
                Status.RUNNING,
                transactional,
                Optional.of(now),
                ms,
                rows,
                notices);
    }

    /** As it was planned. */
    StepRun notBegun() {
        return new StepRun(
                version,
                description,
                kind,
                script,
                bundle,
                Status.PENDING,
                true,
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of());
    }

    /** With what the server said so far; of very many notices the first ones are kept. */
    StepRun told(OptionalLong rows, List<String> notices) {
        List<String> kept = notices.stream().limit(MOST_NOTICES).toList();
        return new StepRun(
                version, description, kind, script, bundle, status, transactional, startedAt, ms, rows, kept);
    }

    StepRun ended(Status status, Instant now) {
        long took = startedAt
                .map(start -> now.toEpochMilli() - start.toEpochMilli())
                .orElse(0L);
        return new StepRun(
                version,
                description,
                kind,
                script,
                bundle,
                status,
                transactional,
                startedAt,
                OptionalLong.of(took),
                rows,
                notices);
    }
}
