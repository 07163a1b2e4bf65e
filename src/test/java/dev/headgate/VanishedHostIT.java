package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Headgate whose host vanishes, so that no word of it ever reaches the database's server again. */
@Tag("faults")
class VanishedHostIT {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration FREE_WITHIN = Duration.ofSeconds(10);

    /** One script says nothing for long; the other has the server send, which then waits for its receipt. */
    private static final Map<String, String> SCRIPTS = Map.of(
            "silent", "SELECT pg_sleep(600);",
            "talking",
                    "DO $$ BEGIN FOR i IN 1..6000 LOOP RAISE NOTICE 'row %', i; PERFORM pg_sleep(0.1); END LOOP; END $$;");

    @TempDir
    Path folder;

    @Test
    void itsLocksAreFreeWithinTenSeconds() throws IOException, SQLException {
        Assumptions.assumeTrue(Files.exists(JAR), "only the jar is started on a second host");
        try (Cable cable = Cable.lay();
                EmbeddedPostgres server = serverFor(Cable.HERE)) {
            System.setProperty(TestServer.PORT, String.valueOf(server.getPort()));
            Process headgate = startedOn(cable, server);
            try {
                Awaitility.await()
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(scriptsUnderWay()).hasSize(SCRIPTS.size()));
                assertThat(databasesWithLocks()).containsAll(SCRIPTS.keySet());

                cable.pull();

                Awaitility.await()
                        .atMost(FREE_WITHIN)
                        .untilAsserted(() -> assertThat(databasesWithLocks()).isEmpty());
            } finally {
                headgate.destroyForcibly().onExit().join();
            }
        }
    }

    private Process startedOn(Cable cable, EmbeddedPostgres server) throws IOException, SQLException {
        int port = Program.freePort();
        Map<String, String> config = TestServer.store(created("store", server));
        config.put("quarkus.http.port", String.valueOf(port));
        for (Map.Entry<String, String> script : SCRIPTS.entrySet()) {
            String name = script.getKey();
            Path bundle = new TestBundles(folder).folder(name, Map.of("V1__long.sql", script.getValue()));
            config.putAll(TestServer.target(name, created(name, server), "filesystem:" + bundle));
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        config.forEach((key, value) -> command.add("-D%s=%s".formatted(key, value)));
        command.addAll(List.of("-jar", JAR.toString()));
        Process process = new ProcessBuilder(cable.there(command))
                .redirectErrorStream(true)
                .redirectOutput(Traces.log("vanished").toFile())
                .start();
        for (String name : SCRIPTS.keySet()) {
            asked(URI.create("http://%s:%d/api/v1/targets/%s/ensure".formatted(Cable.THERE, port, name)));
        }
        return process;
    }

    /** Asks until it is there to be asked. */
    private static void asked(URI verb) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(verb)
                    .header("Prefer", "respond-async")
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> client.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 202);
        }
    }

    private static List<String> scriptsUnderWay() {
        return Scenario.on("store").query("SELECT datname FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
    }

    private static List<String> databasesWithLocks() {
        return Scenario.on("store").query("""
                SELECT DISTINCT d.datname FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                WHERE l.locktype = 'advisory'
                """);
    }

    /** A server that hears, and trusts, who comes over the cable. */
    private EmbeddedPostgres serverFor(String address) throws IOException {
        Path everybody = Files.writeString(folder.resolve("pg_hba.conf"), "host all all all trust\n");
        return EmbeddedPostgres.builder()
                .setPGStartupWait(PATIENCE)
                .setServerConfig("listen_addresses", "localhost," + address)
                .setServerConfig("hba_file", everybody.toString())
                .start();
    }

    private static String created(String database, EmbeddedPostgres server) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
        }
        return "jdbc:postgresql://%s:%d/%s".formatted(Cable.HERE, server.getPort(), database);
    }
}
