package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dev.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Each recipe of {@code docs/recipes.md} as it stands there: no while the gate is closed, and yes as soon as it opens. */
@Needs({Program.BUSYBOX, Program.CURL})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecipesIT {

    private static final int LONG_ENOUGH = 700; // milliseconds, for whoever does not wait to have ended
    private static final int REFUSED_OR_FAILED = 22;
    private static final String PATHS = "http://%s/gates/";

    @TempDir
    static Path folder;

    private static EmbeddedServer server;
    private static Headgate headgate;
    private static Kubelet kubelet;
    private static RecipePage page;
    private static String address;

    @BeforeAll
    static void serve() throws SQLException {
        server = EmbeddedServer.start();
        System.setProperty(TestServer.PORT, String.valueOf(server.port()));
        Map<String, String> config = TestServer.store(server.create("store"));
        for (String target : new String[] {"orders", "playground", "unstamped"}) {
            config.putAll(TestServer.target(
                    target, server.create(target), "filesystem:" + TestBundles.SAMPLE.toAbsolutePath()));
        }
        config.put("headgate.targets.playground.environment", "development");
        headgate = Headgate.start(config);
        kubelet = new Kubelet(folder, headgate);
        address = headgate.get("/q/health/live").uri().getAuthority();
        page = RecipePage.read(address);
        Scenario.on("unstamped").runs("CREATE SCHEMA model; CREATE TABLE model.somebodys (id integer)");
    }

    @AfterAll
    static void stop() throws IOException {
        headgate.close();
        server.close();
    }

    @BeforeEach
    void closeTheGate() {
        upgrade("7");
        headgate.post("/api/v1/targets/orders/downgrade", "{\"to\":\"7\"}").join();
        headgate.awaitStatus("/gates/orders?atLeast=8", 503);
    }

    @Test
    void theInitContainerWaitsInOneCurlUntilTheGateOpens() {
        try (RecipeRun run = kubelet.startInitContainer(page.block("An init container", "yaml"))) {
            assertThat(run.waits(LONG_ENOUGH)).as(run.said()).isTrue();

            openTheGate();

            assertThat(run.exitCode()).as(run.said()).isZero();
            assertThat(run.said()).startsWith("open: orders: it is at 8").hasLineCount(1);
        }
    }

    @Test
    void theInitContainerIsSentBackAfterEachWaitUntilTheGateOpens() {
        String often = page.block("An init container", "yaml").replace("follow=true", "follow=true&wait=200ms");
        try (RecipeRun run = kubelet.startInitContainer(often)) {
            assertThat(run.waits(LONG_ENOUGH)).as(run.said()).isTrue();

            openTheGate();

            assertThat(run.exitCode()).as(run.said()).isZero();
        }
    }

    @Test
    void theInitContainerFailsWhereNoWaitHelps() {
        String other = page.block("An init container", "yaml").replace("/orders", "/nobodys");
        try (RecipeRun run = kubelet.startInitContainer(other)) {
            assertThat(run.exitCode()).as(run.said()).isEqualTo(REFUSED_OR_FAILED);
        }
    }

    @Test
    void theOneThatTellsPrintsWhyItWaitsAndEndsWhenTheGateOpens() {
        try (RecipeRun run = script("An init container that tells", Map.of())) {
            run.awaitSaid("closed: orders: it is at 7, below 8");
            assertThat(run.waits(LONG_ENOUGH)).as(run.said()).isTrue();

            openTheGate();

            assertThat(run.exitCode()).as(run.said()).isZero();
            assertThat(run.said().lines().toList().getLast()).startsWith("open: orders: it is at 8");
            assertThat(run.said().lines()).doesNotHaveDuplicates().allMatch(line -> line.matches("(closed|open): .+"));
        }
    }

    @Test
    void theOneThatTellsEndsWithTheProblemWhereTheQuestionIsWrong() {
        try (RecipeRun run = script("An init container that tells", asked("orders?atLeast=eight"))) {
            assertThat(run.exitCode()).as(run.said()).isEqualTo(1);
            assertThat(run.said()).contains("it is a revision, such as atLeast=8");
        }
    }

    @Test
    void theOneThatTellsGoesOnWhileHeadgateIsNotReached() {
        Map<String, String> nobody = Map.of("GATE", "http://127.0.0.1:%d/?".formatted(Program.freePort()));
        try (RecipeRun run = script("An init container that tells", nobody)) {
            run.awaitSaid("curl: (7)");
            assertThat(run.waits(LONG_ENOUGH)).as(run.said()).isTrue();
        }
    }

    @Test
    void waitForEndsWhenTheGateOpens() {
        try (RecipeRun run = script("Wait-for, with BusyBox alone", Map.of())) {
            assertThat(run.waits(LONG_ENOUGH)).as(run.said()).isTrue();

            openTheGate();

            assertThat(run.exitCode()).as(run.said()).isZero();
            assertThat(run.said()).isEmpty();
        }
    }

    @Test
    void waitForGivesUpWhenItsTimeIsOver() {
        try (RecipeRun run = script("Wait-for, with BusyBox alone", Map.of("PATIENCE", "2"))) {
            assertThat(run.exitCode()).as(run.said()).isEqualTo(1);
            assertThat(run.said())
                    .contains("wget: server returned error: HTTP/1.1 503")
                    .contains("still closed after 2 s: http://");
        }
    }

    @Test
    void theHealthCheckInQuarkusIsDownUntilTheGateIsOpen() throws IOException, ReflectiveOperationException {
        HealthCheck check =
                RecipeClass.made(folder, page.block("A health check in Quarkus", "java"), HealthCheck.class);

        HealthCheckResponse closed = check.call();
        openTheGate();
        HealthCheckResponse open = check.call();

        assertThat(closed.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(closed.getData().orElseThrow().get("gate").toString())
                .startsWith("closed: orders: it is at 7, below 8");
        assertThat(open.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(open.getName()).isEqualTo("schema");
    }

    @Test
    void theHealthCheckInQuarkusIsDownWhileHeadgateIsNotReached() throws IOException, ReflectiveOperationException {
        String source = page.block("A health check in Quarkus", "java").replace(address, "127.0.0.1:1");
        HealthCheckResponse response =
                RecipeClass.made(folder, source, HealthCheck.class).call();

        assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(response.getData().orElseThrow().get("gate").toString()).startsWith("Headgate does not answer");
    }

    @Test
    void theHealthCheckInSpringBootIsDownUntilTheGateIsOpen() throws IOException, ReflectiveOperationException {
        HealthIndicator indicator =
                RecipeClass.made(folder, page.block("A health check in Spring Boot", "java"), HealthIndicator.class);

        var closed = indicator.health();
        openTheGate();
        var open = indicator.health();

        assertThat(closed.getStatus().getCode()).isEqualTo("DOWN");
        assertThat(closed.getDetails().get("gate").toString()).startsWith("closed: orders: it is at 7, below 8");
        assertThat(open.getStatus().getCode()).isEqualTo("UP");
    }

    @Test
    void itIsTheSameInSpringBoot3ButForTheImports() throws IOException, ReflectiveOperationException {
        String source = page.block("A health check in Spring Boot", "java")
                .replace("org.springframework.boot.health.contributor", "org.springframework.boot.actuate.health");
        var indicator = RecipeClass.made(folder, source, org.springframework.boot.actuate.health.HealthIndicator.class);

        openTheGate();

        assertThat(indicator.health().getStatus().getCode()).isEqualTo("UP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A probe by exec", "A probe by httpGet"})
    void aProbeFailsUntilTheGateIsOpen(String heading) {
        String manifest = page.block(heading, "yaml");
        assertThat(kubelet.probes(manifest)).isNotEmpty().noneMatch(probe -> kubelet.succeeds(manifest, probe));

        openTheGate();

        assertThat(kubelet.probes(manifest)).allMatch(probe -> kubelet.succeeds(manifest, probe));
    }

    @Test
    void theEntrypointStartsTheAppWhenTheGateOpens() {
        try (RecipeRun run = script("An entrypoint", Map.of(), "echo", "the app", "runs")) {
            assertThat(run.waits(LONG_ENOUGH)).as(run.said()).isTrue();

            openTheGate();

            assertThat(run.exitCode()).as(run.said()).isZero();
            assertThat(run.said()).contains("open: orders: it is at 8").endsWith("the app runs\n");
        }
    }

    @Test
    void theEntrypointHasTheDatabaseMadeInDevelopment() {
        try (RecipeRun run = script("An entrypoint", asked("playground?wait=25s"), "echo", "the app", "runs")) {
            assertThat(run.exitCode()).as(run.said()).isZero();
            assertThat(run.said()).contains("open: playground: it is at 8").endsWith("the app runs\n");
        }
    }

    @Test
    void theEntrypointDoesNotStartTheAppWhereAPersonHasToSeeToIt() {
        try (RecipeRun run = script("An entrypoint", asked("unstamped?wait=100ms"), "echo", "the app", "runs")) {
            assertThat(run.exitCode()).as(run.said()).isEqualTo(REFUSED_OR_FAILED);
            assertThat(run.said()).contains("closed: unstamped: ").doesNotContain("the app runs");
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void noBlockOfThePageIsLeftUntried() {
        assertThat(page.untried()).isEmpty();
    }

    private static RecipeRun script(String heading, Map<String, String> environment, String... arguments) {
        return RecipeRun.ofScript(folder, page.block(heading, "sh"), environment, arguments);
    }

    private static Map<String, String> asked(String gate) {
        return Map.of("GATE", PATHS.formatted(address) + gate);
    }

    private static void openTheGate() {
        upgrade("8");
        headgate.awaitStatus("/gates/orders?atLeast=8", 200);
    }

    private static void upgrade(String revision) {
        headgate.post("/api/v1/targets/orders/upgrade", "{\"to\":\"%s\"}".formatted(revision))
                .join();
    }
}
