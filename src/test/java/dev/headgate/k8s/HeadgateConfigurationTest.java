package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.identity.AuthConfig;
import dev.headgate.targets.TargetsConfig;
import dev.headgate.targets.TargetsConfig.TargetConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The configuration that the service's chart makes of values, as Headgate reads it. */
class HeadgateConfigurationTest {

    @TempDir
    Path folder;

    /** Quotes that only YAML takes away; whatever is in a value arrives, whatever properties and Quarkus make of it. */
    @ParameterizedTest
    @MethodSource
    void whatIsWrittenArrives(String text) throws IOException {
        String yaml = "\""
                + text.replace("\\", "\\\\")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t")
                        .replace("\u0085", "\\N")
                        .replace("\u2028", "\\L")
                + "\"";
        String rendered = LeastValues.with("""
                targets:
                  a-shop:
                    jdbcUrl: jdbc:postgresql://db/it
                    username: %1$s
                    schemas: [%1$s, public]
                    bundle: stored
                """.formatted(yaml), folder);

        TargetConfig target =
                read(rendered).getConfigMapping(TargetsConfig.class).targets().get("a-shop");

        assertThat(target.username()).isEqualTo(Optional.of(text));
        assertThat(target.schemas()).containsExactly(text, "public");
    }

    static Stream<String> whatIsWrittenArrives() {
        return Stream.of(
                "plain",
                "a b",
                " before",
                "after ",
                "a=b:c#d!e",
                "#a",
                "a,b",
                "a\\b",
                "a\\,b",
                "a\\",
                "$a",
                "$$",
                "${HOME}",
                "\\${HOME}",
                "a\nb",
                "a\tb",
                "a\u0085b",
                "a\u2028b",
                "\\u0041",
                "Größe, 東京 🐘");
    }

    @Test
    void whatIsUnderConfigIsTakenAsInAFile() throws IOException {
        String rendered = LeastValues.with("""
                config:
                  a.name: ${no.such.key:7}
                  a.number: 20000000
                  a.fraction: 0.5
                  a.truth: true
                  quarkus.log.category."dev.headgate".level: DEBUG
                """, folder);

        SmallRyeConfig config = read(rendered);

        assertThat(config.getValue("a.name", String.class)).isEqualTo("7");
        assertThat(config.getValue("a.number", String.class)).isEqualTo("20000000");
        assertThat(config.getValue("a.fraction", String.class)).isEqualTo("0.5");
        assertThat(config.getValue("a.truth", String.class)).isEqualTo("true");
        assertThat(config.getValue("quarkus.log.category.\"dev.headgate\".level", String.class))
                .isEqualTo("DEBUG");
    }

    @Test
    void anotherConfigurationIsAnotherPod() {
        String one = LeastValues.with("", folder);
        String other = LeastValues.with("config: {headgate.history-retention: 1d}", folder);

        assertThat(checksum(one)).isNotEmpty().isNotEqualTo(checksum(other));
    }

    private static String checksum(String rendered) {
        return ApiObject.one("Deployment", rendered)
                .at("/spec/template/metadata/annotations/checksum~1config")
                .asText();
    }

    /** The configuration, as Headgate reads it. */
    private SmallRyeConfig read(String rendered) throws IOException {
        String text = ApiObject.one("ConfigMap", rendered)
                .at("/data/application.properties")
                .asText();
        Path file = Files.writeString(folder.resolve("application.properties"), text);
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(AuthConfig.class)
                .withMapping(TargetsConfig.class)
                .withSources(new PropertiesConfigSource(file.toUri().toURL(), 100))
                .build();
    }
}
