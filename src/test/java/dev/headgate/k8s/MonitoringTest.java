package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the Prometheus operator is told: by the chart and by Kustomize's component, which cannot read a file of the chart's. */
class MonitoringTest {

    private static final Chart CHART = Chart.named("headgate");
    private static final Path VALUES = CHART.folder().resolve("ci").resolve("monitoring-values.yaml");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"PrometheusRule, prometheusrule.yaml", "ServiceMonitor, servicemonitor.yaml"})
    void theChartAndTheComponentTellTheSame(String kind, String file) throws IOException {
        Path component = Path.of("k8s", "components", "monitoring", file);

        assertThat(ApiObject.one(kind, Files.readString(component)).at("/spec"))
                .as(component + " and the chart's, whose rules are "
                        + CHART.folder().resolve("rules.yaml"))
                .isEqualTo(ApiObject.one(kind, CHART.rendered(folder, VALUES)).at("/spec"));
    }

    /** Each rule is of one release only, and of its namespace; but for hooks, which are the apps'. */
    @Test
    void rulesSelectTheReleaseByItsOwnNames() throws IOException {
        Path names = Files.writeString(folder.resolve("names.yaml"), "fullnameOverride: gatekeeper");

        assertThat(expressions(CHART.renderedAs("guards", folder, VALUES, names)))
                .isNotEmpty()
                .allSatisfy(expression -> assertThat(expression.replace("container=\"headgate\"", ""))
                        .containsPattern("namespace=\"guards\"|kube_job_failed")
                        .doesNotContain("=\"headgate\""))
                .anySatisfy(expression -> assertThat(expression).contains("job=\"gatekeeper\""))
                .anySatisfy(expression -> assertThat(expression).contains("deployment=\"gatekeeper\""));
    }

    @Test
    void prometheusIsAskedForNothingWhereNobodyIs() throws IOException {
        Path open = Files.writeString(folder.resolve("open.yaml"), """
                auth: {mode: none, kubernetes: {issuer: ""}}
                monitoring: {tokenSecret: {name: ""}}
                """);

        String rendered = CHART.rendered(folder, VALUES, open);

        assertThat(ApiObject.one("ServiceMonitor", rendered)
                        .at("/spec/endpoints/0")
                        .has("authorization"))
                .isFalse();
        assertThat(rendered).doesNotContain("tokens");
    }

    private static Stream<String> expressions(String rendered) {
        return ApiObject.one("PrometheusRule", rendered).at("/spec/groups").findValuesAsText("expr").stream();
    }
}
