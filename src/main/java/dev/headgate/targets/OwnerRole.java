package dev.headgate.targets;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.postgresql.core.Utils;

/**
 * The role that Headgate works as, where it logs in as another (PostgreSQL manual, "SET ROLE").
 *
 * <p>It is an option of the connection, so that a script's RESET ROLE comes back to it; and it is set once more, since a
 * pooler may have dropped the options.
 */
record OwnerRole(String name) {

    /** Not a member, no such role as an option, no such role as a statement. */
    private static final Set<String> DENIED = Set.of("42501", "22023", "42704");

    /** As in {@code options}, where a space ends a word unless there is a backslash before it. */
    String option() {
        return "-c role=" + name.replace("\\", "\\\\").replaceAll("(\\s)", "\\\\$1");
    }

    String statement() {
        return "SET ROLE " + quoted(name);
    }

    void take(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(statement());
        }
    }

    /** What is to be done where the server lets nobody be this role. */
    SQLException explained(SQLException e, String user) {
        if (!DENIED.contains(String.valueOf(e.getSQLState()))) {
            return e;
        }
        return new SQLException(
                "%s may not work as the role %s (%s). GRANT %s TO %s, where there is such a role"
                        .formatted(user, name, e.getMessage(), quoted(name), quoted(user)),
                "42501",
                e);
    }

    private static String quoted(String identifier) {
        try {
            return Utils.escapeIdentifier(new StringBuilder(), identifier).toString();
        } catch (SQLException e) {
            throw new IllegalArgumentException("a name with a zero byte", e);
        }
    }
}
