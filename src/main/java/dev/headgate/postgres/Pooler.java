package dev.headgate.postgres;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
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
 * tell its mode: if both are served by the same process, or one by two in turn, it pools transactions. Where others keep
 * the pool busy one look can miss that, so there are many.
 */
final class Pooler {

    private static final int ROUNDS = 10;
    private static final int LOOKS = 4; // in each round

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
        if (isProxied() && sharesSessions()) {
            throw refused(target);
        }
    }

    /** The same for Headgate's own store. */
    void refuseStore() throws SQLException {
        if (isProxied() && sharesSessions()) {
            throw refused("the store", "quarkus.datasource.jdbc.url").thrown();
        }
    }

    /** What is said of it, however it was found out. */
    static Refused refused(Target target) {
        return refused(target.name().text(), "headgate.targets.%s.jdbc-url".formatted(target.name()))
                .thrown();
    }

    private static Refusal refused(String what, String key) {
        return Refusal.of(
                Reason.POOLED_CONNECTION,
                "the connection to %s goes through a pooler in transaction or statement mode, where a lock protects nothing. Point %s at the server, or at a pool with pool_mode=session"
                        .formatted(what, key));
    }

    private boolean isProxied() throws SQLException {
        return process(first) != first.unwrap(PGConnection.class).getBackendPID();
    }

    private boolean sharesSessions() throws SQLException {
        int before = process(first);
        try (Connection other = second.open();
                Statement statement = other.createStatement()) {
            for (int i = 0; i < ROUNDS; i++) {
                statement.execute(
                        "BEGIN"); // by hand: the driver's own is a prepared statement, and would be left behind
                if (process(other) == before || hasMoved(before)) {
                    return true;
                }
                statement.execute("ROLLBACK");
            }
            return false;
        } catch (SQLException e) {
            if (DriverTrouble.of(e).why().contains("statement pooling mode")) {
                return true; // it takes no BEGIN at all
            }
            throw e;
        }
    }

    private boolean hasMoved(int before) throws SQLException {
        for (int i = 0; i < LOOKS; i++) {
            if (process(first) != before) {
                return true;
            }
        }
        return false;
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
