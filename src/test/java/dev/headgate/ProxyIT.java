package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dev.EmbeddedServer;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's line through the real nginx, which cuts whoever says nothing for so long: the migration outlasts it. */
@Needs({Program.NGINX, Program.CURL})
class ProxyIT {

    /** How long the long migration takes. */
    private static final int SECONDS = Integer.getInteger("proxy.migration.seconds", 300);

    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration USUAL = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static EmbeddedServer server;
    private static Headgate headgate;
    private static int port;

    @BeforeAll
    static void serve() throws SQLException {
        server = EmbeddedServer.start();
        Map<String, String> config = TestServer.store(server.create("store"));
        for (Map.Entry<String, Integer> nap :
                Map.of("cut", 5, "short", 5, "long", SECONDS).entrySet()) {
            Path bundle = new TestBundles(folder)
                    .folder(nap.getKey(), Map.of("V1__nap.sql", "SELECT pg_sleep(%d);".formatted(nap.getValue())));
            config.putAll(TestServer.target(nap.getKey(), server.create(nap.getKey()), "filesystem:" + bundle));
        }
        headgate = Headgate.start(config);
        port = headgate.get("/q/health/live").uri().getPort();
    }

    @AfterAll
    static void stop() throws IOException {
        headgate.close();
        Traces.stop(server);
    }

    /** Without this the other tests would prove nothing. */
    @Test
    void theProxyCutsAWaitThatIsTooLongForIt() {
        try (Proxy proxy = Proxy.nginx(folder, SHORT, port)) {
            Curl.Ended ended = new Curl(proxy.port()).runs("cut/ensure?wait=55s");

            assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(22);
            assertThat(ended.complaint()).contains("504");
        }
    }

    @Test
    void aMigrationOutlastsAnImpatientProxyWhereTheWaitIsShorter() {
        try (Proxy proxy = Proxy.nginx(folder, SHORT, port)) {
            assertOneOperationSucceeds("short", new Curl(proxy.port()).runs("short/ensure?wait=1s"), 3);
        }
    }

    @Test
    @Tag("faults")
    void aMigrationOfMinutesOutlastsAUsualProxyWithTheLineAsItStands() {
        try (Proxy proxy = Proxy.nginx(folder, USUAL, port)) {
            Curl.Ended ended = new Curl(proxy.port()).runs("long/ensure");

            System.out.printf("a migration of %d s took %d redirects%n", SECONDS, ended.redirects());
            assertOneOperationSucceeds("long", ended, SECONDS / (int) USUAL.toSeconds());
        }
    }

    private static void assertOneOperationSucceeds(String target, Curl.Ended ended, int redirects) {
        assertThat(ended.exitCode()).as(ended.toString()).isZero();
        assertThat(ended.json().getString("status")).isEqualTo("succeeded");
        assertThat(ended.redirects()).isGreaterThanOrEqualTo(redirects);
        List<String> operations = JsonPath.from(
                        headgate.get("/api/v1/operations?target=" + target).body())
                .getList("items.id");
        assertThat(operations).containsExactly(ended.json().getString("id"));
    }
}
