package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.identity.AuthConfig;
import dev.headgate.targets.TargetsConfig;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the chart's values may be, held to its values.yaml and to the configuration that they become. */
class ChartValuesTest {

    private static final Path FOLDER = Chart.named("headgate").folder();
    private static final String BEGIN = "<!-- values: begin -->\n";
    private static final String END = "<!-- values: end -->";

    /** What the chart writes itself, and what would put a secret into a ConfigMap. */
    private static final Set<String> NOT_IN_VALUES = Set.of("password");

    /** Secrets and ConfigMaps that the chart makes files of. */
    private static final Set<String> BY_THE_CHART =
            Set.of("passwordSecret", "credentialsSecret", "caSecret", "caConfigMap");

    private final ValuesSchema schema = new ValuesSchema(FOLDER.resolve("values.yaml"));

    @Test
    void theSchemaIsThatOfTheComments() {
        new Golden(FOLDER.resolve("values.schema.json")).check(schema.json());
    }

    @Test
    void eachValueIsExplained() {
        assertThat(schema.rows())
                .allSatisfy(row -> assertThat(row.meaning()).as(row.path()).isNotEmpty());
    }

    @Test
    void theReadmeListsEachValue() throws IOException {
        Path readme = FOLDER.resolve("README.md");
        String text = Files.readString(readme);
        String table = schema.rows().stream()
                .map(row -> "| `%s` | %s | %s |\n"
                        .formatted(
                                row.path(),
                                row.fallback().isEmpty() ? "" : "`" + row.fallback() + "`",
                                row.meaning().replace("|", "\\|")))
                .collect(Collectors.joining("", "| value | default | meaning |\n|---|---|---|\n", ""));
        new Golden(readme)
                .check(text.substring(0, text.indexOf(BEGIN) + BEGIN.length())
                        + table
                        + text.substring(text.indexOf(END)));
    }

    @Test
    void eachSettingOfATargetIsAValue() throws IOException {
        assertThat(names("/properties/targets/patternProperties", BY_THE_CHART))
                .isEqualTo(settings(TargetsConfig.TargetConfig.class, NOT_IN_VALUES));
    }

    @Test
    void eachSettingOfAGrantIsAValue() throws IOException {
        assertThat(names("/properties/auth/properties/grants/patternProperties", Set.of()))
                .isEqualTo(settings(AuthConfig.GrantConfig.class, Set.of()));
    }

    private Set<String> names(String pointer, Set<String> but) throws IOException {
        Set<String> names = new TreeSet<>();
        new ObjectMapper()
                .readTree(schema.json())
                .at(pointer)
                .forEach(entry -> entry.path("properties").fieldNames().forEachRemaining(names::add));
        names.removeAll(but);
        return names;
    }

    private static Set<String> settings(Class<?> mapping, Set<String> but) {
        List<String> names =
                Stream.of(mapping.getDeclaredMethods()).map(Method::getName).toList();
        Set<String> settings = new TreeSet<>(names);
        settings.removeAll(but);
        return settings;
    }
}
