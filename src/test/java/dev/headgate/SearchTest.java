package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That a planted secret is found, or to find none would say nothing. */
final class SearchTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void eachIsFoundWithFileAndLine(Planted planted) throws IOException {
        Path file = sample("INFO\nWARN password=" + planted.word() + "\n");

        Search search = new Search(Planted.forms()).in(folder);

        assertThat(search.found()).containsExactly(file + ":2");
        assertThat(search.files()).isEqualTo(1);
        assertThat(search.lines()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "user:", "{\"password\":\""})
    void itIsFoundInBase64WhereverItBegins(String before) throws IOException {
        byte[] text = (before + Planted.TARGET_PASSWORD.word() + "\"}").getBytes(StandardCharsets.UTF_8);
        sample(Base64.getEncoder().encodeToString(text));

        assertThat(new Search(Planted.forms()).in(folder).found()).hasSize(1);
    }

    @Test
    void itIsFoundInHexadecimalDigitsAndBesideWhatIsNoText() throws IOException {
        byte[] word = Planted.STORE_PASSWORD.word().getBytes(StandardCharsets.UTF_8);
        sample(HexFormat.of().formatHex(word) + "\n\u0000\u00ff" + Planted.STORE_PASSWORD.word());

        assertThat(new Search(Planted.forms()).in(folder).found()).hasSize(2);
    }

    @Test
    void nothingElseIsFound() throws IOException {
        sample("password=geheim planted-password");

        assertThat(new Search(Planted.forms()).in(folder).found()).isEmpty();
        assertThat(new Search(Planted.forms()).in(folder.resolve("nowhere")).files())
                .isZero();
    }

    private Path sample(String text) throws IOException {
        return Files.writeString(folder.resolve("sample.log"), text, StandardCharsets.ISO_8859_1);
    }
}
