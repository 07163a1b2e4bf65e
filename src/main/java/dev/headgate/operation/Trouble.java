package dev.headgate.operation;

/**
 * What kind of trouble a database error is, for every adapter alike (PostgreSQL manual, appendix A: error codes).
 *
 * @param sqlState the error's code; empty when it has none
 * @param why what the driver or the server said, on one line
 */
public record Trouble(String sqlState, String why) {

    public Trouble {
        why = why.replaceAll("\\s+", " ").strip().replaceAll("\\.$", "") + advice(sqlState, why);
    }

    /** What is to be done at a pooler, whose own words do not say it. */
    private static String advice(String sqlState, String why) {
        if (why.contains("unsupported startup parameter")) {
            return " (this is a pooler: set its ignore_startup_parameters=options,extra_float_digits)";
        }
        boolean preparedElsewhere = sqlState.equals("42P05") || sqlState.equals("26000");
        return preparedElsewhere
                ? " (a pooler in transaction mode handed the session on: point the URL at the server, or add prepareThreshold=0 to it)"
                : "";
    }

    /** Whether to try again may help: the network, a server that starts or stops, too many connections, a lock. */
    public boolean isPassing() {
        boolean refused = sqlState.equals("08P01") // the protocol: such as a pooler that takes no options
                || sqlState.equals("08004"); // the driver's word where a password was wanted and none configured
        return sqlState.isEmpty()
                || (sqlState.startsWith("08") && !refused)
                || sqlState.startsWith("57")
                || sqlState.startsWith("53")
                || sqlState.equals("55P03") // somebody holds a lock that was wanted
                || sqlState.equals("40001")
                || sqlState.equals("99999") // the driver failed by itself, such as interrupted while it connected
                || sqlState.equals("25006"); // a standby: the primary is somewhere else, or soon this one
    }

    /** Whether the session is gone, and a new one may do better. */
    public boolean isLostSession() {
        boolean neverOpened = sqlState.equals("08001");
        return !neverOpened && (sqlState.startsWith("08") || sqlState.startsWith("57P"));
    }

    /** Whether it was what we wrote that the server would not take: data and integrity errors. */
    public boolean isOurs() {
        return sqlState.startsWith("22") || sqlState.startsWith("23");
    }
}
