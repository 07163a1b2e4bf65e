package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gate.Verdict.Word;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of answers of {@code docs/gates.md}. */
final class GatesPageTest {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z-]+)` \\| [^|]+ \\| (\\d+) \\| (\\d+) \\| .*\\|$");

    @Test
    void eachVerdictHasARowWithItsStatus() {
        Map<String, String> rows = ROW.matcher(TestBundles.read(Path.of("docs/gates.md")))
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2) + " " + row.group(3)));
        assertThat(rows)
                .isEqualTo(Stream.of(Word.values()).collect(Collectors.toMap(Word::word, GatesPageTest::statuses)));
    }

    private static String statuses(Word word) {
        return switch (word.opens()) {
            case NOW -> "200 200";
            case LATER -> "503 503";
            case BY_HAND -> "503 409";
        };
    }
}
