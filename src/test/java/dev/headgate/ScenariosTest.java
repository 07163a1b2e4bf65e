package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What must hold on a live database, each a folder of its own that src/test/resources/scenarios/README.md explains. A
 * new case is a new folder.
 */
@QuarkusTest
@QuarkusTestResource(TestServer.class)
class ScenariosTest {

    static List<ScenarioFolder> scenarios() {
        return ScenarioFolder.in(ScenarioFolder.ALL);
    }

    static List<ScenarioFolder> badScenarios() {
        return ScenarioFolder.in(ScenarioFolder.BAD);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void holds(ScenarioFolder scenario) throws SQLException {
        play(scenario);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badScenarios")
    void aBadScenarioFails(ScenarioFolder scenario) {
        assertThatThrownBy(() -> play(scenario))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(scenario.fails().toArray(String[]::new));
    }

    @Test
    void theServerIsOfTheVersionThatTheBuildNames() throws SQLException {
        String named = System.getProperty("postgres-binaries.version", "set by pom.xml");
        try (ScenarioSessions sessions = new ScenarioSessions(TestServer.url("postgres"))) {
            String version = sessions.run("scenario", "SHOW server_version").getFirst();
            System.out.printf("The scenarios ran on PostgreSQL %s%n", version);
            assertThat(named)
                    .as("the version that the build names, beside %s", version)
                    .startsWith(version + ".");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void noFileIsUnused(ScenarioFolder scenario) {
        assertThat(scenario.unused()).isEmpty();
    }

    @Test
    void aFileThatNobodyReadsIsFound() {
        assertThat(new ScenarioFolder(ScenarioFolder.BAD.resolve("failing-sql")).unused())
                .containsExactly("fails.txt", "in/notes.txt", "notes.txt");
    }

    private static void play(ScenarioFolder scenario) throws SQLException {
        try (ScenarioPlay play = new ScenarioPlay(scenario, TestServer.url(scenario.name()))) {
            play.play();
        }
    }
}
