package dev.headgate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code /q/metrics} tells, and that what is said and made of it holds. */
@QuarkusTest
@QuarkusTestResource(TestServer.class)
class MetricsTest {

    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (headgate_\\S+) (\\S+)$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(headgate_\\w+)` \\| (\\w+) \\| ([^|]*)\\|");
    private static final Pattern NAME = Pattern.compile("\\b(?:headgate|agroal|jvm|process)_\\w+(?=\\{|\\b)");
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void thePageListsExactlyWhatThereIs() throws IOException {
        String metrics = scraped();
        Map<String, String> told = new TreeMap<>();
        ROW.matcher(Files.readString(Path.of("docs/metrics.md")))
                .results()
                .forEach(row -> told.put(row.group(1), row.group(2)));
        Map<String, String> there = new TreeMap<>();
        TYPE.matcher(metrics).results().forEach(type -> there.put(type.group(1), type.group(2)));

        assertThat(there).isEqualTo(told);
    }

    @Test
    void thePageListsTheLabels() throws IOException {
        String metrics = scraped();

        ROW.matcher(Files.readString(Path.of("docs/metrics.md"))).results().forEach(row -> {
            Set<String> told = words(row.group(3), "`(\\w+)`");
            for (Set<String> labels : labels(metrics, row.group(1))) {
                assertThat(labels).as(row.group(1)).isEqualTo(told);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s/chart/headgate/rules.yaml", "k8s/chart/headgate/dashboard.json", "docs/metrics.md"})
    void whatIsAskedForIsThere(String file) throws IOException {
        String metrics = scraped();

        assertThat(NAME.matcher(Files.readString(Path.of(file)))
                        .results()
                        .map(found -> found.group())
                        .filter(name -> !name.endsWith("_")) // a family, such as jvm_*
                        .distinct())
                .isNotEmpty()
                .allSatisfy(name ->
                        assertThat(metrics).containsPattern("(?m)^(# TYPE )?%s(_count|_total)?[{ ]".formatted(name)));
    }

    @Test
    void aTargetIsToldByItsStateItsBundleAndWhatIsPending() {
        Scenario target = Scenario.on("metrics");
        target.asks("upgrade", Map.of("to", "6"));

        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(scraped())
                        .contains("headgate_target_state{target=\"metrics-eight\",state=\"behind\",} 1.0")
                        .contains("headgate_target_pending_revisions{target=\"metrics-eight\",} 2.0")
                        .contains("headgate_target_gate_open{target=\"metrics-eight\",} 0.0")
                        .containsPattern(
                                "headgate_target_bundle_info\\{target=\"metrics-eight\",bundle=\"[0-9a-f]{12}\",} 1.0")
                        .containsPattern("headgate_target_seen_age_seconds\\{target=\"metrics-eight\",} \\d")
                        .doesNotContain("state=\"unseen\",target=\"metrics-eight\""));
        assertThat(scraped()).contains("headgate_target_state{target=\"bundleless\",state=\"no-bundle\",} 1.0");
    }

    @Test
    void operationsAndTheirStepsAreCountedOnceTheyHaveEnded() {
        double operations = value("headgate_operations_total{outcome=\"applied\",status=\"succeeded\",verb=\"init\",}");
        double times = value("headgate_operation_seconds_count{outcome=\"applied\",verb=\"init\",}");
        double snapshots = value("headgate_step_seconds_count{kind=\"snapshot\",status=\"succeeded\",}");
        double refused = value("headgate_operations_total{outcome=\"none\",status=\"refused\",verb=\"downgrade\",}");
        Scenario target = Scenario.on("metrics-counted");

        target.asks("init");
        target.asks("downgrade", Map.of("to", "9"));

        assertThat(value("headgate_operations_total{outcome=\"applied\",status=\"succeeded\",verb=\"init\",}"))
                .isEqualTo(operations + 1);
        assertThat(value("headgate_operation_seconds_count{outcome=\"applied\",verb=\"init\",}"))
                .isEqualTo(times + 1);
        assertThat(value("headgate_step_seconds_count{kind=\"snapshot\",status=\"succeeded\",}"))
                .isEqualTo(snapshots + 1);
        assertThat(value("headgate_operations_total{outcome=\"none\",status=\"refused\",verb=\"downgrade\",}"))
                .isEqualTo(refused + 1);
    }

    @Test
    void anAnswerOfAGateIsCountedByItsVerdict() {
        Scenario.on("metrics-gate").asks("upgrade");
        String applied = "headgate_gate_answers_total{open=\"true\",verdict=\"applied\",}";
        given().get("/gates/metrics-gate-eight?atLeast=8").then().statusCode(200);
        double before = value(applied);

        given().get("/gates/metrics-gate-eight?atLeast=8").then().statusCode(200);
        given().get("/gates/metrics-gate-eight?atLeast=8&wait=10s").then().statusCode(200);
        given().post("/gates/metrics-gate-eight?atLeast=8").then().statusCode(200);

        assertThat(value(applied)).isEqualTo(before + 3);
    }

    @Test
    void theStoreIsUpAndItsPoolIsShown() {
        assertThat(value("headgate_store_up")).isEqualTo(1);
        assertThat(scraped()).contains("agroal_active_count{datasource=\"default\",}");
    }

    private static String scraped() {
        return given().accept("text/plain;version=0.0.4")
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private static double value(String series) {
        return scraped()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .sum();
    }

    /** Those of each series of that name. */
    private static Set<Set<String>> labels(String metrics, String name) {
        return Pattern.compile("(?m)^%s(?:_count)?(?:\\{(.*)})? \\S+$".formatted(name))
                .matcher(metrics)
                .results()
                .map(line -> line.group(1) == null ? Set.<String>of() : words(line.group(1), "(?:^|,)(\\w+)=\""))
                .collect(Collectors.toSet());
    }

    private static Set<String> words(String text, String pattern) {
        return Stream.of(text)
                .flatMap(all -> Pattern.compile(pattern).matcher(all).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
