package dev.headgate.targets;

import dev.headgate.Authority;
import dev.headgate.Traces;
import dev.headgate.dev.EmbeddedServer;
import dev.headgate.migration.Target;
import io.quarkus.credentials.CredentialsProvider;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A server that demands passwords by SCRAM, or a client's certificate, and has a certificate of its own for localhost. */
public final class GuardedServer implements AutoCloseable {

    private static final String RULES = """
            host all postgres all trust
            hostssl all certified all cert
            host all all all scram-sha-256
            """;

    private final Authority authority;
    private final Authority stranger;
    private final EmbeddedServer server;

    public GuardedServer(Path folder) throws Exception {
        authority = new Authority(folder, "authority");
        stranger = new Authority(folder, "stranger");
        authority.issue("server", "localhost");
        authority.issue("certified", "certified");
        server = EmbeddedServer.start(Map.of(
                "hba_file",
                        Files.writeString(folder.resolve("pg_hba.conf"), RULES).toString(),
                "ssl", "on",
                "ssl_cert_file", file("server.crt"),
                "ssl_key_file", file("server.key"),
                "ssl_ca_file", trusted()));
    }

    /** A file of the authority that issues. */
    String file(String name) {
        return authority.file(name).toString();
    }

    /** The certificate of the authority that vouches for the server. */
    public String trusted() {
        return authority.certificate().toString();
    }

    /** Of one that does not. */
    String stranger() {
        return stranger.certificate().toString();
    }

    /** Where it is, by this name of its host. */
    public String at(String host) {
        return "jdbc:postgresql://%s:%d/postgres".formatted(host, server.port());
    }

    public void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(at("localhost"), EmbeddedServer.USER, "");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of the first row. */
    public String told(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(at("localhost"), EmbeddedServer.USER, "")) {
            return ask(connection, sql);
        }
    }

    /** Connections to a target here with these settings. */
    TargetConnections connections(Map<String, String> settings) {
        return connections(settings, new CredentialsProvider() {});
    }

    TargetConnections connections(Map<String, String> settings, CredentialsProvider provider) {
        return new TargetConnections(config(settings), bean -> provider);
    }

    /** The target with these settings. */
    Target target(Map<String, String> settings) {
        return new TargetsReader(config(settings)).targets().getFirst();
    }

    TargetsConfig config(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(Map.of("jdbc-url", at("localhost"), "bundle", "stored"));
        all.putAll(settings);
        Map<String, String> properties = new TreeMap<>();
        all.forEach((key, value) -> properties.put("headgate.targets.guarded." + key, value));
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(TargetsConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(TargetsConfig.class);
    }

    @Override
    public void close() throws IOException {
        Traces.stop(server);
    }

    /** The first column of the first row. */
    static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? Optional.ofNullable(rows.getString(1)).orElse("") : "";
        }
    }
}
