package dev.headgate.postgres;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Target;
import dev.headgate.operation.Trouble;
import java.sql.SQLException;
import java.util.Optional;

/** Finds the trouble in what a driver or a pool threw. */
final class DriverTrouble {

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
        if (cause.getCause() != null && !(cause.getCause() instanceof SQLException)) {
            message += " (%s)".formatted(cause.getCause()); // such as a host that nobody knows
        }
        return new Trouble(state, message);
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
