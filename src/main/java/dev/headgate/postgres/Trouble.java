package dev.headgate.postgres;

import java.sql.SQLException;
import java.util.Optional;

/** What kind of trouble a database error is (PostgreSQL manual, appendix A: error codes). */
final class Trouble {

    private final String state;
    private final String why;

    private Trouble(String state, String why) {
        this.state = state;
        this.why = why;
    }

    /** A pool wraps what the driver said; what the driver said counts. */
    static Trouble of(SQLException e) {
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof SQLException s && s.getSQLState() != null)) {
            cause = cause.getCause();
        }
        String state = cause instanceof SQLException sql
                ? Optional.ofNullable(sql.getSQLState()).orElse("")
                : "";
        String message =
                Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
        if (cause.getCause() != null && !(cause.getCause() instanceof SQLException)) {
            message += " (%s)".formatted(cause.getCause()); // such as a host that nobody knows
        }
        return new Trouble(state, message.replaceAll("\\s+", " ").strip().replaceAll("\\.$", ""));
    }

    /** What the driver or the server said, on one line. */
    String why() {
        return why;
    }

    /** Whether to try again may help: the network, a server that starts or stops, too many connections. */
    boolean isPassing() {
        boolean refused = state.equals("08P01") // the protocol: such as a pooler that takes no options
                || state.equals("08004"); // the driver's word where a password was wanted and none configured
        return state.isEmpty()
                || (state.startsWith("08") && !refused)
                || state.startsWith("57")
                || state.startsWith("53")
                || state.equals("40001");
    }

    /** Whether the session is gone, and a new one may do better. */
    boolean isLostSession() {
        boolean neverOpened = state.equals("08001");
        return !neverOpened && (state.startsWith("08") || state.startsWith("57P"));
    }

    /** Whether it was what we wrote that the server would not take: data and integrity errors. */
    boolean isOurs() {
        return state.startsWith("22") || state.startsWith("23");
    }
}
