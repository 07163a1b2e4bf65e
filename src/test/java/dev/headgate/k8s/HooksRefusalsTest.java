package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the library chart does not take: each refusal names the value, and the way out. */
class HooksRefusalsTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "headgate: orders                        | headgate is to be a map",
                "headgate: {target: ''}                  | headgate.target is not set",
                "headgate: {target: Orders}              | headgate.target is Orders; a target's name is",
                "headgate: {tarket: orders}              | headgate.tarket is not known; there are, under headgate: annotations",
                "headgate: {gate: {atLast: '8'}}         | headgate.gate.atLast is not known; there are, under headgate.gate: atLeast, head",
                "headgate: {gate: {atLeast: 2.10}}       | headgate.gate.atLeast is 2.1, a number; write it in quotes",
                "headgate: {gate: {atLeast: '8', head: true}} | headgate.gate.atLeast and headgate.gate.head are set",
                "headgate: {bundle: {files: ''}}         | it is not said what pods wait for; set headgate.gate.atLeast",
                "headgate: {bundle: {image: a, path: /b}} | headgate.bundle.files and headgate.bundle.image are set",
                "headgate: {bundle: {files: '', image: a}} | headgate.bundle.path is \"\"; it is to be the folder",
                "headgate: {bundle: {path: /a}}          | headgate.bundle.path is set, and there is no image",
                "headgate: {bundle: {files: nowhere}}    | headgate.bundle.files is nowhere, and the app's chart has no .sql file there",
                "headgate: {bundle: {files: 'migrations/*.sql'}} | it is to be a folder",
                "headgate: {url: headgate}               | headgate.url is headgate; it is to be http or https",
                "headgate: {url: \"http://a'b\"}         | headgate.url is http://a'b; it is to be",
                "headgate: {ca: {configMap: a}}          | headgate.ca.configMap is set, and headgate.url is http://headgate.headgate, without TLS",
                "headgate: {ca: {key: \"a'b\"}}          | headgate.ca.key is a'b",
                "headgate: {rollback: off}               | headgate.rollback is false, which is also what YAML makes of off; it is to be check, downgrade or none",
                "headgate: {rollback: undo}              | headgate.rollback is undo; it is to be check, downgrade or none",
                "headgate: {rollback: downgrade}         | set headgate.rollbackTo",
                "headgate: {rollback: downgrade, rollbackTo: \"8'\"} | headgate.rollbackTo is 8'; it is to be the newest revision",
                "headgate: {separate: maybe}             | headgate.separate is maybe, a string; it is to be true or false",
                "headgate: {retries: '3'}                | headgate.retries is 3, a string; it is to be a number",
                "headgate: {tolerations: {}}             | headgate.tolerations is map[], a map; it is to be a list",
                "headgate: {tokenSeconds: 599, deadlineSeconds: 60} | headgate.tokenSeconds is 599; it is to be a whole number, 600 or more: Kubernetes makes no token for less",
                "headgate: {deadlineSeconds: 0}          | headgate.deadlineSeconds is 0; it is to be a whole number, 1 or more",
                "headgate: {deadlineSeconds: 1.5}        | headgate.deadlineSeconds is 1.5; it is to be a whole number, 1 or more",
                "headgate: {backoffLimit: -1}            | headgate.backoffLimit is -1; it is to be a whole number, 0 or more",
                "headgate: {retries: -1}                 | headgate.retries is -1; it is to be a whole number, 0 or more",
                "headgate: {keepSeconds: -1}             | headgate.keepSeconds is -1; it is to be a whole number, 0 or more",
                "headgate: {runAsUser: -1}               | headgate.runAsUser is -1; it is to be a whole number, 0 or more",
                "headgate: {name: Orders_DB}             | headgate.name is Orders_DB; it is to be 1 to 53 lower-case letters, digits and hyphens",
                "headgate: {name: a.b}                   | headgate.name is a.b; it is to be 1 to 53",
                "headgate: {name: a12345678901234567890123456789012345678901234567890123} | it is to be 1 to 53 lower-case letters",
                "headgate: {serviceAccount: {name: Orders_DB}} | headgate.serviceAccount.name is Orders_DB; a name in Kubernetes has",
                "headgate: {url: 'https://a', ca: {configMap: A}} | headgate.ca.configMap is A; a name in Kubernetes has",
                "headgate: {image: {digest: 'sha256:12'}} | headgate.image.digest is sha256:12; it is to be sha256: and 64",
                "headgate: {image: {pullPolicy: never}}  | headgate.image.pullPolicy is never; it is to be Always, IfNotPresent or Never",
                "headgate: {imagePullSecrets: [registry]} | headgate.imagePullSecrets has registry; each is to be a map with a name",
                "headgate: {tokenSeconds: 3600}          | headgate.tokenSeconds is 3600, and headgate.deadlineSeconds is 14400"
            })
    void whatIsWrongIsRefusedWithTheWayOut(String values, String sentence) {
        AppChart chart = chart();

        assertThatThrownBy(() -> chart.rendered(values)).hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @MethodSource
    void whatNoConfigMapCanHoldIsRefusedWithTheWayOut(String file, String text, String sentence) {
        AppChart chart = chart().with("migrations/" + file, text);

        assertThatThrownBy(() -> chart.rendered("{}")).hasMessageContaining(sentence);
    }

    static Stream<Arguments> whatNoConfigMapCanHoldIsRefusedWithTheWayOut() {
        return Stream.of(
                Arguments.of(
                        "V2__large.sql",
                        "-- much\n".repeat(125_000),
                        "set headgate.bundle.image and headgate.bundle.path instead"),
                Arguments.of("V2__a b.sql", "SELECT 1;", "migrations/V2__a b.sql: a ConfigMap takes letters"),
                Arguments.of(
                        "headgate.yaml",
                        "release: 2.10",
                        "release in migrations/headgate.yaml is 2.1, no text; write it in quotes"),
                Arguments.of("headgate.yaml", "serves: {}", "name the release in migrations/headgate.yaml"));
    }

    @Test
    void aScriptThatIsNotUtf8IsRefusedAndNotChanged() throws IOException {
        AppChart chart = chart();
        Files.write(chart.folder().resolve("migrations/V2__latin.sql"), new byte[] {'-', '-', (byte) 0xFC, '\n'});

        assertThatThrownBy(() -> chart.rendered("{}")).hasMessageContaining("migrations/V2__latin.sql is not UTF-8");
    }

    private AppChart chart() {
        return AppChart.copied(folder.resolve("app"));
    }
}
