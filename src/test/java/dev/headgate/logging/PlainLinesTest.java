package dev.headgate.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlainLinesTest {

    private final PlainLines lines = new PlainLines();

    @ParameterizedTest(name = "U+{0} is written as {1}")
    @CsvSource(textBlock = """
            000a, \\n
            000d, \\r
            0009, \\t
            001b, \\u001b
            0000, \\u0000
            007f, \\u007f
            0085, \\u0085
            009b, \\u009b
            2028, \\u2028
            2029, \\u2029
            202e, \\u202e
            2066, \\u2066
            200f, \\u200f
            feff, \\ufeff
            d800, \\ud800
            e0041, \\u{e0041}
            """)
    void whatIsNotSeenIsWrittenAsJavaWould(String code, String plain) {
        String said = "before" + Character.toString(Integer.parseInt(code, 16)) + "after";

        assertThat(passed("%s", said).getParameters()).containsExactly("before" + plain + "after");
    }

    @Test
    void whatIsSeenStaysAsItIs() {
        Object version = List.of("Größe 🐘 \\n ' \"");

        assertThat(passed("%s of %d", version, 7, null).getParameters()).containsExactly(version, 7, null);
    }

    @Test
    void theSentenceMayHaveLinesAndALineWithoutPartsMayNot() {
        assertThat(passed("one%ntwo\n%s", "three").getMessage()).isEqualTo("one%ntwo\n%s");
        assertThat(passed("one\n2026-01-01 INFO forged").getMessage()).isEqualTo("one\\n2026-01-01 INFO forged");
    }

    @Test
    void whatAnExceptionSaysIsPlainAndWhereItComesFromStays() {
        IllegalStateException plain = new IllegalStateException("plain", new IllegalArgumentException("too"));
        IllegalStateException forging =
                new IllegalStateException("plain", new IllegalArgumentException("bad\n2026-01-01 INFO forged"));
        forging.addSuppressed(new IllegalArgumentException("beside\r\nforged too"));
        StringWriter trace = new StringWriter();

        assertThat(thrown(plain)).isSameAs(plain);
        thrown(forging).printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString())
                .startsWith("java.lang.IllegalStateException: plain")
                .contains("Caused by: java.lang.IllegalArgumentException: bad\\n2026-01-01 INFO forged")
                .contains("Suppressed: java.lang.IllegalArgumentException: beside\\r\\nforged too")
                .contains("PlainLinesTest.whatAnExceptionSaysIsPlainAndWhereItComesFromStays")
                .doesNotContain("\n2026");
    }

    private LogRecord passed(String sentence, Object... parts) {
        LogRecord line = new LogRecord(Level.INFO, sentence);
        line.setParameters(parts);
        assertThat(lines.isLoggable(line)).isTrue();
        return line;
    }

    private Throwable thrown(Throwable thrown) {
        LogRecord line = new LogRecord(Level.INFO, "failed");
        line.setThrown(thrown);
        lines.isLoggable(line);
        return line.getThrown();
    }
}
