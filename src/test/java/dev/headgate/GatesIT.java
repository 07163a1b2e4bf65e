package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dev.EmbeddedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What gates cost a database, and what they say while databases, stores and askers come and go. */
@Tag("faults")
class GatesIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static EmbeddedServer server;
    private static Path held;

    @TempDir
    static Path folder;

    @BeforeAll
    static void serve() throws SQLException {
        server = EmbeddedServer.start(Map.of("shared_preload_libraries", "pg_stat_statements"));
        System.setProperty(TestServer.PORT, String.valueOf(server.port()));
        System.setProperty(TestServer.BUNDLES, folder.toString());
        held = new TestBundles(folder).folder("held", TestBundles.HELD);
        Scenario.on("postgres").runs("CREATE EXTENSION pg_stat_statements");
    }

    @AfterAll
    static void stop() throws IOException {
        Traces.stop(server);
    }

    @Test
    void howeverManyAskTheDatabaseSeesOneStatementPerRefresh() throws Exception {
        try (Headgate headgate = Headgate.start(config("polled", "500ms", "10s"))) {
            assertThat(headgate.get("/gates/polled").statusCode()).isEqualTo(503);
            long statements = statements("polled");
            long begun = System.nanoTime();
            AtomicBoolean enough = new AtomicBoolean();
            CompletableFuture<?>[] pollers = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> poll(headgate, enough),
                            task -> Thread.ofVirtual().start(task)))
                    .toArray(CompletableFuture[]::new);
            Awaitility.await().atMost(SOON).until(() -> statements("polled") - statements >= 6);
            enough.set(true);
            CompletableFuture.allOf(pollers).join();
            double refreshes = (System.nanoTime() - begun) / 1e9 / (0.5 * 0.9); // the shortest pause that jitter makes
            int asked = IntStream.range(0, 8).map(i -> (int) pollers[i].join()).sum();

            assertThat(asked).as("requests").isGreaterThan(100);
            assertThat(statements("polled") - statements).as("statements").isBetween(6L, (long) refreshes + 1);
        }
    }

    @Test
    void theEndOfAnOperationOpensTheGateOfEveryReplicaAtOnce() throws Exception {
        Map<String, String> config = config("pushed", "1h", "2h"); // nobody looks by himself
        try (Headgate one = Headgate.start(config);
                Headgate other = Headgate.start(config)) {
            CompletableFuture<HttpResponse<String>> at = other.later("/gates/pushed?wait=50s&atLeast=1");
            CompletableFuture<HttpResponse<String>> head = other.later("/gates/pushed?wait=50s&follow=true");
            assertThat(one.get("/gates/pushed").statusCode()).isEqualTo(503);
            assertThat(one.post("/api/v1/targets/pushed/upgrade", "{\"to\":\"1\"}")
                            .join()
                            .statusCode())
                    .isEqualTo(200);
            assertThat(at.get(20, TimeUnit.SECONDS).body()).contains("\"verdict\":\"applied\"");
            assertThat(head).isNotDone();

            Scenario.on("pushed").runs("INSERT INTO model.go VALUES (2)");
            assertThat(one.post("/api/v1/targets/pushed/ensure").join().statusCode())
                    .isEqualTo(200);
            assertThat(head.get(20, TimeUnit.SECONDS).body()).contains("\"current\":\"3\"");
            Awaitility.await().atMost(SOON).until(() -> one.get("/gates/pushed").statusCode() == 200);

            one.post("/api/v1/targets/pushed/ensure").join(); // whatever was to be looked at is by now
            long statements = statements("pushed");
            assertThat(one.post("/api/v1/targets/pushed/ensure").join().statusCode())
                    .isEqualTo(200);
            assertThat(other.get("/gates/pushed").statusCode()).isEqualTo(200);
            assertThat(statements("pushed") - statements)
                    .as("the operation's own statement; one that finds nothing to do has no gate look")
                    .isEqualTo(1);
        }
    }

    @Test
    void aDatabaseThatGoesAwayIsUnreachableAfterTheStalenessAndAStoreThatDoesIsNotNoticed() throws Exception {
        Map<String, String> config = config("away", "300ms", "4s");
        try (Relay toStore = through(config, "quarkus.datasource.jdbc.url");
                Relay toTarget = through(config, "headgate.targets.away.jdbc-url");
                Headgate headgate = Headgate.start(config)) {
            headgate.post("/api/v1/targets/away/upgrade", "{\"to\":\"1\"}").join();
            headgate.awaitStatus("/gates/away?atLeast=1", 200);
            toStore.cut();
            headgate.awaitStatus("/q/health/ready", 503);
            Awaitility.await("it is looked at as ever")
                    .atMost(SOON)
                    .during(Duration.ofSeconds(1))
                    .until(
                            () -> headgate.get("/gates/away?atLeast=1"),
                            answer -> answer.statusCode() == 200
                                    && answer.headers()
                                            .firstValue("Age")
                                            .orElseThrow()
                                            .matches("[01]"));

            long cut = System.nanoTime();
            toTarget.cut();
            headgate.awaitStatus("/gates/away?atLeast=1", 503);
            assertThat((System.nanoTime() - cut) / 1e9)
                    .as("seconds until it was closed")
                    .isGreaterThan(3);
            assertThat(headgate.get("/gates/away?atLeast=1").body()).contains("\"verdict\":\"unreachable\"");

            toTarget.heal();
            headgate.awaitStatus("/gates/away?atLeast=1", 200);
        }
    }

    private static Relay through(Map<String, String> config, String key) {
        Relay relay = Relay.to(server.port());
        config.computeIfPresent(
                key, (k, url) -> url.replace(":%d/".formatted(server.port()), ":%d/".formatted(relay.port())));
        return relay;
    }

    @Test
    void aDatabaseThatIsDroppedAndCreatedAgainIsSeenAtTheNextRefresh() throws Exception {
        try (Headgate headgate = Headgate.start(config("anew", "300ms", "30s"))) {
            headgate.post("/api/v1/targets/anew/upgrade", "{\"to\":\"1\"}").join();
            headgate.awaitStatus("/gates/anew?atLeast=1", 200);
            Scenario.on("postgres").runs("DROP DATABASE anew WITH (FORCE)");
            Scenario.on("postgres").runs("CREATE DATABASE anew");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(15)) // and not after the staleness
                    .until(() -> headgate.get("/gates/anew?atLeast=1").body().contains("\"verdict\":\"empty\""));
            assertThat(headgate.log()).contains("target=anew is another database now: system ");
        }
    }

    @Test
    void thereIsRoomForSoManyWhoWaitAndWhoeverGoesAwayMakesRoom() throws Exception {
        Map<String, String> config = config("crowded", "1s", "30s");
        config.put("headgate.gate.most-parked", "2");
        try (Headgate headgate = Headgate.start(config)) {
            headgate.get("/gates/crowded");
            Socket first = parked(headgate, "/gates/crowded?wait=50s");
            try (Socket second = parked(headgate, "/api/v1/gates/crowded?wait=50s&follow=true")) {
                Awaitility.await().atMost(SOON).until(() -> isFull(headgate));
                first.close();
                Awaitility.await().atMost(SOON).until(() -> !isFull(headgate));
                assertThat(second.getInputStream().available()).as("who stays").isZero();
            }
        }
    }

    /** A full gate answers at once. */
    private static boolean isFull(Headgate headgate) {
        long begun = System.nanoTime();
        assertThat(headgate.get("/gates/crowded?wait=700ms").statusCode()).isEqualTo(503);
        return (System.nanoTime() - begun) / 1e6 < 500;
    }

    private static Socket parked(Headgate headgate, String path) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), headgate.port());
        socket.getOutputStream()
                .write("GET %s HTTP/1.1\r\nHost: headgate\r\n\r\n"
                        .formatted(path)
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static int poll(Headgate headgate, AtomicBoolean enough) {
        int asked = 0;
        while (!enough.get()) {
            headgate.get("/gates/polled");
            asked++;
        }
        return asked;
    }

    private static long statements(String database) {
        return Long.parseLong(
                Scenario.on("postgres").query("""
                SELECT coalesce(sum(s.calls), 0)::bigint
                FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
                WHERE d.datname = '%s' AND s.query LIKE '%%observed_at%%'
                """.formatted(database)).getFirst());
    }

    private static Map<String, String> config(String database, String refresh, String staleness) throws SQLException {
        Map<String, String> config = new HashMap<>(TestServer.store(server.create("store_of_" + database)));
        config.putAll(TestServer.target(database, server.create(database), "filesystem:" + held));
        config.put("headgate.gate.refresh", refresh);
        config.put("headgate.gate.staleness", staleness);
        return config;
    }
}
