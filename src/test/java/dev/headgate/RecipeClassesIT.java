package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Classes of {@code docs/recipes.md} as they stand there, compiled and asked, before and after the gate opens. */
@Tag("faults")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecipeClassesIT {

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
    void theHealthCheckInQuarkusIsDownUntilTheGateIsOpen() throws IOException, ReflectiveOperationException {
        HealthCheck check =
                RecipeClass.made(folder, stage.page().block("A health check in Quarkus", "java"), HealthCheck.class);

        HealthCheckResponse closed = check.call();
        stage.openTheGate();
        HealthCheckResponse open = check.call();

        assertThat(closed.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(closed.getData().orElseThrow().get("gate").toString())
                .startsWith("closed: orders: it is at 7, below 8");
        assertThat(open.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(open.getName()).isEqualTo("schema");
    }

    @Test
    void theHealthCheckInQuarkusIsDownWhileHeadgateIsNotReached() throws IOException, ReflectiveOperationException {
        String source = stage.page().block("A health check in Quarkus", "java").replace(stage.address(), "127.0.0.1:1");
        HealthCheckResponse response =
                RecipeClass.made(folder, source, HealthCheck.class).call();

        assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(response.getData().orElseThrow().get("gate").toString()).startsWith("Headgate does not answer");
    }

    @Test
    void theHealthCheckInSpringBootIsDownUntilTheGateIsOpen() throws IOException, ReflectiveOperationException {
        HealthIndicator indicator = RecipeClass.made(
                folder, stage.page().block("A health check in Spring Boot", "java"), HealthIndicator.class);

        var closed = indicator.health();
        stage.openTheGate();
        var open = indicator.health();

        assertThat(closed.getStatus().getCode()).isEqualTo("DOWN");
        assertThat(closed.getDetails().get("gate").toString()).startsWith("closed: orders: it is at 7, below 8");
        assertThat(open.getStatus().getCode()).isEqualTo("UP");
    }

    @Test
    void itIsTheSameInSpringBoot3ButForTheImports() throws IOException, ReflectiveOperationException {
        String source = stage.page()
                .block("A health check in Spring Boot", "java")
                .replace("org.springframework.boot.health.contributor", "org.springframework.boot.actuate.health");
        var indicator = RecipeClass.made(folder, source, org.springframework.boot.actuate.health.HealthIndicator.class);

        stage.openTheGate();

        assertThat(indicator.health().getStatus().getCode()).isEqualTo("UP");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void noClassOfThePageIsLeftUntried() {
        assertThat(stage.page().untried("java")).isEmpty();
    }
}
