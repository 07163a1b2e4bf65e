package dev.headgate.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FileUnpackerTest {

    private static final Path SAMPLES = Path.of("src/main/resources/db/sample");

    @TempDir
    private Path folder;

    @Test
    void aFolderIsReadWithItsFoldersAndWithoutWhatIsNoScript() throws IOException {
        write("V1__a.sql");
        write("2026/V2__b.sql");
        write("README.md");
        write(".git/V3__c.sql");
        write("._V4__d.sql");

        assertThat(files(inFolder())).containsExactly("V1__a.sql", "2026/V2__b.sql");
    }

    @Test
    void aMountedConfigMapIsReadOnce() throws IOException {
        write("..2026_11_01_12_00_00.1234567890/V1__a.sql");
        write("..2026_11_01_12_00_00.1234567890/U1__a.sql");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_11_01_12_00_00.1234567890"));
        Files.createSymbolicLink(folder.resolve("V1__a.sql"), Path.of("..data/V1__a.sql"));
        Files.createSymbolicLink(folder.resolve("U1__a.sql"), Path.of("..data/U1__a.sql"));

        assertThat(files(inFolder())).containsExactly("V1__a.sql");
        assertThat(inFolder().revisions().getFirst().undo()).isPresent();
    }

    @Test
    void aFolderBehindALinkIsRead() throws IOException {
        write("real/V1__a.sql");
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));

        assertThat(files(new FileUnpacker(none(), BundleLimits.DEFAULT)
                        .at("filesystem:" + folder.resolve("link"))
                        .bundle()))
                .containsExactly("V1__a.sql");
    }

    @Test
    void aFolderThatIsNotThereIsRefusedByName() {
        assertThat(refusal("filesystem:/no/such/folder").sentence())
                .isEqualTo("the bundle at filesystem:/no/such/folder cannot be had: there is no such folder");
    }

    @Test
    void foldersThatContainThemselvesAreRefusedNotFollowedForEver() throws IOException {
        write("V1__a.sql");
        Files.createSymbolicLink(folder.resolve("again"), folder);

        assertThat(refusal("filesystem:" + folder).sentence()).contains("it cannot be read", "again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"classpath:scripts", "classpath:/scripts", "classpath:scripts/"})
    void aBundleOnTheClassPathIsWhatItsIndexNames(String location) throws IOException {
        write("scripts/V1__a.sql");
        write("scripts/V2__not_named.sql");
        Files.writeString(folder.resolve("scripts/index.txt"), "\n  V1__a.sql \r\n\n");

        assertThat(files(onClassPath(location))).containsExactly("V1__a.sql");
    }

    @Test
    void aBundleOnTheClassPathHasTheDigestOfTheSameFilesInAFolder() throws IOException {
        write("scripts/V1__a.sql");
        Files.writeString(folder.resolve("scripts/index.txt"), "V1__a.sql");

        assertThat(onClassPath("classpath:scripts").digest())
                .isEqualTo(new FileUnpacker(none(), BundleLimits.DEFAULT)
                        .at("filesystem:" + folder.resolve("scripts"))
                        .bundle()
                        .digest());
    }

    @Test
    void aClassPathWithoutAnIndexIsRefused() {
        assertThat(refusal("classpath:no/such/folder").sentence()).contains("classpath:no/such/folder", "index.txt");
    }

    @Test
    void anIndexThatNamesWhatIsNotThereIsRefusedListingAllOfIt() throws IOException {
        write("scripts/V1__a.sql");
        Files.writeString(folder.resolve("scripts/index.txt"), "V1__a.sql\nV2__b.sql\nV3__c.sql");

        Refusal refusal = catchThrowableOfType(Refused.class, () -> onClassPath("classpath:scripts"))
                .refusal();

        assertThat(refusal.reason()).isEqualTo(Reason.BUNDLE_INVALID);
        assertThat(refusal.sentence()).contains("index.txt names V2__b.sql, V3__c.sql, which is not there");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theIndexOfEachSampleNamesExactlyItsFiles(Path sample) throws IOException {
        try (Stream<Path> files = Files.list(sample)) {
            List<String> there = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".sql") || name.endsWith(".conf"))
                    .sorted()
                    .toList();

            assertThat(Files.readAllLines(sample.resolve("index.txt")))
                    .as("to mend it: (cd %s && LC_ALL=C ls | grep -E '\\.(sql|conf)$' > index.txt)", sample)
                    .isEqualTo(there);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void eachSampleIsAGoodBundleThatCanBeTakenBack(Path sample) {
        Bundle bundle = new FileUnpacker(getClass().getClassLoader(), BundleLimits.DEFAULT)
                .at("classpath:db/sample/" + sample.getFileName())
                .bundle();

        assertThat(bundle.revisions())
                .isNotEmpty()
                .allSatisfy(revision -> assertThat(revision.undo()).isPresent());
    }

    static List<Path> samples() throws IOException {
        try (Stream<Path> folders = Files.list(SAMPLES)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }

    private void write(String file) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "SELECT 1;");
    }

    private Bundle inFolder() {
        return new FileUnpacker(none(), BundleLimits.DEFAULT)
                .at("filesystem:" + folder)
                .bundle();
    }

    private Bundle onClassPath(String location) throws IOException {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, none())) {
            return new FileUnpacker(loader, BundleLimits.DEFAULT).at(location).bundle();
        }
    }

    private static ClassLoader none() {
        return ClassLoader.getPlatformClassLoader();
    }

    private static Refusal refusal(String location) {
        return catchThrowableOfType(Refused.class, () -> new FileUnpacker(none(), BundleLimits.DEFAULT).at(location))
                .refusal();
    }

    private static List<String> files(Bundle bundle) {
        return bundle.revisions().stream()
                .map(revision -> revision.forward().file())
                .toList();
    }
}
