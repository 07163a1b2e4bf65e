package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.targets.GuardedServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application with a store and a target that demand passwords, which change while it runs. */
@Tag("faults")
class SecretsIT {

    private static final String ROTATED = Planted.STORE_PASSWORD_IN_A_FILE.word() + "-2";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void passwordsThatAreRotatedNeedNoRestart() throws Exception {
        try (GuardedServer server = new GuardedServer(folder)) {
            Path password = Files.writeString(folder.resolve("password"), Planted.STORE_PASSWORD_IN_A_FILE.word());
            server.execute(
                    "CREATE ROLE keeper LOGIN PASSWORD '%s'".formatted(Planted.STORE_PASSWORD_IN_A_FILE.word()),
                    "CREATE ROLE owner",
                    "GRANT owner TO keeper",
                    "GRANT CREATE ON DATABASE postgres TO owner, keeper",
                    "GRANT CREATE ON SCHEMA public TO owner");
            try (Headgate headgate = Headgate.start(config(server, password))) {
                ensures(headgate, "applied");
                server.execute("ALTER ROLE keeper PASSWORD '%s'".formatted(ROTATED));
                Files.writeString(password, ROTATED);
                server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'keeper'");
                headgate.awaitStatus("/q/health/ready", 200);
                ensures(headgate, "unchanged");
                assertThat(headgate.log()).doesNotContain("are not verified", Planted.MARK);
                Files.delete(password);
                server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'keeper'");
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> headgate.get("/q/health/ready").body().contains("password file " + password));
                assertThat(headgate.get("/api/v1/targets/shop").body()).contains("password file " + password);
            }
            assertThat(server.told("SELECT tableowner FROM pg_tables WHERE tablename = 'endpoints'"))
                    .isEqualTo("owner");
        }
    }

    @Test
    void aPasswordAndAFileForItStopTheStart() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), Planted.STORE_PASSWORD_IN_A_FILE.word());
        Map<String, String> config = TestServer.store("jdbc:postgresql://localhost:1/none");
        config.put("headgate.store.password-file", password.toString());
        try (Headgate refused = Headgate.launch(config)) {
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.log())
                    .contains("headgate.store.password-file and quarkus.datasource.password are both set")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void connectionsThatAreNotVerifiedAndProvidersThatAreNotThereAreTold() throws Exception {
        Map<String, String> config = TestServer.store("jdbc:postgresql://localhost:1/none");
        config.putAll(TestServer.target("shop", "jdbc:postgresql://localhost:1/none", "stored"));
        try (Headgate headgate = Headgate.launch(config)) {
            headgate.awaitStatus("/q/health/live", 200);
            assertThat(headgate.log().lines().filter(line -> line.contains("are not verified")))
                    .singleElement()
                    .asString()
                    .contains("connections=2", "the store, shop", "headgate.targets.<name>.sslrootcert");
        }
        config.remove("headgate.targets.shop.password");
        config.put("headgate.targets.shop.credentials-provider", "shop");
        try (Headgate refused = Headgate.launch(config)) {
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.log()).contains("headgate.targets.shop.credentials-provider needs");
        }
    }

    private static Map<String, String> config(GuardedServer server, Path password) {
        String url = server.at("localhost") + "?sslmode=verify-full&sslrootcert=" + server.trusted();
        Map<String, String> config = new HashMap<>(Map.of(
                "headgate.auth.mode",
                "none",
                "quarkus.datasource.jdbc.url",
                url,
                "quarkus.datasource.username",
                "keeper",
                "headgate.store.password-file",
                password.toString()));
        config.putAll(TestServer.target("shop", url, "filesystem:" + TestBundles.SAMPLE.toAbsolutePath()));
        config.remove("headgate.targets.shop.password");
        config.put("headgate.targets.shop.username", "keeper");
        config.put("headgate.targets.shop.password-file", password.toString());
        config.put("headgate.targets.shop.role", "owner");
        return config;
    }

    private static void ensures(Headgate headgate, String outcome) {
        HttpResponse<String> answer =
                headgate.post("/api/v1/targets/shop/ensure", "{}").join();
        assertThat(answer.body()).contains("\"outcome\":\"%s\"".formatted(outcome));
    }
}
