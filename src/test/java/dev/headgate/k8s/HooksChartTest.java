package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The library chart in the example of an app's chart: what it renders to, and what it refuses. */
class HooksChartTest {

    private static final String SUFFIX = "-values.yaml";
    private static final Path VALUES = AppChart.LIBRARY.resolve("ci");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path README = AppChart.LIBRARY.resolve("README.md");
    private static final String BEGIN = "<!-- values: begin -->\n";
    private static final String END = "<!-- values: end -->";

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("values")
    void itRendersAsItDid(String name) {
        String rendered = chart().withVolumes().rendered(AppChart.read(VALUES.resolve(name + SUFFIX)));

        assertThat(ApiObject.faults(rendered)).isEmpty();
        Golden.of("headgate-hooks", name).check(rendered);
    }

    @ParameterizedTest
    @MethodSource("values")
    void itIsSound(String name) throws IOException {
        Path example = AppChart.EXAMPLE.resolve("values.yaml");
        JsonNode values = YAML.readerForUpdating(YAML.readTree(example.toFile()))
                .readValue(AppChart.read(VALUES.resolve(name + SUFFIX)));
        AppChart chart = chart().withVolumes().with("values.yaml", YAML.writeValueAsString(values));

        LintResult lint = new Helm(chart.folder()).lint().strict().call();

        assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
    }

    @Test
    void noGoldenFileIsUnused() {
        assertThat(Golden.names("headgate-hooks")).isEqualTo(values().toList());
    }

    static Stream<String> values() {
        try (Stream<Path> files = Files.list(VALUES)) {
            return files.map(file -> file.getFileName().toString().replace(SUFFIX, "")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void noHookNeedsWhatComesLater(String name) {
        List<ApiObject> objects = ApiObject.in(chart().rendered(AppChart.read(VALUES.resolve(name + SUFFIX))));
        for (ApiObject job :
                objects.stream().filter(it -> it.kind().equals("Job")).toList()) {
            JsonNode pod = job.at("/spec/template/spec");

            assertThat(job.at("/metadata/annotations").toString()).contains("helm.sh/hook");
            assertThat(brought(objects, job, "ServiceAccount"))
                    .as("the service account of " + job)
                    .contains(pod.path("serviceAccountName").asText());
            pod.path("volumes")
                    .findValues("configMap")
                    .forEach(map -> assertThat(brought(objects, job, "ConfigMap"))
                            .as("the ConfigMap of " + job)
                            .contains(map.path("name").asText()));
            assertThat(pod.toString()).doesNotContain("secretKeyRef", "\"secret\"", "envFrom");
        }
    }

    /** What is there when the Job is: hooks of the same events with a lower weight, and what the values say was there before. */
    private static List<String> brought(List<ApiObject> objects, ApiObject job, String kind) {
        return Stream.concat(
                        objects.stream()
                                .filter(object -> object.kind().equals(kind))
                                .filter(object ->
                                        events(object).containsAll(events(job)) && weight(object) < weight(job))
                                .map(ApiObject::name),
                        Stream.of("deployer", "internal-ca")) // of the file of values with everything
                .toList();
    }

    private static List<String> events(ApiObject object) {
        return List.of(object.at("/metadata/annotations/helm.sh~1hook").asText().split(",", -1));
    }

    private static int weight(ApiObject object) {
        return Integer.parseInt(
                object.at("/metadata/annotations/helm.sh~1hook-weight").asText());
    }

    @Test
    void theExampleIsWhatHelmMakesOfItWithItsDependencyFromTheFolder() throws IOException {
        AppChart.copy(AppChart.LIBRARY, folder.resolve(AppChart.LIBRARY));
        Path example = folder.resolve(AppChart.EXAMPLE);
        AppChart.copy(AppChart.EXAMPLE, example);

        new Helm(example).dependency().build().call();
        LintResult lint = new Helm(example).lint().strict().call();

        assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
        assertThat(example.resolve("charts/headgate-hooks-0.1.0.tgz")).exists();
        assertThat(ApiObject.in(new Helm(example)
                        .template()
                        .withName("orders")
                        .withNamespace("shop")
                        .call()))
                .containsExactlyElementsOf(ApiObject.in(chart().rendered("{}")).stream()
                        .filter(object -> object.kind().equals("Deployment")) // its library leaves hooks out
                        .toList());
    }

    @Test
    void theReadmeListsEachValue() {
        String defaults = AppChart.read(AppChart.LIBRARY.resolve("templates/_defaults.tpl"))
                .replaceAll("(?s)^.*?-}}\n|\\{\\{- end -}}\\s*$", "");
        List<ValuesSchema.Row> rows = new ValuesSchema(AppChart.write(folder, "defaults.yaml", defaults)).rows();
        String table = rows.stream()
                .map(row -> "| `%s` | %s | %s |\n"
                        .formatted(
                                row.path(), row.fallback().isEmpty() ? "" : "`" + row.fallback() + "`", row.meaning()))
                .collect(Collectors.joining("", "| value | default | meaning |\n|---|---|---|\n", ""));
        String readme = AppChart.read(README);

        assertThat(rows)
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.meaning()).as(row.path()).isNotEmpty());
        new Golden(README)
                .check(readme.substring(0, readme.indexOf(BEGIN) + BEGIN.length())
                        + table
                        + readme.substring(readme.indexOf(END)));
    }

    @Test
    void theLibraryIsSound() {
        LintResult lint = new Helm(AppChart.LIBRARY).lint().strict().call();

        assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
    }

    @Test
    void scriptsArriveInTheConfigMapAsTheyAre() {
        Map<String, String> scripts = Map.of(
                "V1__odd.sql", "-- Größe\r\n\tSELECT '{{ .Values }}', 1 ;  \n\n  \n",
                "V2__no_line.sql", "SELECT 2",
                "2.1/V2_1__deeper.sql", "SELECT '$HOME: #';\n",
                "V2__no_line.sql.conf", "executeInTransaction=false\n",
                "README.md", "left out",
                ".hidden/V9__no.sql", "left out");

        List<ApiObject> objects =
                ApiObject.in(chart().bringing(scripts).rendered("headgate: {gate: {atLeast: '2.1'}}"));

        JsonNode data = one(objects, "ConfigMap").at("/data");
        JsonNode items = one(objects, "Job").at("/spec/template/spec/volumes").findValue("items");
        assertThat(items).hasSize(4).hasSameSizeAs(data);
        items.forEach(item -> assertThat(data.path(item.path("key").asText()).asText())
                .isEqualTo(scripts.get(item.path("path").asText())));
    }

    @Test
    void whereItIsNotEnabledNothingIsThereButTheApp() {
        assertThat(ApiObject.in(chart().rendered("headgate: {enabled: false, target: ''}")))
                .singleElement()
                .satisfies(app ->
                        assertThat(app.at("/spec/template/spec/initContainers")).isEmpty());
    }

    /** Those of one umbrella release differ, and those that begin alike; each is a label, with what its Jobs have added. */
    @ParameterizedTest
    @CsvSource({
        "orders, orders, orders-headgate",
        "shop-orders, shop, shop-orders-shop-headgate",
        "shop-orders, orders, shop-orders-orders-headgate",
        "shop.orders, orders, shop-orders-orders-db2707d1-headgate",
        "shop-orders, Orders_db, shop-orders-orders-db-53e1dd0b-headgate",
        "a-release-of-fifty-three-letters-that-ends-with-one-1, orders, a-release-of-fifty-three-letters-th-20c360f9-headgate",
        "a-release-of-fifty-three-letters-that-ends-with-one-2, orders, a-release-of-fifty-three-letters-th-c5836397-headgate",
        "shop, a-chart-whose-name-is-long-so-that-it-does-not-fit, shop-a-chart-whose-name-is-long-so-789e64b3-headgate"
    })
    void namesKeepReleasesAndChartsApart(String release, String chart, String name) {
        String example = AppChart.read(AppChart.EXAMPLE.resolve("Chart.yaml"));
        AppChart named = chart().with("Chart.yaml", example.replace("name: orders", "name: " + chart));

        List<ApiObject> objects = ApiObject.in(
                named.rendered(release, "headgate: {separate: true, rollback: downgrade, rollbackTo: '1'}"));

        assertThat(one(objects, "ServiceAccount").name()).isEqualTo(name);
        assertThat(objects)
                .filteredOn(object -> object.kind().equals("Job"))
                .extracting(ApiObject::name)
                .containsExactlyInAnyOrder(name + "-init", name + "-upgrade", name + "-downgrade")
                .allSatisfy(job -> assertThat(job).matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"));
    }

    @Test
    void whatIsLeftEmptyIsAsItIsByDefault() {
        String empty =
                "headgate: {gate: , name: , retries: , image: {digest: , tag: }, imagePullSecrets: , ca: {key: }}";

        assertThat(chart().rendered(empty)).isEqualTo(chart().rendered("{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrations", "migrations/", "./migrations"})
    void aFolderIsTheSameHoweverItIsWritten(String files) {
        assertThat(chart().rendered("headgate: {bundle: {files: %s}}".formatted(files)))
                .isEqualTo(chart().rendered("{}"));
    }

    @Test
    void aNumberMayBeNone() {
        List<ApiObject> objects =
                ApiObject.in(chart().rendered("headgate: {backoffLimit: 0, retries: 0, keepSeconds: 0}"));

        JsonNode job = one(objects, "Job").at("/spec");
        assertThat(job.at("/backoffLimit").asInt(-1)).isZero();
        assertThat(job.at("/ttlSecondsAfterFinished").asInt(-1)).isZero();
        assertThat(job.toString()).contains("--retry 0 ");
    }

    @Test
    void allHooksPullTheirImagesWithTheSecrets() {
        String values =
                "headgate: {separate: true, rollback: downgrade, rollbackTo: '1', imagePullSecrets: [{name: registry}]}";

        assertThat(ApiObject.in(chart().rendered(values)))
                .filteredOn(object -> object.kind().equals("Job"))
                .hasSize(3)
                .allSatisfy(job -> assertThat(job.at("/spec/template/spec/imagePullSecrets/0/name")
                                .asText())
                        .isEqualTo("registry"));
    }

    private AppChart chart() {
        return AppChart.copied(folder.resolve("app"));
    }

    private static ApiObject one(List<ApiObject> objects, String kind) {
        return objects.stream()
                .filter(object -> object.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }
}
