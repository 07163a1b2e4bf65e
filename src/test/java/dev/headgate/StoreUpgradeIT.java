package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dev.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upgrade of Headgate itself: its store moves on by itself, while replicas of two releases share it. */
@Tag("faults")
class StoreUpgradeIT {

    private static final String VERSIONS =
            "SELECT version FROM headgate.flyway_schema_history WHERE version IS NOT NULL ORDER BY installed_rank";
    private static final List<String> RELEASE = List.of("1", "2", "3", "4", "5", "6");

    @TempDir
    static Path folder;

    private static EmbeddedServer server;

    @BeforeAll
    static void serve() {
        server = EmbeddedServer.start();
        System.setProperty(TestServer.PORT, String.valueOf(server.port()));
        System.setProperty(TestServer.BUNDLES, folder.toString());
    }

    @AfterAll
    static void stop() throws IOException {
        Traces.stop(server);
    }

    @Test
    void twoNewReplicasAtOnceBringAnOlderStoreUpOnce() throws SQLException {
        Map<String, String> config = config("older");
        Flyway.configure()
                .dataSource(config.get("quarkus.datasource.jdbc.url"), EmbeddedServer.USER, "")
                .locations("filesystem:src/main/resources/db/store")
                .schemas("headgate")
                .target("2")
                .load()
                .migrate();
        Scenario store = Scenario.on("store_of_older");
        assertThat(store.query(VERSIONS)).containsExactly("1", "2");

        try (Headgate one = Headgate.launch(config);
                Headgate other = Headgate.launch(config)) {
            one.awaitStatus("/q/health/ready", 200);
            other.awaitStatus("/q/health/ready", 200);

            assertThat(store.query(VERSIONS)).containsExactlyElementsOf(RELEASE);
            assertThat(one.post("/api/v1/targets/older/ensure").join().statusCode())
                    .isEqualTo(200);
            assertThat(other.get("/api/v1/operations").body()).contains("\"target\":\"older\"");
        }
    }

    @Test
    void aReplicaWorksOnAndStartsWithAStoreThatANewerOneHasBroughtUp() throws SQLException {
        Map<String, String> config = config("newer");
        try (Headgate running = Headgate.start(config)) {
            Scenario.on("store_of_newer").runs("""
                            ALTER TABLE headgate.operation ADD COLUMN of_a_later_release text;
                            CREATE TABLE headgate.of_a_later_release (id bigint);
                            INSERT INTO headgate.flyway_schema_history
                            VALUES (1000, '1000', 'of a later release', 'SQL', 'V1000__of_a_later_release.sql', 1, 'headgate', now(), 1, true)
                            """);
            assertThat(running.post("/api/v1/targets/newer/ensure").join().body())
                    .contains("\"outcome\":\"applied\"");
            try (Headgate starting = Headgate.start(config)) {
                assertThat(starting.post("/api/v1/targets/newer/upgrade").join().body())
                        .contains("\"outcome\":\"unchanged\"");
            }
        }
    }

    private static Map<String, String> config(String target) throws SQLException {
        Map<String, String> config = TestServer.store(server.create("store_of_" + target));
        config.putAll(
                TestServer.target(target, server.create(target), "filesystem:" + TestBundles.SAMPLE.toAbsolutePath()));
        return config;
    }
}
