package dev.headgate.dev;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

/**
 * A real PostgreSQL server of one's own, on a free port, with its data in a temporary folder. It stops with the JVM.
 * Runs as any user: as root it is started in a user name space, since PostgreSQL refuses to be root.
 */
public final class EmbeddedServer implements AutoCloseable {

    /** The server's only user, trusted without a password. */
    public static final String USER = "postgres";

    private static final Duration PATIENCE = Duration.ofSeconds(60); // a small machine unpacks it slowly the first time

    private final EmbeddedPostgres postgres;

    private EmbeddedServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    public static EmbeddedServer start() {
        return start(Map.of());
    }

    /**
     * @param settings as in its {@code postgresql.conf}
     */
    public static EmbeddedServer start(Map<String, String> settings) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPGStartupWait(PATIENCE)
                .setServerConfig("synchronous_commit", "on"); // what was said to be applied is applied
        settings.forEach(builder::setServerConfig);
        try {
            return new EmbeddedServer(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the embedded PostgreSQL does not start. As root it needs user name spaces (unshare -U); else run as another user, or set quarkus.datasource.jdbc.url to a server of yours",
                    e);
        }
    }

    public int port() {
        return postgres.getPort();
    }

    /** Creates a database and says where it is. */
    public String create(String database) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE \"" + database + "\"");
        }
        return url(database);
    }

    /** Where a database is. */
    public String url(String database) {
        return "jdbc:postgresql://localhost:%d/%s".formatted(port(), database);
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
