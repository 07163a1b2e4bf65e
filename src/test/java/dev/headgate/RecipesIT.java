package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
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

/** Scripts and manifests of {@code docs/recipes.md} as they stand there: no while the gate is closed, and yes as soon as it opens. */
@Needs({Program.BUSYBOX, Program.CURL})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecipesIT {

    private static final int LONG_ENOUGH = 700; // milliseconds, for whoever does not wait to have ended
    private static final int REFUSED_OR_FAILED = 22;

    @TempDir
    static Path folder;

    private static RecipeStage stage;

    @BeforeAll
    static void set() throws SQLException {
        stage = RecipeStage.set();
    }

    @AfterAll
    static void clear() throws IOException {
        stage.close();
    }

    @BeforeEach
    void closeTheGate() {
        stage.closeTheGate();
    }

    @Test
    void theInitContainerWaitsInOneCurlUntilTheGateOpens() {
        try (RecipeRun run =
                stage.kubelet(folder).startInitContainer(stage.page().block("An init container", "yaml"))) {
            assertThat(run.waits(LONG_ENOUGH)).as(run.said()).isTrue();

            stage.openTheGate();

            assertThat(run.exitCode()).as(run.said()).isZero();
            assertThat(run.said()).startsWith("open: orders: it is at 8").hasLineCount(1);
        }
    }

    @Test
    void theLineOfTheReadmeWaitsUntilTheGateOpens() {
        String line = TestBundles.read(Path.of("README.md"))
                .lines()
                .filter(text -> text.startsWith("curl ") && text.contains("http://headgate/gates/"))
                .reduce((one, other) -> one + other)
                .orElseThrow();
        try (RecipeRun run =
                RecipeRun.ofScript(folder, line.replace("//headgate/", "//" + stage.address() + "/"), Map.of())) {
            assertThat(run.waits(LONG_ENOUGH)).as(run.said()).isTrue();

            stage.openTheGate();

            assertThat(run.exitCode()).as(run.said()).isZero();
        }
    }

    @Test
    void theInitContainerIsSentBackAfterEachWaitUntilTheGateOpens() {
        String often = stage.page().block("An init container", "yaml").replace("follow=true", "follow=true&wait=200ms");
        try (RecipeRun run = stage.kubelet(folder).startInitContainer(often)) {
            assertThat(run.waits(LONG_ENOUGH)).as(run.said()).isTrue();

            stage.openTheGate();

            assertThat(run.exitCode()).as(run.said()).isZero();
        }
    }

    @Test
    void theInitContainerFailsWhereNoWaitHelps() {
        String other = stage.page().block("An init container", "yaml").replace("/orders", "/nobodys");
        try (RecipeRun run = stage.kubelet(folder).startInitContainer(other)) {
            assertThat(run.exitCode()).as(run.said()).isEqualTo(REFUSED_OR_FAILED);
        }
    }

    @Test
    void theOneThatTellsPrintsWhyItWaitsAndEndsWhenTheGateOpens() {
        try (RecipeRun run = script("An init container that tells", Map.of())) {
            run.awaitSaid("closed: orders: it is at 7, below 8");
            assertThat(run.waits(LONG_ENOUGH)).as(run.said()).isTrue();

            stage.openTheGate();

            assertThat(run.exitCode()).as(run.said()).isZero();
            assertThat(run.said().lines().toList().getLast()).startsWith("open: orders: it is at 8");
            assertThat(run.said().lines()).allMatch(line -> line.matches("(closed|open): .+"));
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

            stage.openTheGate();

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

    @ParameterizedTest
    @ValueSource(strings = {"A probe by exec", "A probe by httpGet"})
    void aProbeFailsUntilTheGateIsOpen(String heading) {
        String manifest = stage.page().block(heading, "yaml");
        Kubelet kubelet = stage.kubelet(folder);
        assertThat(kubelet.probes(manifest)).isNotEmpty().noneMatch(probe -> kubelet.succeeds(manifest, probe));

        stage.openTheGate();

        assertThat(kubelet.probes(manifest)).allMatch(probe -> kubelet.succeeds(manifest, probe));
    }

    @Test
    void theEntrypointStartsTheAppWhenTheGateOpens() {
        try (RecipeRun run = script("An entrypoint", Map.of(), "echo", "the app", "runs")) {
            assertThat(run.waits(LONG_ENOUGH)).as(run.said()).isTrue();

            stage.openTheGate();

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
    void noScriptOrManifestOfThePageIsLeftUntried() {
        assertThat(stage.page().untried("sh", "yaml")).isEmpty();
    }

    private static RecipeRun script(String heading, Map<String, String> environment, String... arguments) {
        return RecipeRun.ofScript(folder, stage.page().block(heading, "sh"), environment, arguments);
    }

    private static Map<String, String> asked(String gate) {
        return Map.of("GATE", "http://%s/gates/%s".formatted(stage.address(), gate));
    }
}
