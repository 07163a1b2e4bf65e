package dev.headgate.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.migration.MovingClock;
import dev.headgate.security.Principal;
import dev.headgate.security.TokenHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokensFileTest {

    private static final String OLD = "headgate_old";
    private static final String NEW = "headgate_new";

    @TempDir
    Path folder;

    private final MovingClock clock = new MovingClock();

    @Test
    void aTokenIsWhoseHashIsThere() throws IOException {
        TokensFile file = opened(
                "# who may",
                "",
                "  ci  " + hash(OLD) + " ",
                "ops sha256:" + TokenHash.of(NEW).hex().toUpperCase(Locale.ROOT));

        assertThat(file.whoseIs(OLD)).contains(new Principal.Token("ci"));
        assertThat(file.whoseIs(OLD + " ")).isEmpty();
        assertThat(file.whoseIs(TokenHash.of(OLD).hex())).isEmpty();
    }

    @Test
    void aNameMayHaveTheOldTokenAndTheNewOneForAWhile() throws IOException {
        TokensFile file = opened("ci " + hash(OLD), "ci " + hash(NEW));

        assertThat(file.whoseIs(OLD)).isEqualTo(file.whoseIs(NEW)).contains(new Principal.Token("ci"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ci headgate_plain", "ci", "ci sha256:12", "ci sha256:", "c%i sha256:", "headgate_plain"})
    void aLineWithoutAHashStopsTheStartAndIsNotSaid(String line) throws IOException {
        TokensFile file = file("ops " + hash(NEW), line);

        assertThatThrownBy(file::open)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tokens")
                .hasMessageContaining("line 2 is not a name and the hash")
                .hasMessageContaining("sha256sum")
                .hasMessageNotContaining("headgate_plain");
    }

    @Test
    void twoNamesHaveNotTheSameToken() throws IOException {
        TokensFile file = file("ci " + hash(OLD), "ops " + hash(OLD));

        assertThatThrownBy(file::open).hasMessageContaining("line 2 has the hash of another name's token");
    }

    @Test
    void aFileThatIsNotThereStopsTheStart() {
        assertThatThrownBy(new TokensFile(folder.resolve("none"), clock)::open)
                .hasMessageContaining("none, cannot be read");
    }

    @Test
    void aFileThatChangesIsReadAgainAndItsWrongLinesAreLeftOut() throws IOException {
        TokensFile file = opened("ci " + hash(OLD));
        assertThat(file.whoseIs(OLD)).isPresent();

        write("ci " + hash(NEW), "what is this");
        clock.move(Duration.ofSeconds(2));

        assertThat(file.whoseIs(NEW)).isPresent();
        assertThat(file.whoseIs(OLD)).isEmpty();
    }

    @Test
    void aLinkThatIsSwappedIsReadAgain() throws IOException {
        Path link = folder.resolve("tokens");
        Path one = Files.createDirectory(folder.resolve("one"));
        Path two = Files.createDirectory(folder.resolve("two"));
        Files.writeString(one.resolve("tokens"), "ci " + hash(OLD));
        Files.writeString(two.resolve("tokens"), "ci " + hash(NEW));
        Files.setLastModifiedTime(two.resolve("tokens"), Files.getLastModifiedTime(one.resolve("tokens")));
        Path data = Files.createSymbolicLink(folder.resolve("..data"), one);
        Files.createSymbolicLink(link, data.resolve("tokens"));
        TokensFile file = new TokensFile(link, clock);
        file.open();

        Files.delete(data);
        Files.createSymbolicLink(data, two);
        clock.move(Duration.ofSeconds(2));

        assertThat(file.whoseIs(NEW)).isPresent();
        assertThat(file.whoseIs(OLD)).isEmpty();
    }

    @Test
    void nobodyPassesWhileTheFileCannotBeRead() throws IOException {
        TokensFile file = opened("ci " + hash(OLD));
        Files.delete(folder.resolve("tokens"));
        clock.move(Duration.ofSeconds(2));
        assertThat(file.whoseIs(OLD)).isEmpty();

        write("ci " + hash(OLD));
        clock.move(Duration.ofSeconds(2));

        assertThat(file.whoseIs(OLD)).isPresent();
    }

    private TokensFile opened(String... lines) throws IOException {
        TokensFile file = file(lines);
        file.open();
        return file;
    }

    private TokensFile file(String... lines) throws IOException {
        write(lines);
        return new TokensFile(folder.resolve("tokens"), clock);
    }

    private void write(String... lines) throws IOException {
        Files.write(folder.resolve("tokens"), List.of(lines));
    }

    private static String hash(String token) {
        return "sha256:" + TokenHash.of(token).hex();
    }
}
