package dev.headgate.postgres;

import dev.headgate.Traces;
import dev.headgate.dev.EmbeddedServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.ds.PGSimpleDataSource;

/** A server of one's own with Headgate's store on it. */
record StoreServer(EmbeddedServer server) implements AutoCloseable {

    private static final String DATABASE = "postgres";

    static StoreServer start() {
        return start("latest");
    }

    /**
     * @param version of the store's schema
     */
    static StoreServer start(String version) {
        StoreServer started = new StoreServer(EmbeddedServer.start());
        started.migrate(version);
        return started;
    }

    void migrate(String version) {
        Flyway.configure()
                .dataSource(server.url(DATABASE), EmbeddedServer.USER, "")
                .locations("classpath:db/store")
                .schemas("headgate")
                .target(version)
                .load()
                .migrate();
    }

    DataSource sessions() {
        return sessions(DATABASE);
    }

    DataSource sessions(String database) {
        return at(new PGSimpleDataSource(), database);
    }

    /** The same, by a source of one's own. */
    <S extends PGSimpleDataSource> S at(S source) {
        return at(source, DATABASE);
    }

    private <S extends PGSimpleDataSource> S at(S source, String database) {
        source.setUrl(server.url(database));
        source.setUser(EmbeddedServer.USER);
        return source;
    }

    /** The store, whose audit nobody reads. */
    static AuditedStore audited(DataSource sessions) {
        return new AuditedStore(sessions, link -> {});
    }

    /** A session that hears what replicas tell each other. */
    Connection listening() throws SQLException {
        Connection connection = sessions().getConnection();
        Crowd.execute(connection, "LISTEN headgate");
        return connection;
    }

    static List<String> heard(Connection listening) throws SQLException {
        PGNotification[] heard = listening.unwrap(PGConnection.class).getNotifications(200);
        return heard == null
                ? List.of()
                : Stream.of(heard).map(PGNotification::getParameter).toList();
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = sessions().getConnection()) {
            Crowd.execute(connection, sql);
        }
    }

    /** As it was at first. */
    void clear() throws SQLException {
        execute("""
                TRUNCATE headgate.operation, headgate.release, headgate.revision, headgate.active, headgate.applied,
                    headgate.bundle, headgate.file CASCADE
                """);
    }

    /** The first column. */
    List<String> query(String sql) throws SQLException {
        try (Connection connection = sessions().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    @Override
    public void close() throws IOException {
        Traces.stop(server);
    }
}
