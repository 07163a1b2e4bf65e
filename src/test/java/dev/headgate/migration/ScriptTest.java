package dev.headgate.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.resolver.ChecksumCalculator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScriptTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "\n\n",
                "SELECT 1;",
                "SELECT 1;\n",
                "SELECT 1;\nSELECT 2;\n",
                "SELECT 1;\r\nSELECT 2;\r\n",
                "SELECT 1;\rSELECT 2;\r",
                "SELECT 1;\n\r\n\rSELECT 2;",
                "SELECT 1;\u0085SELECT\u000B 2;\u2028 -- no ends of lines to Java",
                "-- Größe, ÄÖÜß\nSELECT '🚰';",
                "SELECT 1; -- a byte-order mark \uFEFF inside stays",
            })
    void theChecksumIsFlywaysOwn(String text) {
        assertThat(Script.checksumOf(text)).isEqualTo(ChecksumCalculator.calculate(new InMemory(text)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7})
    void theChecksumIsFlywaysOwnHoweverManyBytesComeAtATime(int some) {
        String text = "SELECT 1;\r\n\n-- Größe\r'🚰'\r\r\n;\n\rSELECT 2; -- without an end";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        LineChecksum checksum = new LineChecksum();
        LineChecksum oneByOne = new LineChecksum();
        for (int i = 0; i < bytes.length; i += some) {
            checksum.update(bytes, i, Math.min(some, bytes.length - i));
        }
        for (byte one : bytes) {
            oneByOne.update(one);
        }

        assertThat(checksum.recorded())
                .isEqualTo(ChecksumCalculator.calculate(new InMemory(text)))
                .isEqualTo(oneByOne.recorded());
    }

    @Test
    void theChecksumOfAFileWithAByteOrderMarkIsFlywaysOwn() {
        assertThat(Script.checksumOf("SELECT 1;\n")) // the mark is cut off where the file is read, see BundleReaderTest
                .isEqualTo(ChecksumCalculator.calculate(new InMemory("\uFEFFSELECT 1;\n")));
    }

    @Test
    void theChecksumIsTheSameUnderAnyLineEnding() {
        assertThat(Script.checksumOf("a\nb\n"))
                .isEqualTo(Script.checksumOf("a\r\nb\r\n"))
                .isEqualTo(Script.checksumOf("a\rb"))
                .isNotEqualTo(Script.checksumOf("a\nc\n"));
    }

    @Test
    void itMatchesWhatTheLedgerRecordedAndARowWithoutAChecksum() {
        Script script = Script.of("V1__a.sql", "SELECT 1;", Optional.empty());

        assertThat(script.matches(OptionalInt.of(script.checksum()))).isTrue();
        assertThat(script.matches(OptionalInt.empty())).isTrue();
        assertThat(script.matches(OptionalInt.of(script.checksum() + 1))).isFalse();
    }

    /** A script as Flyway sees one. */
    private static final class InMemory extends LoadableResource {

        private final String text;

        InMemory(String text) {
            this.text = text;
        }

        @Override
        public Reader read() {
            return new StringReader(text);
        }

        @Override
        public String getAbsolutePath() {
            return "V1__a.sql";
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return getAbsolutePath();
        }

        @Override
        public String getFilename() {
            return getAbsolutePath();
        }

        @Override
        public String getRelativePath() {
            return getAbsolutePath();
        }
    }
}
