package dev.headgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.migration.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemsTest {

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonIsExplainedWithItsStatus(Reason reason) throws IOException {
        assertThat(Files.readString(Path.of("docs/problems.md")))
                .as("docs/problems.md lacks a row")
                .contains("| `%s` | %d |".formatted(reason.word(), Problems.status(reason)));
    }
}
