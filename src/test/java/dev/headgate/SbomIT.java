package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bill of materials that is made with the package. */
class SbomIT {

    private static final Path SBOM = Path.of("target", "headgate.cdx.xml");
    private static final Path JARS = Path.of("target", "quarkus-app", "lib");
    private static final Pattern MAVEN = Pattern.compile("<purl>pkg:maven/([^/@]+)/([^@]+)@([^?<]+)");

    @Test
    void itNamesEveryJarThatIsPackagedAndNothingOfTheTestsOrTheEmbeddedServer() throws IOException {
        String sbom = Files.readString(SBOM);
        List<String> named = MAVEN.matcher(sbom)
                .results()
                .map(m -> "%s.%s-%s".formatted(m.group(1), m.group(2), m.group(3)))
                .toList();

        assertThat(named).anyMatch(jar -> jar.startsWith("org.postgresql.postgresql-"));
        assertThat(sbom).doesNotContain("io.zonky", "junit", "assertj", "archunit", "rest-assured", "-deployment");
        if (Files.exists(JARS)) { // a native form has them all in one file
            try (Stream<Path> files = Files.walk(JARS)) {
                assertThat(files.filter(file -> file.toString().endsWith(".jar"))
                                .map(file -> file.getFileName().toString().replaceAll("\\.jar$", "")))
                        .isNotEmpty()
                        .allSatisfy(jar -> assertThat(named).anyMatch(jar::startsWith)); // a classifier may follow
            }
        }
    }
}
