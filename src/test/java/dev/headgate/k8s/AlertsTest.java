package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.headgate.Needs;
import dev.headgate.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts, their runbooks, and the dashboard: complete, and of one piece. What they ask for is there: {@code MetricsTest}. */
final class AlertsTest {

    private static final Path RULES = Path.of("k8s/chart/headgate/rules.yaml");
    private static final Path UNITS = Path.of("src/test/prometheus/alerts.yaml");
    private static final Path RUNBOOKS = Path.of("docs/runbooks.md");
    private static final Path DASHBOARD = Path.of("k8s/chart/headgate/dashboard.json");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @Test
    void eachAlertSaysWhatIsWrongAndWhereToReadOn() throws IOException {
        assertThat(alerts()).allSatisfy(alert -> {
            String name = alert.path("alert").asText();
            JsonNode notes = alert.path("annotations");
            assertThat(notes.path("summary").asText()).as(name).isNotBlank();
            assertThat(notes.path("description").asText()).as(name).endsWith(".");
            assertThat(notes.path("runbook_url").asText())
                    .isEqualTo("docs/runbooks.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(alert.at("/labels/severity").asText()).as(name).isIn("critical", "warning");
        });
    }

    @Test
    void eachAlertHasItsRunbookAndEachRunbookItsAlert() throws IOException {
        List<String> sections = Pattern.compile("(?m)^## (\\w+)$")
                .matcher(Files.readString(RUNBOOKS))
                .results()
                .map(section -> section.group(1))
                .toList();

        assertThat(sections).containsExactlyInAnyOrderElementsOf(names());
        assertThat(Files.readString(RUNBOOKS).split("(?m)^## "))
                .filteredOn(section -> section.startsWith("Headgate"))
                .allSatisfy(
                        section -> assertThat(section).contains("**Means.**", "**Look.**", "**Do.**", "**Harmless**"));
    }

    @Test
    void eachAlertIsTriedBothWays() throws IOException {
        List<JsonNode> tried = stream(YAML.readTree(Files.readString(UNITS)).path("tests"))
                .flatMap(test -> stream(test.path("alert_rule_test")))
                .toList();

        assertThat(names())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(tried)
                        .filteredOn(one -> one.path("alertname").asText().equals(name))
                        .anyMatch(one -> one.path("exp_alerts").isEmpty())
                        .anyMatch(one -> !one.path("exp_alerts").isEmpty()));
    }

    @Test
    void theDashboardIsOfOnePiece() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(Files.readString(DASHBOARD));

        assertThat(dashboard.path("uid").asText()).isEqualTo("headgate");
        assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(39);
        assertThat(dashboard.at("/templating/list").findValuesAsText("name"))
                .containsExactly("datasource", "namespace", "job");
        assertThat(stream(dashboard.path("panels"))
                        .map(panel -> panel.path("id").asInt()))
                .doesNotHaveDuplicates();
        assertThat(stream(dashboard.path("panels"))
                        .filter(panel -> !panel.path("type").asText().equals("row")))
                .isNotEmpty()
                .allSatisfy(panel -> {
                    assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
                    assertThat(panel.path("description").asText()).isNotBlank();
                    assertThat(panel.path("targets").findValuesAsText("expr"))
                            .isNotEmpty()
                            .allSatisfy(expression ->
                                    assertThat(expression).contains("{namespace=\"$namespace\", job=\"$job\""));
                });
        assertThat(Path.of("k8s/components/monitoring/dashboard.json")).hasSameTextualContentAs(DASHBOARD);
    }

    private static List<JsonNode> alerts() throws IOException {
        return stream(YAML.readTree(Files.readString(RULES)).path("groups"))
                .flatMap(group -> stream(group.path("rules")))
                .toList();
    }

    private static List<String> names() throws IOException {
        return alerts().stream().map(alert -> alert.path("alert").asText()).toList();
    }

    private static Stream<JsonNode> stream(JsonNode all) {
        return StreamSupport.stream(all.spliterator(), false);
    }

    /** By Prometheus' own rules. */
    @Nested
    @Needs(Program.PROMTOOL)
    final class Judged {

        @TempDir
        Path folder;

        @Test
        void eachAlertFiresWhenItIsToAndOnlyThen() throws IOException, InterruptedException {
            assertThat(promtool("test", "rules", UNITS.toString())).contains("SUCCESS");
        }

        @Test
        void anAlertThatDoesNotFireIsNoticed() throws IOException, InterruptedException {
            Path rules = Files.writeString(
                    folder.resolve("rules.yaml"), Files.readString(RULES).replace("== 0", "== 2"));
            Path units = Files.writeString(
                    folder.resolve("alerts.yaml"),
                    Files.readString(UNITS).replaceFirst("rule_files: .*", "rule_files: [" + rules + "]"));

            assertThat(promtool("test", "rules", units.toString())).contains("FAILED", "HeadgateStoreDown");
        }

        /** Grafana's own variables stand for what Prometheus takes. */
        @Test
        void theExpressionsOfTheDashboardAreSound() throws IOException, InterruptedException {
            JsonNode dashboard = new ObjectMapper().readTree(Files.readString(DASHBOARD));
            StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
            int number = 0;
            for (String expression : dashboard.path("panels").findValuesAsText("expr")) {
                rules.append("      - record: panel:%d\n        expr: '%s'\n"
                        .formatted(number++, expression.replace("$__rate_interval", "5m")));
            }

            assertThat(promtool(
                            "check",
                            "rules",
                            Files.writeString(folder.resolve("rules.yaml"), rules)
                                    .toString()))
                    .contains("SUCCESS: %d rules".formatted(number));
        }

        private static String promtool(String... arguments) throws IOException, InterruptedException {
            Process process = new ProcessBuilder(Program.PROMTOOL.with(arguments))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said;
        }
    }
}
