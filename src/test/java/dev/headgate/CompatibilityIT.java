package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dev.EmbeddedServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases that come and go back, each with a Headgate of its own that has its bundle, on one store and one database. */
@Tag("faults")
class CompatibilityIT {

    private static final Map<String, String> FIRST = Map.of(
            "V1__orders.sql", "CREATE SCHEMA model; CREATE TABLE model.orders (id integer, note text);",
            "headgate.yaml", "release: shop-1\nserves: {from: 1, to: 1}\n");

    /** What it adds may stay when it goes. */
    private static final Map<String, String> SECOND = Map.of(
            "V2__status.sql", "-- headgate: phase=expand\nALTER TABLE model.orders ADD COLUMN status text;",
            "headgate.yaml", "release: shop-2\nserves: {from: 1, to: 2}\n");

    /** It takes away what the first one uses. */
    private static final Map<String, String> THIRD = Map.of(
            "V3__no_note.sql", "ALTER TABLE model.orders DROP COLUMN note;",
            "headgate.yaml", "release: shop-3\nserves: {from: 2, to: 3}\n");

    private static final Map<String, String> UNDO =
            Map.of("U2__status.sql", "ALTER TABLE model.orders DROP COLUMN status;");

    private static EmbeddedServer server;

    @TempDir
    static Path folder;

    @BeforeAll
    static void serve() throws SQLException {
        server = EmbeddedServer.start();
        server.create("store");
        server.create("orders");
        System.setProperty(TestServer.PORT, String.valueOf(server.port()));
    }

    @AfterAll
    static void stop() throws IOException {
        Traces.stop(server);
    }

    @Test
    void anOlderReleaseStaysUpOverExpandStepsAndIsToldWhatBreaksIt() {
        try (Headgate first = start("first", FIRST)) {
            assertThat(ensure(first)).contains("\"outcome\":\"applied\"", "\"to\":\"1\"");
            assertThat(canRollBack(first, "shop-2", 404)).contains("unknown-release", "the newest known are shop-1.");

            try (Headgate second = start("second", FIRST, SECOND)) {
                await(second, "shop-2");
                assertThat(canRollBack(second, "shop-1", 200))
                        .contains(
                                "\"possible\":true",
                                "\"name\":\"shop-1\"",
                                "\"serves\":{\"from\":\"1\",\"to\":\"1\"}",
                                "\"head\":\"2\"",
                                "by expand steps only: 2 (V2__status.sql, expand)");
                assertThat(ensure(second)).contains("\"decision\":\"behind/upgrade/apply\"", "\"to\":\"2\"");
            }
            assertThat(ensure(first))
                    .contains("\"outcome\":\"unchanged\"", "\"decision\":\"ahead/upgrade/compatible\"");
            assertThat(first.get("/api/v1/targets/orders").body()).contains("2 (V2__status.sql, expand) is applied");

            try (Headgate third = start("third", FIRST, SECOND, THIRD)) {
                await(third, "shop-3");
                assertThat(canRollBack(third, "shop-1", 409))
                        .contains(
                                "urn:headgate:problem:cannot-roll-back",
                                "\"breaks\":[{\"version\":\"3\",\"script\":\"V3__no_note.sql\",\"phase\":\"contract\"}]",
                                "the database will be at 3",
                                "cannot run on 3 (V3__no_note.sql, contract)");
                assertThat(canRollBack(third, "shop-2", 409)).contains("V3__no_note.sql");
                assertThat(canRollBack(third, "shop-3", 200)).contains("release shop-3 serves 2 to 3");
                assertThat(third.get("/api/v1/targets/orders/can-rollback").statusCode())
                        .isEqualTo(400);
                assertThat(third.get("/api/v1/targets/nobody/can-rollback?to=shop-1")
                                .statusCode())
                        .isEqualTo(404);
                assertThat(ensure(third)).contains("\"to\":\"3\"");
                assertThat(canRollBack(third, "shop-1", 409)).contains("the database is at 3");
            }
            HttpResponse<String> refused =
                    first.post("/api/v1/targets/orders/ensure").join();
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body())
                    .contains(
                            "urn:headgate:problem:ahead",
                            "an older release cannot run on 3 (V3__no_note.sql, contract)",
                            "or downgrade to 1 first, which drops data",
                            "\"breaks\":[{\"version\":\"3\"");
            assertThat(canRollBack(first, "shop-2", 409)).contains("the database is at 3");
        }
    }

    @Test
    void anImageThatNeverHeardOfARevisionUndoesItByTheBundleThatAppliedIt() throws SQLException {
        server.create("undone");
        try (Headgate second = start("undone", "undoing-second", FIRST, SECOND, UNDO)) {
            await(second, "undone", "shop-2");
            assertThat(ensure(second, "undone")).contains("\"to\":\"2\"");
        }
        try (Headgate first = start("undone", "undoing-first", FIRST)) {
            assertThat(first.get("/api/v1/targets/undone").body()).contains("\"state\":\"ahead\"");
            HttpResponse<String> answer = first.post("/api/v1/targets/undone/downgrade", "{\"to\":\"1\"}")
                    .join();
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("\"decision\":\"ahead/downgrade/undo\"", "U2__status.sql");
            assertThat(first.get("/api/v1/targets/undone").body()).contains("\"state\":\"current\"");
        }
    }

    @SafeVarargs
    private static Headgate start(String name, Map<String, String>... releases) {
        return start("orders", name, releases);
    }

    @SafeVarargs
    private static Headgate start(String target, String name, Map<String, String>... releases) {
        Map<String, String> files = new HashMap<>();
        for (Map<String, String> release : releases) {
            files.putAll(release);
        }
        Path bundle = new TestBundles(folder).folder(name, files);
        Map<String, String> config = TestServer.store(server.url("store"));
        config.putAll(TestServer.target(target, server.url(target), "filesystem:" + bundle));
        return Headgate.start(config);
    }

    private static String ensure(Headgate headgate) {
        return ensure(headgate, "orders");
    }

    private static String ensure(Headgate headgate, String target) {
        HttpResponse<String> answer =
                headgate.post("/api/v1/targets/%s/ensure".formatted(target)).join();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static String canRollBack(Headgate headgate, String release, int status) {
        HttpResponse<String> answer = headgate.get("/api/v1/targets/orders/can-rollback?to=" + release);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body();
    }

    /** Its release is noted a moment after it is ready. */
    private static void await(Headgate headgate, String release) {
        await(headgate, "orders", release);
    }

    private static void await(Headgate headgate, String target, String release) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> headgate.get("/api/v1/targets/%s/can-rollback?to=%s".formatted(target, release))
                                .statusCode()
                        != 404);
    }
}
