package dev.headgate.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Script;
import dev.headgate.migration.ScriptChanged;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that are not held in memory: what is known of them, and what happens when they change. */
final class LargeTextTest {

    private static final String FILE = "V1__large.sql";

    /** Characters of one, two and four bytes, at every offset from the borders of buffers; lines with all sorts of ends. */
    private static final String SQL = "SELECT 'größer 🚰';\r\n-- a\rb\n\n".repeat(10_000);

    @TempDir
    private Path folder;

    @Test
    void itIsReadAgainAndAgainAndNotHeld() throws IOException {
        write(FILE, SQL);

        Script script = script();

        assertThat(script.text().held()).isEmpty();
        assertThat(script.text().bytes()).isEqualTo(bytes(SQL).length);
        assertThat(script.checksum())
                .isEqualTo(Script.of(FILE, SQL, Optional.empty()).checksum());
        assertThat(read(script)).isEqualTo(SQL);
        assertThat(read(script)).isEqualTo(SQL);
    }

    @Test
    void itsByteOrderMarkIsNoPartOfIt() throws IOException {
        write(FILE, "\uFEFF" + SQL);

        assertThat(read(script())).isEqualTo(SQL);
        assertThat(script().checksum())
                .isEqualTo(Script.of(FILE, SQL, Optional.empty()).checksum());
    }

    @Test
    void oneThatIsJustNotLargeIsHeld() throws IOException {
        String sql = "x".repeat(64 * 1024);
        write(FILE, sql);
        assertThat(script()).isEqualTo(Script.of(FILE, sql, Optional.empty()));

        write(FILE, sql + "x");
        assertThat(script().text().held()).isEmpty();
    }

    @Test
    void theDigestIsOverItsNameItsLengthAndItsBytes() throws Exception {
        write(FILE, SQL);
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(bytes(FILE + "\n" + bytes(SQL).length + "\n"));
        sha.update(bytes(SQL));

        assertThat(bundle().digest().text())
                .isEqualTo("sha256:" + HexFormat.of().formatHex(sha.digest()));
    }

    @Test
    void whatIsNotUtf8IsFoundAtItsEnd() throws IOException {
        Files.write(folder.resolve(FILE), cutShort(SQL + "ä"));

        assertThat(problems()).contains(FILE + ": it is not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(ints = {8190, 8191, 8192, 65535, 65536, 100_000})
    void aPlaceholderInALargeRepeatableIsFoundWhereverItStands(int before) throws IOException {
        write(FILE, SQL);
        write("R__large.sql", "-".repeat(before) + "${name}" + "-".repeat(100_000));

        assertThat(problems()).contains("R__large.sql: placeholders in repeatable scripts are not supported");
    }

    @Test
    void settingsThatAreLargeAreRefused() throws IOException {
        write(FILE, SQL);
        write(FILE + ".conf", "#".repeat(64 * 1024 + 1));

        assertThat(problems()).contains(FILE + ".conf: it has more than 65536 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"another of the same length", "longer", "shorter", "other line ends", "not UTF-8"})
    void oneThatChangedIsNotReadAnyMore(String how) throws IOException {
        write(FILE, SQL);
        Script script = script();
        change(how);

        assertThatThrownBy(() -> script.text().open())
                .isInstanceOf(ScriptChanged.class)
                .hasNoCause()
                .hasMessage(
                        "V1__large.sql changed since the bundle was read; put it back, or activate what is there now");
    }

    @ParameterizedTest
    @ValueSource(strings = {"another of the same length", "longer", "shorter", "not UTF-8"})
    void oneThatChangesWhileItIsReadFailsAtItsEnd(String how) throws IOException {
        write(FILE, SQL);
        Script script = script();

        try (Reader reader = script.text().open()) {
            assertThat(reader.read(new char[100])).isPositive();
            change(how);

            assertThatThrownBy(() -> reader.transferTo(new StringWriter()))
                    .isInstanceOf(ScriptChanged.class)
                    .hasMessageContaining("changed since the bundle was read");
        }
    }

    @Test
    void oneThatIsGoneSaysSo() throws IOException {
        write(FILE, SQL);
        Script script = script();
        Files.delete(folder.resolve(FILE));

        assertThatThrownBy(() -> script.text().open())
                .isInstanceOf(ScriptChanged.class)
                .hasNoCause()
                .hasMessageContaining("V1__large.sql was there when the bundle was read, and is gone");
    }

    @Test
    void oneThatIsPutBackIsReadAgain() throws IOException {
        write(FILE, SQL);
        Script script = script();
        change("longer");
        write(FILE, SQL);

        assertThat(read(script)).isEqualTo(SQL);
    }

    @Test
    void itsBeginningMayBeReadAlone() throws IOException {
        write(FILE, SQL);

        try (Reader reader = script().text().open()) {
            char[] beginning = new char[6];
            assertThat(reader.read(beginning)).isEqualTo(6);
            assertThat(beginning).containsExactly("SELECT".toCharArray());
        }
    }

    @Test
    void oneOnTheClassPathIsReadFromThere() throws IOException {
        write(FILE, SQL);
        write("index.txt", FILE);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.getParent().toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            Script script = new FileUnpacker(loader, BundleLimits.DEFAULT)
                    .at("classpath:" + folder.getFileName())
                    .bundle()
                    .revisions()
                    .getFirst()
                    .forward();

            assertThat(script.text().held()).isEmpty();
            assertThat(read(script)).isEqualTo(SQL);
            Files.delete(folder.resolve(FILE));
            assertThatThrownBy(() -> script.text().open()).hasMessageContaining("is gone");
        }
    }

    private void change(String how) throws IOException {
        switch (how) {
            case "another of the same length" -> write(FILE, SQL.substring(0, SQL.length() - 5) + "xxxxx");
            case "longer" -> write(FILE, SQL + ";");
            case "shorter" -> write(FILE, SQL.substring(0, SQL.length() - 1));
            case "other line ends" -> write(FILE, SQL.replace("\r\n", "\n"));
            case "not UTF-8" -> Files.write(folder.resolve(FILE), cutShort(SQL + "ä"));
            default -> throw new IllegalArgumentException(how);
        }
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private Bundle bundle() {
        return new FileUnpacker(ClassLoader.getPlatformClassLoader(), BundleLimits.DEFAULT)
                .at("filesystem:" + folder)
                .bundle();
    }

    private Script script() {
        return bundle().revisions().getFirst().forward();
    }

    private String problems() {
        return catchThrowableOfType(Refused.class, this::bundle).refusal().sentence();
    }

    private static String read(Script script) throws IOException {
        StringWriter all = new StringWriter();
        try (Reader reader = script.text().open()) {
            reader.transferTo(all);
        }
        return all.toString();
    }

    /** Without its last byte. */
    private static byte[] cutShort(String text) {
        byte[] all = bytes(text);
        return Arrays.copyOf(all, all.length - 1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
