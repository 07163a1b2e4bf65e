package dev.headgate.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.ScriptChanged;
import dev.headgate.operation.Delivery;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    void aSwappedConfigMapIsNoticedAndNothingElse() throws IOException {
        write("..2026_11_01/V1__a.sql");
        write("..2026_11_02/V1__a.sql");
        FileTime sameTime = Files.getLastModifiedTime(folder.resolve("..2026_11_01/V1__a.sql"));
        Files.setLastModifiedTime(folder.resolve("..2026_11_02/V1__a.sql"), sameTime);
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_11_01"));
        Files.createSymbolicLink(folder.resolve("V1__a.sql"), Path.of("..data/V1__a.sql"));
        Optional<String> before = mark();

        write("README.md");
        assertThat(mark()).isPresent().isEqualTo(before);

        Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2026_11_02"));
        Files.move(folder.resolve("..data_tmp"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(mark()).isPresent().isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"one more", "one less", "a touch", "a longer one", "another name", "another file", "none at all"
            })
    void aFolderThatChangesIsNoticed(String how) throws IOException {
        write("V1__a.sql");
        write("sub/V2__b.sql");
        Path file = folder.resolve("sub/V2__b.sql");
        Optional<String> before = mark();

        switch (how) {
            case "one more" -> write("sub/V3__c.sql");
            case "one less" -> Files.delete(file);
            case "a touch" -> Files.setLastModifiedTime(file, FileTime.fromMillis(1));
            case "a longer one" -> {
                FileTime time = Files.getLastModifiedTime(file);
                Files.writeString(file, "SELECT 22;");
                Files.setLastModifiedTime(file, time);
            }
            case "another name" -> Files.move(file, folder.resolve("sub/V2__c.sql"));
            case "another file" -> {
                write("sub/new");
                Files.setLastModifiedTime(folder.resolve("sub/new"), Files.getLastModifiedTime(file));
                Files.move(folder.resolve("sub/new"), file, StandardCopyOption.REPLACE_EXISTING);
            }
            default -> {
                Files.delete(file);
                Files.delete(folder.resolve("sub"));
                Files.delete(folder.resolve("V1__a.sql"));
                Files.delete(folder);
            }
        }

        assertThat(mark()).isPresent().isNotEqualTo(before);
    }

    @Test
    void theClassPathDoesNotChange() {
        assertThat(new FileUnpacker(none(), BundleLimits.DEFAULT).mark("classpath:db/sample/model-engine"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    29 | 30 | 10 | its files together have more than 29 bytes, which is headgate.bundle.max-size
                    90 | 9  | 10 | V3__c.sql: it has more than 9 bytes, which is headgate.bundle.max-script-size
                    90 | 30 | 2  | it has more than 2 files, which is headgate.bundle.max-files
                    """)
    void limitsHoldForAFolderToo(long size, long scriptSize, int files, String sentence) throws IOException {
        write("V1__a.sql");
        write("V2__b.sql");
        write("V3__c.sql");
        Files.writeString(folder.resolve("V3__c.sql"), "SELECT 1234;");
        write(".git/a/b/c.sql");
        write("README.md");
        FileUnpacker unpacker = new FileUnpacker(none(), new BundleLimits(size, scriptSize, files));

        Refusal refusal = catchThrowableOfType(Refused.class, () -> unpacker.at("filesystem:" + folder))
                .refusal();

        assertThat(refusal.reason()).isEqualTo(Reason.BUNDLE_INVALID);
        assertThat(refusal.sentence()).contains(sentence).endsWith("a folder is read again when it changes");
    }

    @Test
    void justTheLimitIsAllowed() throws IOException {
        write("V1__a.sql");
        write("V2__b.sql");
        write("README.md");

        assertThat(new FileUnpacker(none(), new BundleLimits(18, 9, 2))
                        .at("filesystem:" + folder)
                        .bytes())
                .isEqualTo(18);
    }

    @Test
    void aFolderKeepsToTheRulesForNames() throws IOException {
        write("V1__a.sql");
        write("v1__A.sql");
        write("V2__a\nb.sql");
        write("sub/headgate.yaml");

        assertThat(refusal("filesystem:" + folder).sentence())
                .contains(
                        "v1__A.sql: V1__a.sql differs from it",
                        "V2__a\\u000ab.sql: there is a control character in its path",
                        "sub/headgate.yaml: it is not at the top of the bundle");
    }

    @Test
    void aFileThatChangedSinceItWasReadIsNotDelivered() throws IOException {
        write("V1__a.sql");
        Delivery.File file = new FileUnpacker(none(), BundleLimits.DEFAULT)
                .at("filesystem:" + folder)
                .files()
                .getFirst();
        Files.writeString(folder.resolve("V1__a.sql"), "SELECT 2;");

        try (InputStream content = file.content().open()) {
            assertThatThrownBy(content::readAllBytes)
                    .isInstanceOf(ScriptChanged.class)
                    .hasMessage(
                            "V1__a.sql changed since the bundle was read; put it back, or activate what is there now");
        }
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

    private Optional<String> mark() {
        return new FileUnpacker(none(), BundleLimits.DEFAULT).mark("filesystem:" + folder);
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
