package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What charts and manifests rely on in both images; no container engine is needed to know it. */
class DockerfileTest {

    private static final String JVM = "Dockerfile.jvm";
    private static final String NATIVE = "Dockerfile.native";

    @ParameterizedTest
    @ValueSource(strings = {JVM, NATIVE})
    void itRunsAsANumberThatIsNotRootSoThatTheKubeletCanTell(String file) throws IOException {
        assertThat(image(file).last("USER")).map(Dockerfile.Step::rest).contains("1001:0");
    }

    @ParameterizedTest
    @ValueSource(strings = {JVM, NATIVE})
    void nothingInTheImageNeedsAShell(String file) throws IOException {
        assertThat(image(file).lastStage())
                .filteredOn(step -> List.of("RUN", "CMD", "ENTRYPOINT").contains(step.word()))
                .isNotEmpty()
                .allMatch(Dockerfile.Step::isExec);
    }

    @ParameterizedTest
    @ValueSource(strings = {JVM, NATIVE})
    void itStartsInTheFolderOfTheConfigurationAndListensWhereItSays(String file) throws IOException {
        assertThat(image(file).last("WORKDIR")).map(Dockerfile.Step::rest).contains("/work");
        assertThat(image(file).last("EXPOSE")).map(Dockerfile.Step::rest).contains("8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {JVM, NATIVE})
    void itStartsFromImagesOfAVersion(String file) throws IOException {
        assertThat(image(file).bases())
                .hasSize(2)
                .allSatisfy(
                        base -> assertThat(base).matches("[a-z.]+/.+:.*\\d.*").doesNotContain("latest"));
    }

    @ParameterizedTest
    @ValueSource(strings = {JVM, NATIVE})
    void whatItCopiesIsThereAndIsNotIgnored(String file) throws IOException {
        List<String> let = Files.readAllLines(Path.of(".dockerignore"));

        assertThat(image(file).copied()).isNotEmpty().allSatisfy(path -> {
            assertThat(Path.of(path)).exists();
            assertThat(let).contains("!" + path);
        });
    }

    @Test
    void bothSayTheSameOfThemselves() throws IOException {
        assertThat(image(JVM).last("LABEL")).isPresent().isEqualTo(image(NATIVE).last("LABEL"));
    }

    /** The JVM would start without a cache that was made with other flags or paths, and say nothing. */
    @Test
    void theCacheIsCheckedAsItIsUsed() throws IOException {
        String checked = image(JVM).last("RUN").orElseThrow().rest();
        String used = image(JVM).last("ENTRYPOINT").orElseThrow().rest();
        String training = Files.readString(Path.of("src", "main", "aot", "Training.java"));

        assertThat(checked).contains("\"-XX:AOTMode=on\"");
        for (String shared :
                List.of("\"-XX:AOTCache=/work/headgate.aot\"", "\"-XX:+UseSerialGC\"", "\"/work/quarkus-run.jar\"")) {
            assertThat(checked).contains(shared);
            assertThat(used).contains(shared);
        }
        assertThat(training).contains("\"-XX:+UseSerialGC\"");
    }

    @Test
    void aShellFormIsSeen() {
        assertThat(new Dockerfile.Step("ENTRYPOINT", "java -jar /work/quarkus-run.jar").isExec())
                .isFalse();
    }

    private static Dockerfile image(String file) throws IOException {
        return Dockerfile.read(Path.of(file));
    }
}
