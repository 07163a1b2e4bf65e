package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dev.EmbeddedServer;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bundles that are pushed to one of several processes, which may be killed or told to end meanwhile. */
@Tag("faults")
class PushedReplicasIT {

    private static final Map<String, String> FIRST = Map.of(
            "V1__go.sql", "CREATE SCHEMA shop; CREATE TABLE shop.go (id int);",
            "U1__go.sql", "DROP SCHEMA shop CASCADE;",
            "headgate.yaml", "release: shop-1\n");

    /** Its second revision runs until there is a row in {@code shop.go}. */
    private static final Map<String, String> SECOND = Map.of(
            "V2__waits.sql",
                    "DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM shop.go) LOOP PERFORM pg_sleep(0.1); END LOOP; END $$;",
            "headgate.yaml", "release: shop-2\n");

    /** Its second revision runs without a transaction, and fails half way until there is a table {@code shop.later}. */
    private static final Map<String, String> HALF = Map.of(
            "V2__half.sql", "CREATE TABLE shop.half (id int);\nINSERT INTO shop.later VALUES (1);\n",
            "V2__half.sql.conf", "executeInTransaction=false\n",
            "headgate.yaml", "release: shop-half\n");

    private static final Pattern OPERATION = Pattern.compile("[0-9a-f-]{36}");

    private static EmbeddedServer server;

    @BeforeAll
    static void serve() {
        server = EmbeddedServer.start();
        System.setProperty(TestServer.PORT, String.valueOf(server.port()));
    }

    @AfterAll
    static void stop() throws IOException {
        Traces.stop(server);
    }

    @Test
    void whoGoesOnWithTheOperationOfAReplicaThatWasKilledActivatesItsBundle() throws SQLException {
        Map<String, String> config = config("killed");
        try (Headgate heir = Headgate.start(config);
                Headgate doomed = Headgate.start(config)) {
            handedOver(doomed, heir, "killed", doomed::kill);
        }
    }

    @Test
    void whoGoesOnWithTheOperationOfAReplicaThatEndsActivatesItsBundle() throws SQLException {
        Map<String, String> config = config("ended");
        try (Headgate leaving = Headgate.start(config);
                Headgate heir = Headgate.start(config)) {
            handedOver(leaving, heir, "ended", leaving::terminate);
        }
    }

    private static void handedOver(Headgate first, Headgate heir, String target, Runnable end) throws SQLException {
        assertThat(push(first, target, "ensure", FIRST).statusCode()).isEqualTo(200);
        assertThat(active(heir, target)).isEqualTo("shop-1");
        HttpResponse<String> goesOn = push(first, target, "ensure?wait=0s", FIRST, SECOND);
        String operation = OPERATION
                .matcher(goesOn.headers().firstValue("Location").orElseThrow())
                .results()
                .findFirst()
                .orElseThrow()
                .group();
        Awaitility.await().until(() -> steps(heir, operation).contains("running"));
        assertThat(active(heir, target)).as("while it is applied").isEqualTo("shop-1");

        end.run();
        execute(target, "INSERT INTO shop.go VALUES (1)");

        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(JsonPath.from(heir.get("/api/v1/operations/" + operation)
                                        .body())
                                .getString("status"))
                        .isEqualTo("succeeded"));
        assertThat(active(heir, target)).isEqualTo("shop-2");
    }

    @Test
    void aReleaseThatFailedHalfWayIsGoneOnWithByItsOwnBundleAtAnyReplica() throws SQLException {
        Map<String, String> config = config("half");
        try (Headgate one = Headgate.start(config);
                Headgate other = Headgate.start(config)) {
            assertThat(push(one, "half", "ensure", FIRST).statusCode()).isEqualTo(200);
            HttpResponse<String> failed = push(one, "half", "ensure", FIRST, HALF);
            assertThat(failed.statusCode()).as(failed.body()).isEqualTo(422);
            assertThat(active(other, "half")).isEqualTo("shop-1");

            HttpResponse<String> plain =
                    other.post("/api/v1/targets/half/ensure", "{}").join();
            assertThat(plain.statusCode()).as(plain.body()).isEqualTo(409);
            assertThat(plain.body()).contains("ask again with the one that it came with");

            execute("half", "CREATE TABLE shop.later (id int)");
            HttpResponse<String> again = push(other, "half", "ensure", FIRST, HALF);
            assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
            assertThat(active(one, "half")).isEqualTo("shop-half");
            assertThat(active(other, "half")).isEqualTo("shop-half");
        }
    }

    private static Map<String, String> config(String target) throws SQLException {
        server.create(target + "_store");
        server.create(target);
        Map<String, String> config = TestServer.store(server.url(target + "_store"));
        config.putAll(TestServer.target(target, server.url(target), "stored"));
        config.put("headgate.targets.%s.schemas".formatted(target), "shop");
        return config;
    }

    @SafeVarargs
    private static HttpResponse<String> push(
            Headgate headgate, String target, String verb, Map<String, String>... releases) {
        Map<String, String> files = new HashMap<>();
        for (Map<String, String> release : releases) {
            files.putAll(release);
        }
        return headgate.asked(
                        "/api/v1/targets/%s/%s".formatted(target, verb),
                        HttpRequest.newBuilder()
                                .POST(HttpRequest.BodyPublishers.ofByteArray(Packed.TGZ.of(files)))
                                .header("Content-Type", Packed.TGZ.type()))
                .join();
    }

    /** Once it knows of the newest. */
    private static String active(Headgate headgate, String target) {
        return JsonPath.from(headgate.get("/api/v1/targets/%s/bundles".formatted(target))
                        .body())
                .getString("items.find { it.active }.release");
    }

    private static List<String> steps(Headgate headgate, String operation) {
        return JsonPath.from(headgate.get("/api/v1/operations/" + operation).body())
                .getList("steps.status");
    }

    private static void execute(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url(database), EmbeddedServer.USER, "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
