package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one replica leaves, another goes on with: each way to leave it, one by one. The random ones are FaultsIT. */
@Tag("faults")
class ReplicasIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static CrashingServer server;
    private static Path held;

    @BeforeAll
    static void serve() throws SQLException, IOException {
        server = new CrashingServer(folder.resolve("server.log"));
        System.setProperty(TestServer.PORT, String.valueOf(server.port()));
        System.setProperty(TestServer.BUNDLES, folder.toString());
        held = new TestBundles(folder).folder("held", TestBundles.HELD);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void killedInTheMiddleOfAStepItsOperationGoesOnElsewhereAndAnyReplicaTellsOfIt() throws SQLException {
        Map<String, String> config = config("killed");
        try (Headgate doomed = Headgate.start(config);
                Headgate heir = Headgate.start(config)) {
            Scenario killed = prepared(doomed, "killed");
            String id = begin(doomed, "killed", "upgrade", "{}");
            awaitTold(heir, id, "statement 3 of 3");
            CompletableFuture<HttpResponse<String>> parked =
                    CompletableFuture.supplyAsync(() -> heir.get("/api/v1/operations/%s?wait=30s".formatted(id)));
            doomed.kill();
            awaitTold(heir, id, "attempt 2");
            killed.runs("INSERT INTO model.go VALUES (2)");

            JsonNode ended = read(parked.join());
            assertThat(parked.join().statusCode()).isEqualTo(200);
            assertThat(ended.get("outcome").asText()).isEqualTo("applied");
            assertThat(ended.get("attempt").asInt()).isEqualTo(2);
            assertThat(ended.get("steps").findValuesAsText("version")).containsExactly("2", "3");
            assertThat(killed.query("SELECT count(*) FROM model.done"))
                    .as("the killed one's rows are gone with its transaction")
                    .containsExactly("2");
            killed.flywayAccepts("3");
        }
    }

    @Test
    void aDowngradeThatHasBegunIsLeftWithWhatToDo() throws SQLException {
        Map<String, String> config = config("undone");
        try (Headgate doomed = Headgate.start(config);
                Headgate heir = Headgate.start(config)) {
            Scenario undone = prepared(doomed, "undone");
            undone.runs("INSERT INTO model.go VALUES (2)");
            assertThat(doomed.post("/api/v1/targets/undone/upgrade").join().statusCode())
                    .isEqualTo(200);
            String id = begin(doomed, "undone", "downgrade", "{\"to\":\"1\"}");
            awaitTold(heir, id, "statement 1 of 2");
            doomed.kill();

            HttpResponse<String> answer = heir.get("/api/v1/operations/%s?wait=30s".formatted(id));
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(read(answer).get("type").asText()).endsWith(":unfinished");
            assertThat(read(answer).get("detail").asText())
                    .contains(
                            "a downgrade that has begun is not gone on with unasked",
                            "kept: 3",
                            "Under way: 2",
                            "ask for downgrade again");
            JsonNode operation = read(heir.get("/api/v1/operations/" + id));
            assertThat(operation.get("status").asText()).isEqualTo("interrupted");
            assertThat(operation.get("steps").findValuesAsText("status")).containsExactly("succeeded", "unknown");

            undone.runs("INSERT INTO model.go VALUES (-2)");
            assertThat(heir.post("/api/v1/targets/undone/downgrade", "{\"to\":\"1\"}")
                            .join()
                            .statusCode())
                    .isEqualTo(200);
            undone.flywayAccepts("1");
        }
    }

    /** The fence: whoever is cut off from the store ends its step, which the lock protects, and begins no other. */
    @Test
    void cutOffFromTheStoreAReplicaBeginsNoStepAndAnotherDoes() throws SQLException, IOException {
        Map<String, String> config = config("fenced");
        Relay cable = Relay.to(server.port());
        Map<String, String> cuttable = new HashMap<>(config);
        cuttable.computeIfPresent(
                "quarkus.datasource.jdbc.url",
                (key, url) -> url.replace(":%d/".formatted(server.port()), ":%d/".formatted(cable.port())));
        try (cable;
                Headgate cut = Headgate.start(cuttable);
                Headgate heir = Headgate.start(config)) {
            Scenario fenced = prepared(cut, "fenced");
            String id = begin(cut, "fenced", "upgrade", "{}");
            awaitTold(heir, id, "statement 3 of 3");
            cable.cut();
            awaitTold(heir, id, "waits for the lock, held by an earlier attempt at it, headgate/" + id);
            cut.awaitStatus("/q/health/ready", 503);
            fenced.runs("INSERT INTO model.go VALUES (2)");

            JsonNode ended = read(heir.get("/api/v1/operations/%s?wait=55s".formatted(id)));
            assertThat(ended.get("outcome").asText()).isEqualTo("applied");
            assertThat(ended.get("attempt").asInt()).isEqualTo(2);
            assertThat(ended.get("steps").findValuesAsText("status")).containsExactly("succeeded", "succeeded");
            assertThat(fenced.query("SELECT count(*) FROM model.done"))
                    .as("its step was done, and once")
                    .containsExactly("2");
            fenced.flywayAccepts("3");
            cable.heal();
            cut.awaitStatus("/q/health/ready", 200);
            assertThat(cut.log()).contains("operation left target=fenced operation=" + id);
        }
    }

    @Test
    void onSigtermTheProbeIsUnreadyFirstWhoWaitsIsSentOnAndTheOperationIsHandedOverBetweenSteps()
            throws SQLException, InterruptedException {
        Map<String, String> config = config("handed");
        try (Headgate leaving = Headgate.start(config);
                Headgate heir = Headgate.start(config)) {
            Scenario handed = prepared(leaving, "handed");
            String id = begin(leaving, "handed", "upgrade", "{}");
            awaitTold(leaving, id, "statement 3 of 3");
            CompletableFuture<HttpResponse<String>> parked =
                    CompletableFuture.supplyAsync(() -> leaving.get("/api/v1/operations/%s?wait=55s".formatted(id)));
            leaving.terminate();
            leaving.awaitStatus("/q/health/ready", 503);
            assertThat(leaving.get("/q/health/live").statusCode()).isEqualTo(200);
            assertThat(parked.join().statusCode()).isEqualTo(303);
            assertThat(leaving.post("/api/v1/targets/handed/ensure").join().statusCode())
                    .as("no new work")
                    .isEqualTo(503);
            handed.runs("INSERT INTO model.go VALUES (2)");

            JsonNode ended = read(heir.get("/api/v1/operations/%s?wait=30s".formatted(id)));
            assertThat(ended.get("outcome").asText()).isEqualTo("applied");
            assertThat(ended.get("attempt").asInt()).isEqualTo(2);
            assertThat(ended.get("steps").findValuesAsText("version")).containsExactly("2", "3");
            handed.flywayAccepts("3");
            assertThat(leaving.exitCode()).as("the exit code of SIGTERM").isEqualTo(143);
        }
    }

    /** A DO block may have done everything or nothing, and says nothing of it. */
    @Test
    void aStatementWithoutATransactionWhoseEndNobodyCanTellIsLeftToAPerson() throws SQLException {
        Map<String, String> config = loose("untold");
        try (Headgate doomed = Headgate.start(config);
                Headgate heir = Headgate.start(config)) {
            Scenario untold = prepared(doomed, "untold");
            String id = begin(doomed, "untold", "upgrade", "{}");
            awaitTold(heir, id, "statement 3 of 3");
            doomed.kill();
            HttpResponse<String> answer = heir.get("/api/v1/operations/%s?wait=30s".formatted(id));
            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(read(answer).get("type").asText()).endsWith(":script-failed");
            assertThat(read(answer).get("detail").asText()).contains("V2__held.sql failed", "repair");
            assertThat(read(answer).at("/failed/left").asText()).isEqualTo("to-look-at");
            assertThat(read(heir.get("/api/v1/targets/untold")).get("state").asText())
                    .isEqualTo("failed");
            assertThat(untold.query("SELECT count(*) FROM model.done"))
                    .as("what it did before that stays")
                    .containsExactly("2");
        }
    }

    @Test
    void cancelledAtOnceAConcurrentIndexLeavesNothing() throws SQLException {
        Map<String, String> config = indexed("dropped");
        try (Headgate headgate = Headgate.start(config)) {
            Scenario dropped = prepared(headgate, "dropped").with("index");
            try (Connection older = dropped.connect();
                    Statement statement = older.createStatement()) {
                older.setAutoCommit(false);
                older.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                statement.execute("SELECT count(*) FROM model.go");
                String id = begin(headgate, "dropped", "upgrade", "{}");
                awaitTold(headgate, id, "waiting for old snapshots");
                HttpResponse<String> answer = headgate.post(
                                "/api/v1/operations/%s/cancel".formatted(id), "{\"atOnce\":true}")
                        .join();
                assertThat(read(answer).get("status").asText())
                        .as(answer.body())
                        .isEqualTo("cancelled");
                assertThat(read(answer).at("/problem/detail").asText()).contains("nothing of it is left");
                assertThat(dropped.query("SELECT count(*) FROM pg_index WHERE indrelid = 'model.done'::regclass"))
                        .containsExactly("0");
                assertThat(read(headgate.get("/api/v1/targets/dropped"))
                                .get("state")
                                .asText())
                        .isEqualTo("behind");
                older.commit();
            }
            assertThat(headgate.post("/api/v1/targets/dropped/upgrade").join().statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aConcurrentIndexThatBrokeIsBuiltElsewhereByTheSameOperation() throws SQLException {
        Map<String, String> config = indexed("indexed");
        try (Headgate doomed = Headgate.start(config);
                Headgate heir = Headgate.start(config)) {
            Scenario indexed = prepared(doomed, "indexed").with("index");
            String id;
            try (Connection older = indexed.connect();
                    Statement statement = older.createStatement()) {
                older.setAutoCommit(false);
                statement.execute("INSERT INTO model.done VALUES (1)");
                id = begin(doomed, "indexed", "upgrade", "{}");
                awaitTold(heir, id, "waiting for writers before build");
                assertThat(read(heir.get("/api/v1/targets/indexed"))
                                .get("state")
                                .asText())
                        .as("it is under way, not failed")
                        .isEqualTo("behind");
                doomed.kill();
                awaitTold(heir, id, "attempt 2");
                older.commit();
            }
            JsonNode ended = read(heir.get("/api/v1/operations/%s?wait=30s".formatted(id)));
            assertThat(ended.get("outcome").asText()).as(told(heir, id)).isEqualTo("applied");
            assertThat(ended.get("steps").findValuesAsText("version")).containsExactly("2", "3");
            assertThat(indexed.query("SELECT indisvalid FROM pg_index WHERE indrelid = 'model.done'::regclass"))
                    .containsExactly("t");
            indexed.flywayAccepts("3");
        }
    }

    private static Map<String, String> indexed(String target) throws SQLException {
        Map<String, String> scripts = new HashMap<>(TestBundles.HELD);
        scripts.put("V2__held.sql", "CREATE UNIQUE INDEX CONCURRENTLY done_n ON model.done (n);");
        return bundled(target, "index", scripts);
    }

    private static Map<String, String> loose(String target) throws SQLException {
        Map<String, String> scripts = new HashMap<>(TestBundles.HELD);
        scripts.put("V2__held.sql.conf", "executeInTransaction=false");
        return bundled(target, "loose", scripts);
    }

    private static Map<String, String> bundled(String target, String bundle, Map<String, String> scripts)
            throws SQLException {
        Map<String, String> config = store("store_of_" + target);
        config.putAll(TestServer.target(
                target, server.create(target), "filesystem:" + new TestBundles(folder).folder(bundle, scripts)));
        return config;
    }

    @Test
    void aKeyAsksAnewWhenAnotherBundleIsThere() throws SQLException {
        Map<String, String> config = config("rekeyed");
        String first;
        try (Headgate before = Headgate.start(config)) {
            first = keyed(before);
            assertThat(keyed(before)).isEqualTo(first);
        }
        Path mended =
                new TestBundles(folder).folder("mended", Map.of("V1__tables.sql", "CREATE TABLE mended (id integer);"));
        config.put("headgate.targets.rekeyed.bundle", "filesystem:" + mended);
        try (Headgate after = Headgate.start(config)) {
            assertThat(keyed(after)).isNotEqualTo(first);
        }
    }

    private static String keyed(Headgate headgate) {
        HttpResponse<String> answer = headgate.asked(
                        "/api/v1/targets/rekeyed/upgrade",
                        HttpRequest.newBuilder()
                                .POST(HttpRequest.BodyPublishers.ofString("{\"to\":\"1\"}"))
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", "release"))
                .join();
        return read(answer).path("id").asText(read(answer).path("operation").asText());
    }

    /** Its place is a session of the store's pool; one that is lost must not use the pool up, nor linger. */
    @Test
    void howeverOftenItsPlaceIsLostAReplicaTakesAnother() throws SQLException {
        Map<String, String> config = config("placeless");
        config.put("quarkus.datasource.jdbc.max-size", "3");
        try (Headgate headgate = Headgate.start(config)) {
            Scenario store = Scenario.on("store_of_placeless");
            for (int i = 0; i < 6; i++) {
                String before = place(store);
                store.query("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE classid = 1212633680");
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> !place(store).isEmpty() && !place(store).equals(before));
            }
            headgate.awaitStatus("/q/health/ready", 200);
            prepared(headgate, "placeless");
        }
    }

    /** The numbers of the replicas that have a place. */
    private static String place(Scenario store) {
        return String.join(
                ",",
                store.query(
                        "SELECT objid FROM pg_locks WHERE classid = 1212633680 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"));
    }

    @Test
    void aServerThatRecoversIsWaitedForUntilItTakesWrites() throws SQLException, IOException {
        CrashingServer standby = new CrashingServer(folder.resolve("standby.log"));
        try (standby) {
            Map<String, String> config = store("store_of_standby");
            config.putAll(TestServer.target("standby", standby.create("standby"), "filesystem:" + held));
            try (Headgate headgate = Headgate.start(config)) {
                standby.crash();
                String id = begin(headgate, "standby", "upgrade", "{\"to\":\"1\"}");
                awaitTold(headgate, id, "Connection to localhost");
                standby.recoverAsStandby();
                awaitTold(headgate, id, "takes no writes");
                assertThat(read(headgate.get("/api/v1/operations/" + id))
                                .get("status")
                                .asText())
                        .isEqualTo("waiting");
                standby.promote();
                assertThat(read(headgate.get("/api/v1/operations/%s?wait=30s".formatted(id)))
                                .get("outcome")
                                .asText())
                        .isEqualTo("applied");
            }
        }
    }

    @Test
    void whatEndedLongAgoIsForgotten() throws SQLException {
        Map<String, String> config = config("forgotten");
        String id;
        try (Headgate before = Headgate.start(config)) {
            prepared(before, "forgotten");
            id = read(before.get("/api/v1/operations?target=forgotten"))
                    .at("/items/0/id")
                    .asText();
            assertThat(before.get("/api/v1/operations/" + id).statusCode()).isEqualTo(200);
        }
        config.put("headgate.history-retention", "1ms");
        try (Headgate after = Headgate.start(config)) {
            after.awaitStatus("/api/v1/operations/" + id, 404);
        }
        config.put("headgate.history-retention", "a while");
        try (Headgate refused = Headgate.launch(config)) {
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.log()).contains("headgate.history-retention: 'a while' is not a duration");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** At its first revision, so that the next one is held. */
    private static Scenario prepared(Headgate headgate, String target) {
        assertThat(headgate.post("/api/v1/targets/%s/upgrade".formatted(target), "{\"to\":\"1\"}")
                        .join()
                        .statusCode())
                .isEqualTo(200);
        return Scenario.on(target).with("held");
    }

    private static String begin(Headgate headgate, String target, String verb, String body) {
        HttpResponse<String> accepted = headgate.postAsync("/api/v1/targets/%s/%s".formatted(target, verb), body);
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        return read(accepted).get("id").asText();
    }

    private static void awaitTold(Headgate headgate, String operation, String words) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .failFast("it has ended", () -> told(headgate, operation).contains("succeeded, applied"))
                .until(() -> told(headgate, operation).contains(words));
    }

    private static String told(Headgate headgate, String operation) {
        return headgate.getText("/api/v1/operations/" + operation).body();
    }

    private static JsonNode read(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(answer.body(), e);
        }
    }

    private static Map<String, String> config(String target) throws SQLException {
        Map<String, String> config = store("store_of_" + target);
        config.putAll(TestServer.target(target, server.create(target), "filesystem:" + held));
        return config;
    }

    private static Map<String, String> store(String database) throws SQLException {
        return TestServer.store(server.create(database));
    }
}
