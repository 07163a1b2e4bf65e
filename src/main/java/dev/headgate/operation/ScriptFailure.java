package dev.headgate.operation;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A script of a bundle that the server would not run. */
public final class ScriptFailure extends RuntimeException {

    private static final Set<String> NOT_NOW = Set.of("55P03", "40P01"); // PostgreSQL manual, appendix A

    private final transient Report report;

    /** What a script that failed leaves behind. */
    public enum Left {
        /** Nothing: to run it again is to run it for the first time. */
        NOTHING,
        /** What its statements before that one did; to run it again goes on with that one. */
        TO_GO_ON_WITH,
        /** What nobody but a person can judge. */
        TO_LOOK_AT
    }

    /**
     * @param number which of its statements failed, from 1; none when it failed before or after any
     * @param line where the statement begins in the script, from 1; none when it failed before or after any
     * @param statement the statement, cut to what a person can read
     * @param sqlState PostgreSQL's error code (manual, appendix A)
     * @param left what is left of the script in the database
     */
    public record Report(
            String script,
            Optional<Integer> number,
            Optional<Integer> line,
            Optional<String> statement,
            Optional<String> sqlState,
            String message,
            Optional<String> hint,
            Left left) {

        /** Whether it found somebody in its way, and may do better another time: lock_not_available, deadlock_detected. */
        boolean isNotNow() {
            return sqlState.filter(NOT_NOW::contains).isPresent();
        }

        /** Whether its statement was cancelled, not mistaken: query_canceled. */
        boolean isCancelled() {
            return sqlState.filter("57014"::equals).isPresent();
        }
    }

    private final transient Obstruction obstruction;

    /**
     * What was in its way, each time that it was tried.
     *
     * @param retries how often it was tried again; nothing when nothing was in its way
     * @param takenBack why it was in the way of others itself
     */
    record Obstruction(OptionalInt retries, Optional<String> takenBack, List<Sighting.Blocker> blockers) {

        static final Obstruction NONE = new Obstruction(OptionalInt.empty(), Optional.empty(), List.of());
    }

    public ScriptFailure(Report report) {
        this(report, Obstruction.NONE);
    }

    private ScriptFailure(Report report, Obstruction obstruction) {
        super(report.message(), null, false, false);
        this.report = report;
        this.obstruction = obstruction;
    }

    /** The same, which is not tried again. */
    ScriptFailure because(Optional<String> takenBack) {
        return new ScriptFailure(report, new Obstruction(OptionalInt.empty(), takenBack, List.of()));
    }

    /** The same, which was tried again as often as is allowed. */
    ScriptFailure after(int retries, Optional<String> takenBack, List<Sighting.Blocker> blockers) {
        return new ScriptFailure(report, new Obstruction(OptionalInt.of(retries), takenBack, blockers));
    }

    Obstruction obstruction() {
        return obstruction;
    }

    public Report report() {
        return report;
    }
}
