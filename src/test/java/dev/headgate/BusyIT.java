package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A table of a million rows that people use: what breaks in the middle of an index, and who waits for whom. */
@Tag("faults")
class BusyIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration HELD = Duration.ofSeconds(60);
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5); // the default
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final Map<String, String> SCRIPTS = Map.of(
            "V1__orders.sql",
            """
            CREATE SCHEMA IF NOT EXISTS shop;
            CREATE TABLE shop.orders (id bigint PRIMARY KEY, customer integer NOT NULL);
            INSERT INTO shop.orders SELECT i, i % 1000 FROM generate_series(1, 1000000) i;
            """,
            "V2__index.sql",
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_customer ON shop.orders (customer);",
            "V3__note.sql",
            "ALTER TABLE shop.orders ADD COLUMN note text;");

    @TempDir
    Path folder;

    private CrashingServer server;

    @BeforeEach
    void serve() throws SQLException, IOException {
        server = new CrashingServer(folder.resolve("server.log"));
        System.setProperty(TestServer.PORT, String.valueOf(server.port()));
        System.setProperty(TestServer.BUNDLES, folder.toString());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** Where the concurrent index was when Headgate was killed. */
    enum Moment {
        /** It reads the table; the server goes on until it notices that nobody is there any more. */
        SCANNING("building index"),
        /** It waits for an older transaction, for as long as that takes. */
        WAITING("waiting for"),
        /** It waits, and the server crashes too. */
        CRASHED("waiting for");

        private final String phase;

        Moment(String phase) {
            this.phase = phase;
        }
    }

    @ParameterizedTest
    @EnumSource
    void killedInTheMiddleOfAConcurrentIndexTheNextEnsureLeavesItValidAndOnlyOnce(Moment moment)
            throws SQLException, IOException {
        Map<String, String> config = config("indexed");
        Scenario indexed = Scenario.on("indexed").with("busy-orders");
        try (Headgate doomed = Headgate.start(config)) {
            begun(doomed, "indexed", "upgrade", "{\"to\":\"1\"}", true);
            try (Connection older = indexed.connect();
                    Statement statement = older.createStatement()) {
                older.setAutoCommit(false);
                if (moment != Moment.SCANNING) {
                    statement.execute(
                            "SELECT count(*) FROM shop.orders WHERE id < 10; UPDATE shop.orders SET id = id WHERE id = 1");
                }
                begun(doomed, "indexed", "ensure", "{\"to\":\"2\"}", false);
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(5))
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> !indexed.query(
                                        "SELECT phase FROM pg_stat_progress_create_index WHERE phase LIKE '%s%%'"
                                                .formatted(moment.phase))
                                .isEmpty());
                doomed.kill();
                if (moment == Moment.CRASHED) {
                    server.crash();
                    server.recover();
                } else {
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(30))
                            .until(() -> indexed.query("SELECT pid FROM pg_stat_progress_create_index")
                                    .isEmpty());
                }
            }
            System.out.printf("killed while %s: %s%n", moment, index(indexed));
        }
        try (Headgate heir = Headgate.start(config)) {
            JsonNode ended = begun(heir, "indexed", "ensure", "{\"to\":\"2\"}", true);
            assertThat(ended.get("status").asText()).as(ended.toPrettyString()).isEqualTo("succeeded");
            assertThat(index(indexed)).containsExactly("orders_customer valid", "orders_pkey valid");
            assertThat(indexed.ledger()).containsExactly("1", "2");
        }
    }

    private static List<String> index(Scenario scenario) {
        return scenario.query("""
                SELECT indexrelid::regclass::text || CASE WHEN indisvalid THEN ' valid' ELSE ' invalid' END
                FROM (SELECT c.relname, i.* FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid) i
                WHERE indrelid = 'shop.orders'::regclass ORDER BY relname""").stream()
                .map(text -> text.replace("shop.", ""))
                .toList();
    }

    /** Once by PostgreSQL's own time-out alone, once with the brake, which is on by default. */
    @Test
    void whileSomebodyHoldsItForAMinuteNoReaderWaitsLongerThanTheLockTimeOut()
            throws SQLException, InterruptedException, IOException {
        Map<String, String> config = config("timed");
        config.put("headgate.targets.timed.max-queued", "0");
        config.putAll(target("braked"));
        try (Headgate headgate = Headgate.start(config);
                Readers timed = Readers.of(prepared(headgate, "timed"), 50);
                Readers braked = Readers.of(prepared(headgate, "braked"), 50);
                Connection holder = Scenario.on("timed").connect();
                Connection other = Scenario.on("braked").connect()) {
            hold(holder);
            hold(other);
            String first =
                    begun(headgate, "timed", "ensure", "{}", false).get("id").asText();
            String second =
                    begun(headgate, "braked", "ensure", "{}", false).get("id").asText();
            timed.read();
            braked.read();
            Thread.sleep(HELD.toMillis()); // somebody's long transaction
            holder.rollback();
            other.rollback();
            report("by lock_timeout alone", headgate, first, timed);
            report("with the brake", headgate, second, braked);
        }
    }

    private static void report(String how, Headgate headgate, String operation, Readers readers)
            throws InterruptedException {
        JsonNode ended = ended(headgate, operation);
        long longest = readers.longestWait().toMillis();
        String told = headgate.getText("/api/v1/operations/" + operation).body();
        System.out.printf(
                "%s: 50 readers, %d reads, the longest waited %d ms; the step was tried again %d times%n",
                how, readers.reads(), longest, told.split("tries again").length - 1);
        assertThat(ended.get("status").asText()).as(told).isEqualTo("succeeded");
        assertThat(longest).isLessThan(LOCK_TIMEOUT.toMillis() + 1000).isPositive();
        assertThat(told).contains("behind process", "idle in transaction", "SELECT count(*) FROM shop.orders");
    }

    private static void hold(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT count(*) FROM shop.orders WHERE id = 17");
        }
    }

    private static Scenario prepared(Headgate headgate, String target) {
        begun(headgate, target, "upgrade", "{\"to\":\"2\"}", true);
        return Scenario.on(target);
    }

    /** The operation as it was accepted, or as it ended. */
    private static JsonNode begun(Headgate headgate, String target, String verb, String body, boolean ended) {
        HttpResponse<String> accepted = headgate.postAsync("/api/v1/targets/%s/%s".formatted(target, verb), body);
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        JsonNode operation = read(accepted);
        return ended ? ended(headgate, operation.get("id").asText()) : operation;
    }

    private static JsonNode ended(Headgate headgate, String operation) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> read(headgate.get("/api/v1/operations/" + operation)),
                        o -> !o.get("endedAt").isNull());
    }

    private static JsonNode read(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(answer.body(), e);
        }
    }

    private Map<String, String> config(String target) throws SQLException {
        Map<String, String> config = new HashMap<>(TestServer.store(server.create("store")));
        config.putAll(target(target));
        return config;
    }

    private Map<String, String> target(String target) throws SQLException {
        return TestServer.target(
                target, server.create(target), "filesystem:" + new TestBundles(folder).folder("busy-orders", SCRIPTS));
    }
}
