package dev.headgate.postgres;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Target;
import dev.headgate.operation.Trouble;
import java.io.FileNotFoundException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the trouble in what a driver or a pool threw. */
final class DriverTrouble {

    private static final String OTHER_HOST =
            "HostnameVerifier"; // whose name the driver's sentence has, in every language
    private static final int DEPTH = 10;
    private static final String DISTRUST = "28000"; // invalid authorization

    private DriverTrouble() {}

    /** A pool wraps what the driver said; what the driver said counts. */
    static Trouble of(SQLException e) {
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof SQLException s && s.getSQLState() != null)) {
            cause = cause.getCause();
        }
        String state = cause instanceof SQLException sql
                ? Optional.ofNullable(sql.getSQLState()).orElse("")
                : "";
        String message = Optional.ofNullable(cause.getMessage())
                .orElse(cause.getClass().getSimpleName())
                .split("\n\\s*Where: ", 2)[0]; // our own statement, which helps nobody
        if (cause.getCause() != null
                && !(cause.getCause() instanceof SQLException)
                && !message.contains(String.valueOf(cause.getCause().getMessage()))) {
            message += " (%s)".formatted(cause.getCause()); // such as a host that nobody knows
        }
        return new Trouble(isDistrust(cause, message) ? DISTRUST : state, message);
    }

    /**
     * Whether one side does not trust the other, or cannot read what it is to show: the driver calls that a broken
     * connection, which passes, but who is not trusted now will not be trusted later. Its words are in many languages.
     */
    private static boolean isDistrust(Throwable thrown, String message) {
        return message.contains(OTHER_HOST)
                || Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                        .limit(DEPTH)
                        .anyMatch(cause ->
                                cause instanceof GeneralSecurityException || cause instanceof FileNotFoundException);
    }

    /** The refusal of what needs the target's database, and did not get its answer. */
    static Refused refused(Target target, SQLException e) {
        Trouble trouble = of(e);
        return Refusal.of(
                        trouble.isPassing() ? Reason.UNREACHABLE : Reason.ACCESS_REFUSED,
                        "%s: %s".formatted(target.name(), trouble.why()))
                .thrown();
    }
}
