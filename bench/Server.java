import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A PostgreSQL of the benchmark's own that keeps its data as a real one does. */
final class Server {

    static final String USER = "postgres";

    private final EmbeddedPostgres postgres;

    private Server(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    static Server start() throws IOException, SQLException {
        Server server = new Server(EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .setServerConfig("fsync", "on") // as a server that is meant to keep its data
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("track_commit_timestamp", "on") // to know when a revision was there for others
                .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                .start()); // has a shutdown hook of its own
        server.ask("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        return server;
    }

    int port() {
        return postgres.getPort();
    }

    String url(String database) {
        return url(port(), database);
    }

    static String url(int port, String database) {
        return "jdbc:postgresql://localhost:%d/%s".formatted(port, database);
    }

    String create(String database) throws SQLException {
        ask("CREATE DATABASE \"%s\"".formatted(database));
        return database;
    }

    /** The first value of the answer, where there is one. */
    String ask(String sql) throws SQLException {
        return ask(USER, sql);
    }

    String ask(String database, String sql) throws SQLException {
        try (Connection connection = postgres.getDatabase(USER, database).getConnection();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet result = statement.getResultSet()) {
                return result.next() ? result.getString(1) : "";
            }
        }
    }

    /** Statements that the server has worked on for this database so far, by pg_stat_statements. */
    long statements(String database) throws SQLException {
        return Long.parseLong(ask("""
                SELECT coalesce(sum(s.calls), 0)::bigint
                FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
                WHERE d.datname = '%s'
                """.formatted(database)));
    }
}
