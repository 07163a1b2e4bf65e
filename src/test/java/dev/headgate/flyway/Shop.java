package dev.headgate.flyway;

import dev.headgate.dev.EmbeddedServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;

/** A server whose sessions look for names in schema {@code shop} and then in {@code public}; both are new for each test. */
final class Shop implements AutoCloseable {

    private static final String WAITS =
            "SELECT count(*) FROM pg_stat_activity WHERE pid = %d AND wait_event_type = 'Lock'";
    private static final String LIVES = "SELECT count(*) FROM pg_stat_activity WHERE pid = %d";

    private final EmbeddedServer server = EmbeddedServer.start();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Its tables are {@code orders} with two equal rows, and the partitioned {@code sales}. */
    void renew() throws SQLException {
        execute("""
                DROP SCHEMA IF EXISTS shop CASCADE;
                DROP SCHEMA public CASCADE;
                CREATE SCHEMA public;
                CREATE SCHEMA shop;
                CREATE TABLE orders (id int, customer text);
                INSERT INTO orders VALUES (1, 'a'), (1, 'a');
                CREATE TABLE sales (id int) PARTITION BY RANGE (id);
                CREATE TABLE sales_1 PARTITION OF sales FOR VALUES FROM (0) TO (10);
                """);
    }

    Connection session() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", EmbeddedServer.USER);
        properties.setProperty("options", "-c search_path=shop,public");
        return DriverManager.getConnection(server.url("postgres"), properties);
    }

    /** A transaction that has read, and whose snapshot others wait for. */
    Connection oldSnapshot() throws SQLException {
        Connection connection = session();
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        execute(connection, "SELECT count(*) FROM orders");
        return connection;
    }

    /** A transaction that has read long ago: it keeps its lock, and no snapshot. */
    Connection reader(String table) throws SQLException {
        Connection connection = session();
        connection.setAutoCommit(false);
        execute(connection, "LOCK TABLE %s IN ACCESS SHARE MODE".formatted(table));
        return connection;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = session()) {
            execute(connection, sql);
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    int version() throws SQLException {
        try (Connection connection = session()) {
            return connection.getMetaData().getDatabaseMajorVersion();
        }
    }

    /** Begins a statement in a session of its own, and returns once it waits for somebody. */
    Waiting waiting(String sql) throws SQLException {
        Connection connection = session();
        int pid = number(connection, "SELECT pg_backend_pid()");
        Future<?> end = threads.submit(() -> {
            try (connection) {
                execute(connection, sql);
            }
            return null;
        });
        await(WAITS, pid, 1);
        return new Waiting(pid, end);
    }

    /** Begins a statement, and ends its session as it waits. */
    void breakOff(String sql) throws SQLException {
        waiting(sql).close();
    }

    /** A statement that waits in a session of its own. */
    final class Waiting implements AutoCloseable {

        private final int pid;
        private final Future<?> end;

        private Waiting(int pid, Future<?> end) {
            this.pid = pid;
            this.end = end;
        }

        /** Ends its session as a crash would: from outside. */
        @Override
        public void close() throws SQLException {
            execute("SELECT pg_terminate_backend(%d)".formatted(pid));
            try {
                end.get();
                throw new AssertionError("it did not wait");
            } catch (ExecutionException e) {
                await(LIVES, pid, 0);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void await(String count, int pid, int expected) {
        Awaitility.await().until(() -> {
            try (Connection connection = session()) {
                return number(connection, count.formatted(pid)) == expected;
            }
        });
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }

    @Override
    public void close() throws IOException {
        threads.close();
        server.close();
    }
}
