package dev.headgate.postgres;

import dev.headgate.migration.Target;
import dev.headgate.operation.Sighting;
import dev.headgate.operation.TargetLock;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Sessions on a server, some of them stuck in a statement, and an operation among them. They end with the test. */
final class Crowd implements AutoCloseable {

    /** The operation that is at work. */
    static final String OPERATION = "0198c0de-0000-7000-8000-000000000001";

    private static final String SUPERUSER = "postgres";

    private final DirectConnections connections;
    private final DirectConnections others;
    private final Target target;
    private final TargetLock.Session lock;
    private final Deque<Connection> open = new ArrayDeque<>();
    private final Queue<SQLException> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean closing;

    Crowd(EmbeddedPostgres server) {
        this(server, SUPERUSER);
    }

    /** @param user Headgate's; the others' is the superuser */
    Crowd(EmbeddedPostgres server, String user) {
        String url = "jdbc:postgresql://localhost:%d/postgres".formatted(server.getPort());
        connections = new DirectConnections(url, user);
        others = new DirectConnections(url, SUPERUSER);
        target = DirectConnections.target("ledger_of_" + user);
        lock = new AdvisoryLock(connections).open(target, OPERATION);
        if (!lock.tryAcquire()) {
            throw new IllegalStateException("a session of the test before is still there");
        }
    }

    /** A server without surprises: nothing but what a test does takes locks. */
    static EmbeddedPostgres server() throws IOException {
        return EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .setServerConfig("autovacuum", "off")
                .setServerConfig("max_prepared_transactions", "1")
                .start();
    }

    /** A working session of the operation. */
    Connection working() throws SQLException {
        return kept(lock.work());
    }

    /** Somebody else's session, which has done this. */
    Connection somebody(String application, String... statements) throws SQLException {
        Connection connection = kept(others.open(target, application));
        for (String statement : statements) {
            execute(connection, statement);
        }
        return connection;
    }

    /** Somebody else's session, which has done all but the last, and is doing that. */
    void somebodyStuck(String application, String first, String last) throws SQLException {
        stick(somebody(application, first), last);
    }

    /** Begins a statement and does not wait for its end. */
    void stick(Connection connection, String statement) {
        Thread.startVirtualThread(() -> {
            try {
                execute(connection, statement);
            } catch (SQLException e) {
                if (!closing) {
                    failures.add(e);
                }
            }
        });
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Looks once. */
    Sighting look() {
        return new PostgresLookout(connections).look(target, OPERATION);
    }

    /** Looks until there is this to see. */
    Sighting look(Predicate<Sighting> wanted) {
        return Awaitility.await().pollInterval(Duration.ofMillis(20)).until(this::lookUnlessBroken, wanted);
    }

    private Sighting lookUnlessBroken() {
        failures.forEach(failure -> {
            throw new IllegalStateException(failure);
        });
        return look();
    }

    /** Waits until so many sessions wait for a lock. */
    void awaitWaiting(int sessions) throws SQLException {
        Connection observer = somebody("observer");
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            try (Statement statement = observer.createStatement();
                    ResultSet count = statement.executeQuery("SELECT count(*) FROM pg_locks WHERE NOT granted")) {
                return count.next() && count.getInt(1) == sessions;
            }
        });
    }

    @Override
    public void close() throws SQLException {
        closing = true;
        try (Connection connection = others.open(target, "closing")) {
            execute(connection, """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
                    """);
            Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> isAlone(connection));
        }
        lock.close();
        for (Connection connection : open) {
            connection.close();
        }
    }

    private static boolean isAlone(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")) {
            return count.next() && count.getInt(1) == 1;
        }
    }

    private Connection kept(Connection connection) {
        open.add(connection);
        return connection;
    }
}
