package dev.headgate.operation;

import java.util.Optional;

/** A script of a bundle that the server would not run. */
public final class ScriptFailure extends RuntimeException {

    private final transient Report report;

    /**
     * @param line where the statement begins in the script, from 1; none when it failed before or after any
     * @param statement the statement, cut to what a person can read
     * @param sqlState PostgreSQL's error code (manual, appendix A)
     * @param rolledBack whether nothing of the script is left in the database
     */
    public record Report(
            String script,
            Optional<Integer> line,
            Optional<String> statement,
            Optional<String> sqlState,
            String message,
            Optional<String> hint,
            boolean rolledBack) {

        /** Whether its statement was cancelled, not mistaken: query_canceled. */
        boolean isCancelled() {
            return sqlState.filter("57014"::equals).isPresent();
        }
    }

    public ScriptFailure(Report report) {
        super(report.message(), null, false, false);
        this.report = report;
    }

    public Report report() {
        return report;
    }
}
