package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service's chart, with each file of values that it has. */
class HeadgateChartTest {

    private static final Chart CHART = Chart.named("headgate");
    private static final Pattern PASTED = Pattern.compile("(?s)```yaml\n(image:.+?)```");
    private static final String SUFFIX = "-values.yaml";

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("values")
    void itIsSoundAndRendersAsItDid(String name) {
        Path values = CHART.folder().resolve("ci").resolve(name + SUFFIX);

        assertThat(CHART.complaints(folder.resolve("lint"), values)).isEmpty();
        String rendered = CHART.rendered(folder.resolve("render"), values);
        assertThat(ApiObject.faults(rendered)).isEmpty();
        Golden.of("headgate", name).check(rendered);
    }

    /** The values that people are told to paste. */
    @ParameterizedTest
    @ValueSource(strings = {"docs/kubernetes.md", "k8s/examples/kind-values.yaml"})
    void whatIsPastedIsSound(String file) throws IOException {
        String page = Files.readString(Path.of(file));
        String values = PASTED.matcher(page)
                .results()
                .map(block -> block.group(1))
                .findFirst()
                .orElse(page);

        assertThat(ApiObject.faults(CHART.rendered(
                        folder.resolve("pasted"), Files.writeString(folder.resolve("values.yaml"), values))))
                .isEmpty();
    }

    @Test
    void noGoldenFileIsUnused() {
        assertThat(Golden.names("headgate")).isEqualTo(values().toList());
    }

    static Stream<String> values() {
        return CHART.values().stream().map(file -> file.getFileName().toString().replace(SUFFIX, ""));
    }

    /** No longer than a label may be, and with a letter or a number at both ends. */
    @Test
    void aLongTagIsALabelToo() {
        String tag = "_" + "a".repeat(60) + "._-b";
        String rendered = LeastValues.with("image: {tag: %s}".formatted(tag), folder);

        assertThat(ApiObject.one("Deployment", rendered)
                        .at("/metadata/labels/app.kubernetes.io~1version")
                        .asText())
                .isEqualTo("a".repeat(60));
    }

    @Test
    void theNotesSayWhatToTypeNext() {
        Path folder = CHART.folder().resolve("ci");

        assertThat(CHART.notes(folder.resolve("main" + SUFFIX)))
                .contains(
                        "kubectl -n headgate rollout status deployment/headgate",
                        "create secret generic headgate-store --from-file=password=<file>",
                        "create secret generic stock-db --from-file=owner-password=<file>",
                        "curl http://localhost:8080/gates/orders")
                .doesNotContain("TOKEN=");
        assertThat(CHART.notes(folder.resolve("monitoring" + SUFFIX)))
                .contains("create secret generic headgate-metrics --from-literal=token=\"$TOKEN\"");
        assertThat(CHART.notes(folder.resolve("least" + SUFFIX)))
                .contains("It has no target yet", "TOKEN=", "create secret generic headgate-tokens")
                .doesNotContain("/gates/");
    }
}
