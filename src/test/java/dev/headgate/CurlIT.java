package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dev.EmbeddedServer;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's line, run with the real curl: what it prints, and its exit code, which is all that a hook goes by. */
@Tag("faults")
@Needs(Program.CURL)
class CurlIT {

    private static final int REFUSED_OR_FAILED = 22;

    @TempDir
    static Path folder;

    private static EmbeddedServer server;
    private static Headgate headgate;
    private static Curl curl;

    @BeforeAll
    static void serve() throws SQLException {
        server = EmbeddedServer.start();
        System.setProperty(TestServer.PORT, String.valueOf(server.port()));
        Map<String, String> config = TestServer.store(server.create("store"));
        TestBundles bundles = new TestBundles(folder);
        Path nap = bundles.folder("nap", Map.of("V1__nap.sql", "SELECT pg_sleep(6);"));
        for (Map.Entry<String, Path> target : Map.of(
                        "fresh", TestBundles.SAMPLE.toAbsolutePath(),
                        "unstamped", bundles.folder("unstamped", Map.of("V1__one.sql", "SELECT 1;")),
                        "failing", bundles.folder("failing", Map.of("V1__wrong.sql", "SELECT no_such_column;")),
                        "long", nap,
                        "twice", nap)
                .entrySet()) {
            config.putAll(TestServer.target(
                    target.getKey(), server.create(target.getKey()), "filesystem:" + target.getValue()));
        }
        headgate = Headgate.start(config);
        curl = new Curl(headgate.get("/q/health/live").uri().getPort());
    }

    @AfterAll
    static void stop() throws IOException {
        headgate.close();
        Traces.stop(server);
    }

    @Test
    void ofASuccessItPrintsTheOperationAndExitsWith0() {
        Curl.Ended ended = curl.runs("fresh/ensure");

        assertThat(ended.exitCode()).as(ended.toString()).isZero();
        assertThat(ended.complaint()).isEmpty();
        assertThat(ended.json().getString("status")).isEqualTo("succeeded");
        assertThat(ended.json().getString("outcome")).isEqualTo("applied");
    }

    @Test
    void ofARefusalItPrintsTheProblemAndExitsWith22() {
        Scenario.on("unstamped").runs("CREATE SCHEMA model; CREATE TABLE model.somebodys (id integer)");

        Curl.Ended ended = curl.runs("unstamped/ensure");

        assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(REFUSED_OR_FAILED);
        assertThat(ended.complaint()).contains("409");
        assertThat(ended.json().getString("type")).isEqualTo("urn:headgate:problem:not-adopted");
        assertThat(ended.json().getString("detail")).contains("model.somebodys");
    }

    @Test
    void ofAFailureItPrintsTheProblemAndExitsWith22() {
        Curl.Ended ended = curl.runs("failing/ensure");

        assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(REFUSED_OR_FAILED);
        assertThat(ended.complaint()).contains("422");
        assertThat(ended.json().getString("type")).isEqualTo("urn:headgate:problem:script-failed");
        assertThat(ended.json().getString("detail")).contains("no_such_column");
    }

    @Test
    void aRunThatOutlastsSeveralWaitsIsFollowedToItsEndAsOneOperation() {
        Curl.Ended ended = curl.runs("long/ensure?wait=1s");

        assertThat(ended.exitCode()).as(ended.toString()).isZero();
        assertThat(ended.json().getString("status")).isEqualTo("succeeded");
        assertThat(ended.redirects()).isGreaterThanOrEqualTo(3);
        assertThat(operationsOf("long")).containsExactly(ended.json().getString("id"));
    }

    @Test
    void twoLinesAtOnceFollowTheSameOperation() {
        CompletableFuture<Curl.Ended> one = curl.starts("twice/ensure");
        CompletableFuture<Curl.Ended> other = curl.starts("twice/ensure");

        assertThat(List.of(one.join(), other.join()))
                .allSatisfy(ended ->
                        assertThat(ended.exitCode()).as(ended.toString()).isZero());
        assertThat(one.join().json().getString("id"))
                .isEqualTo(other.join().json().getString("id"));
        assertThat(operationsOf("twice")).hasSize(1);
    }

    private static List<String> operationsOf(String target) {
        return JsonPath.from(headgate.get("/api/v1/operations?target=" + target).body())
                .getList("items.id");
    }
}
