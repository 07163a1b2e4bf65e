package dev.headgate.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

final class KeysTest {

    @Test
    void theKeysOfASentenceAreThoseThatItNames() {
        assertThat(keys("operation ends target=%s verb=%s ms=%d%s", "orders", "upgrade", 12L, " problem=it broke"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("target", "orders", "verb", "upgrade", "ms", "12"));
    }

    @Test
    void whatStandsBetweenThemTakesItsOwnPart() {
        assertThat(keys("100%% of %s%n and %5d, operation=%s (bytes=%d)", "a", 7, "b", 8))
                .containsExactlyInAnyOrderEntriesOf(Map.of("operation", "b", "bytes", "8"));
    }

    @Test
    void nobodyElseWritesAKey() {
        assertThat(keys("operation=%s %s", "a", "target=forged verb=%s ms=1"))
                .containsExactly(Map.entry("operation", "a"));
        assertThat(keys("it was %s", "target=forged")).isEmpty();
        assertThat(keys("target=forged by %s", "me")).isEmpty();
    }

    @Test
    void aLineHasThemBesideItsText() {
        ExtLogRecord line = line("dev.headgate.operation.Run", "operation begins target=%s", "or\nders");

        new PlainLines().isLoggable(line);

        assertThat(line.getMdc("target")).isEqualTo("or\\nders");
        assertThat(new PatternFormatter("%s").format(line)).isEqualTo("operation begins target=or\\nders");
    }

    @Test
    void thoseOfOthersAreLeftAsTheyAre() {
        ExtLogRecord line = line("io.quarkus", "target=%s", "x");

        new PlainLines().isLoggable(line);

        assertThat(line.getMdcCopy()).isEmpty();
    }

    private static ExtLogRecord line(String logger, String sentence, Object... parts) {
        ExtLogRecord line = new ExtLogRecord(Level.INFO, sentence, FormatStyle.PRINTF, KeysTest.class.getName());
        line.setLoggerName(logger);
        line.setParameters(parts);
        return line;
    }

    private static Map<String, String> keys(String sentence, Object... parts) {
        return Keys.of(sentence, List.of(parts).toArray());
    }
}
