package dev.headgate.postgres;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Target;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * Finds out whether a proxy between us and the server hands sessions around, so that a session's lock would be somebody
 * else's a moment later.
 *
 * <p>The process id told at log-in is the server's own; a proxy tells one that it made up. Behind a proxy, two clients
 * tell its mode: if both are served by the same process, or one by two in turn, it pools transactions.
 */
final class Pooler {

    /** Opens a second client. */
    interface Client {
        Connection open() throws SQLException;
    }

    private final Connection first;
    private final Client second;

    Pooler(Connection first, Client second) {
        this.first = first;
        this.second = second;
    }

    /**
     * @throws dev.headgate.migration.Refused when the connection cannot hold a session lock
     */
    void refuse(Target target) throws SQLException {
        refuse(target.name().text(), "headgate.targets.%s.jdbc-url".formatted(target.name()));
    }

    /** The same for Headgate's own store. */
    void refuseStore() throws SQLException {
        refuse("the store", "quarkus.datasource.jdbc.url");
    }

    private void refuse(String what, String key) throws SQLException {
        int server = process(first);
        if (server != first.unwrap(PGConnection.class).getBackendPID() && sharesSessions(server)) {
            throw Refusal.of(
                            Reason.POOLED_CONNECTION,
                            "the connection to %s goes through a pooler in transaction mode, where a lock protects nothing. Point %s at the server, or at a pool with pool_mode=session"
                                    .formatted(what, key))
                    .thrown();
        }
    }

    private boolean sharesSessions(int before) throws SQLException {
        try (Connection other = second.open();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN"); // by hand: the driver's own is a prepared statement, which would be left behind
            boolean same = process(other) == before;
            boolean moved = process(first) != before;
            statement.execute("ROLLBACK");
            return same || moved;
        }
    }

    /** The server process that serves the connection now. */
    static int process(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT pg_backend_pid()")) {
            result.next();
            return result.getInt(1);
        }
    }
}
