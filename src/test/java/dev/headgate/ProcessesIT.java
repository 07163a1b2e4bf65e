package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dev.EmbeddedServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows that need processes of the packaged application to race and to kill, and how a process starts. */
@Tag("faults")
class ProcessesIT {

    private static final String NAP = "\nSELECT pg_sleep(600);\n";
    private static EmbeddedServer server;

    @TempDir
    static Path folder;

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

    /** 16 callers at once, two processes | ensure | one operation does the work; the others wait for that same one. */
    @Test
    void ofSixteenCallersOfTwoProcessesExactlyOneDoesTheWork() throws SQLException {
        Map<String, String> config = store("store_of_sixteen");
        config.putAll(target("sixteen", "sixteen", TestBundles.SAMPLE.toAbsolutePath()));
        try (Headgate one = Headgate.start(config);
                Headgate other = Headgate.start(config)) {
            List<HttpResponse<String>> answers = IntStream.range(0, 16)
                    .mapToObj(i -> (i % 2 == 0 ? one : other).post("/api/v1/targets/sixteen/ensure"))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(answers).allMatch(answer -> answer.statusCode() == 200);
            assertThat(answers).anyMatch(a -> a.body().contains("\"outcome\":\"applied\""));
        }
        assertThat(Scenario.on("store_of_sixteen")
                        .query("SELECT count(*) FROM headgate.operation WHERE outcome = 'applied'"))
                .containsExactly("1");
        Scenario sixteen = Scenario.on("sixteen");
        assertThat(sixteen.query("SELECT count(*) FROM flyway_schema_history")).containsExactly("8");
        sixteen.flywayAccepts("8");
    }

    /** Killed between creating and stamping, at every statement of the snapshot | init again | as from fresh. */
    @Test
    void killedAtAnyStatementOfTheSnapshotNothingHalfIsThere() throws SQLException {
        String snapshot = TestBundles.read(TestBundles.SAMPLE.resolve("B8__model_engine.sql"));
        List<Integer> ends = ends(snapshot);
        assertThat(ends).as("statements of the snapshot").hasSizeGreaterThan(20);
        Map<String, String> napping = store("store_of_killed");
        Map<String, String> whole = store("store_of_heir"); // in its own, the heir would go on with what was begun
        List<String> databases = new ArrayList<>();
        for (int i = 0; i < ends.size(); i++) {
            String database = "killed" + i;
            databases.add(database);
            String interrupted = snapshot.substring(0, ends.get(i)) + NAP + snapshot.substring(ends.get(i));
            Path bundle = new TestBundles(folder).folder(database, Map.of("B8__model_engine.sql", interrupted));
            napping.putAll(target(database, database, bundle));
            whole.putAll(TestServer.target(
                    database, server.url(database), "filesystem:" + TestBundles.SAMPLE.toAbsolutePath()));
        }
        try (Headgate doomed = Headgate.start(napping)) {
            databases.forEach(database -> doomed.post("/api/v1/targets/%s/init".formatted(database)));
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> asleep() == databases.size());
            doomed.kill();
        }
        try (Headgate heir = Headgate.start(whole)) {
            List<HttpResponse<String>> answers = databases.stream()
                    .map(database -> heir.post("/api/v1/targets/%s/init".formatted(database)))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.body())
                            .contains("\"outcome\":\"applied\"", "\"decision\":\"empty/init/snapshot\""));
        }
        List<String> undisturbed = Scenario.on(databases.getFirst()).schema();
        assertThat(databases).allSatisfy(database -> {
            assertThat(Scenario.on(database).ledger()).hasSize(8);
            assertThat(Scenario.on(database).schema()).isEqualTo(undisturbed);
            Scenario.on(database).flywayAccepts("8");
        });
    }

    @Test
    void onSigtermAShortMigrationEndsAndALongOneIsRecordedAsInterrupted() throws SQLException {
        TestBundles bundles = new TestBundles(folder);
        Map<String, String> config = store("store_of_term");
        config.putAll(target("short", "short", bundles.folder("short", Map.of("V1__nap.sql", "SELECT pg_sleep(2);"))));
        config.putAll(target("long", "long", bundles.folder("long", Map.of("V1__nap.sql", "SELECT pg_sleep(600);"))));
        try (Headgate headgate = Headgate.start(config)) {
            headgate.postAsync("/api/v1/targets/short/upgrade", "{}");
            headgate.postAsync("/api/v1/targets/long/upgrade", "{}");
            Awaitility.await()
                    .until(() -> Scenario.on("short")
                                    .query("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'")
                                    .size()
                            == 2);
        }
        Scenario store = Scenario.on("store_of_term");
        assertThat(store.query("SELECT status FROM headgate.operation WHERE target = 'short'"))
                .containsExactly("succeeded");
        assertThat(store.query("SELECT status FROM headgate.operation WHERE target = 'long'"))
                .containsExactly("interrupted");
        assertThat(Scenario.on("short").ledger()).containsExactly("1");
    }

    @Test
    void aPasswordFileThatIsGoneIsToldAndHidesNoOtherTarget() throws IOException, SQLException {
        Path password = Files.writeString(folder.resolve("password"), Planted.TARGET_PASSWORD_IN_A_FILE.word() + "\n");
        Map<String, String> config = store("store_of_password");
        config.putAll(target("filed", "filed", TestBundles.SAMPLE.toAbsolutePath()));
        config.putAll(target("other", "other", TestBundles.SAMPLE.toAbsolutePath()));
        config.remove("headgate.targets.filed.password");
        config.put("headgate.targets.filed.password-file", password.toString());
        try (Headgate headgate = Headgate.start(config)) {
            Files.delete(password);
            assertThat(headgate.post("/api/v1/targets/filed/ensure").join())
                    .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(409))
                    .satisfies(answer -> assertThat(answer.body()).contains("access-refused", password.toString()));
            assertThat(headgate.get("/api/v1/targets").body())
                    .contains("\"state\":\"unreachable\"", "\"state\":\"empty\"");
            assertThat(headgate.log()).doesNotContain(Planted.MARK);
        }
    }

    @Test
    void aStoreThatIsLateMakesHeadgateUnreadyAndIsTakenUpWhenItComes() throws SQLException {
        Map<String, String> config = TestServer.store(server.url("late_store"));
        config.putAll(target("late", "late", TestBundles.SAMPLE.toAbsolutePath()));
        try (Headgate headgate = Headgate.launch(config)) {
            headgate.awaitStatus("/q/health/live", 200);
            headgate.awaitStatus("/q/health/started", 200);
            Awaitility.await()
                    .until(
                            () -> headgate.get("/q/health/ready"),
                            ready -> ready.statusCode() == 503 && ready.body().contains("late_store"));
            assertThat(headgate.post("/api/v1/targets/late/ensure").join())
                    .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(503))
                    .satisfies(answer -> assertThat(answer.body()).contains("urn:headgate:problem:store-unavailable"));
            assertThat(headgate.get("/api/v1/targets/late").body()).contains("\"state\":\"empty\"");
            server.create("late_store");
            headgate.awaitStatus("/q/health/ready", 200);
            assertThat(headgate.post("/api/v1/targets/late/ensure").join().statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aWrongConfigurationStopsTheStartAndTellsNoSecret() throws InterruptedException {
        try (Headgate refused = Headgate.launch(Map.of(
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://localhost:1/none",
                "headgate.targets.a.jdbc-url",
                "jdbc:postgresql://localhost:1/none?password=" + Planted.TARGET_PASSWORD.word(),
                "headgate.targets.a.password",
                Planted.TARGET_PASSWORD.word(),
                "headgate.auth.mode",
                "none",
                "headgate.targets.a.bundle",
                "nowhere"))) {
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.log())
                    .contains(
                            "headgate.targets.a.jdbc-url",
                            "headgate.targets.a.bundle is 'nowhere'",
                            "filesystem:<folder>")
                    .doesNotContain(Planted.MARK)
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void withoutAStoreThePackagedFormSaysSoAndNeverStartsAServerOfItsOwn() throws InterruptedException {
        try (Headgate refused = Headgate.launch(Map.of())) {
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.log())
                    .contains("quarkus.datasource.jdbc.url is not set")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void itIsClosedUnlessItIsSaidWhoMayComeIn() throws InterruptedException {
        try (Headgate refused =
                Headgate.launch(Map.of("quarkus.datasource.jdbc.url", "jdbc:postgresql://localhost:1/none"))) {
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.log())
                    .contains("nobody could show who they are", "headgate.auth.tokens-file", "headgate.auth.mode=none")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void whoLetsEverybodyInIsToldSoAtEachStart() throws SQLException {
        try (Headgate open = Headgate.start(store("open_to_all"))) {
            assertThat(open.log()).contains("headgate.auth.mode=none: whoever reaches this Headgate may do everything");
            assertThat(open.get("/q/health/started").body())
                    .contains("none: whoever reaches this Headgate may do everything");
        }
    }

    /** Where each statement of a script without quoted semicolons at line ends is over. */
    private static List<Integer> ends(String script) {
        return IntStream.range(0, script.length())
                .filter(i -> script.startsWith(";\n", i))
                .mapToObj(i -> i + 1)
                .toList();
    }

    private static long asleep() {
        return Scenario.on("killed0")
                .query(
                        "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()")
                .size();
    }

    private static Map<String, String> store(String database) throws SQLException {
        return TestServer.store(server.create(database));
    }

    private static Map<String, String> target(String name, String database, Path bundle) throws SQLException {
        return TestServer.target(name, server.create(database), "filesystem:" + bundle);
    }
}
