package dev.headgate.bundles;

import static dev.headgate.bundles.ZipBytes.Entry.deflated;
import static dev.headgate.bundles.ZipBytes.Entry.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.migration.Finding;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Archives that were broken, or made to break what reads them: each is refused for what is wrong with it. */
final class HostileArchivesTest {

    private static final String SQL = "SELECT 1;";
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private Path temporary;

    /** An archive, why it is refused, and what is said. */
    private record Row(String name, Reason reason, Supplier<byte[]> archive, String... words) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> archives() {
        return Stream.of(none(), names(), kinds(), clashes(), texts(), damage(), limits())
                .flatMap(rows -> rows);
    }

    private static Stream<Row> none() {
        return Stream.of(
                unsound("no body", () -> bytes(""), "no archive: it is empty", "tar -C <folder> -czf bundle.tgz ."),
                unsound("a page", () -> bytes("<!doctype html><html>"), "it begins with '<!doctype html><html"),
                unsound("one script", () -> bytes("SELECT 1;\u001b[2J"), "it begins with 'SELECT 1;\\u001b[2J'"),
                unsound("a long script", () -> bytes(SQL.repeat(1000)), "it begins with"),
                unsound("one script, zipped", () -> TarBytes.gzip(bytes(SQL)), "there is no tar inside"),
                unsound("nothing, zipped", () -> TarBytes.gzip(bytes("")), "there is no tar inside"),
                unsound(
                        "two bytes of gzip",
                        () -> new byte[] {0x1f, (byte) 0x8b},
                        "it is cut short or damaged; curl sends it as it is with --data-binary"),
                unsound("four bytes of zip", () -> bytes("PK\003\004"), "cut short or damaged"),
                unsound("an empty zip", () -> new ZipBytes().ended(), "there is no V or B script in it"),
                unsound("an empty tar", () -> new TarBytes().ended(), "there is no V or B script in it"),
                unsound(
                        "nothing of a bundle",
                        () -> new TarBytes().file("README.md", "# ours").ended(),
                        "there is no V or B script in it"));
    }

    private static Stream<Row> names() {
        return Stream.of(
                unsound("a way out", tar("../V1__a.sql"), "../V1__a.sql: its path leads out of the bundle by .."),
                unsound("a way out further in", tar("a/b/../../../V1__a.sql"), "leads out of the bundle"),
                unsound("a way out of nothing of ours", tar("../README.md"), "leads out of the bundle"),
                unsound("a folder elsewhere", () -> good().entry("../", '5').ended(), "leads out of the bundle"),
                unsound("a way out of a zip", zip("a/../../V1__a.sql"), "leads out of the bundle"),
                unsound("from the top", tar("/etc/V1__a.sql"), "/etc/V1__a.sql: its path is absolute", "tar -C"),
                unsound("from the top of a zip", zip("/V1__a.sql"), "its path is absolute"),
                unsound("from a drive", zip("C:V1__a.sql"), "C:V1__a.sql: its path is absolute"),
                unsound("backslashes", zip("sub\\V1__a.sql"), "there is a backslash in its path"),
                unsound("a line break", tar("V1__a\nb.sql"), "V1__a\\u000ab.sql: there is a control character"),
                unsound("an escape", zip("V1__a\u001b[2J.sql"), "V1__a\\u001b[2J.sql: there is a control character"),
                unsound("a turned name", tar("V1__a\u202Elqs.sql.sql.x/\u0007.sql"), "\\u202e", "control character"),
                unsound(
                        "a name that is not UTF-8",
                        () -> good().entry("V2__gr\u00f6\u00dfe.sql".getBytes(StandardCharsets.ISO_8859_1), '0')
                                .ended(),
                        "its path is not UTF-8"),
                unsound(
                        "a name that is not UTF-8, in a zip",
                        () -> new ZipBytes()
                                .add(stored("x", bytes(SQL))
                                        .named("V1__gr\u00f6\u00dfe.sql".getBytes(StandardCharsets.ISO_8859_1)))
                                .ended(),
                        "its path is not UTF-8"),
                unsound(
                        "a long name",
                        () -> good().longName("d/".repeat(126) + "V1_a.sql", SQL)
                                .ended(),
                        "its path has more than 255 characters"),
                unsound(
                        "a manifest below the top",
                        () -> good().file("shop/headgate.yaml", "release: a").ended(),
                        "shop/headgate.yaml: it is not at the top of the bundle; tar -C <folder> -czf bundle.tgz . packs"));
    }

    private static Stream<Row> kinds() {
        return Stream.of(
                unsound("a symbolic link", entry('2'), "V2__b.sql: it is a symbolic link", "tar -h"),
                unsound("a hard link", entry('1'), "V2__b.sql: it is a hard link", "tar --hard-dereference"),
                unsound("a device", entry('3'), "V2__b.sql: it is a device"),
                unsound("a device of blocks", entry('4'), "V2__b.sql: it is a device"),
                unsound("a named pipe", entry('6'), "V2__b.sql: it is a named pipe"),
                unsound("a label", entry('V'), "V2__b.sql: it is neither a file nor a folder"),
                unsound("a sparse file", entry('S'), "V2__b.sql is sparse; pack without --sparse"),
                unsound(
                        "a sparse file by its attributes",
                        () -> good().attributes(
                                        'x',
                                        "GNU.sparse.size",
                                        "1000000000",
                                        "GNU.sparse.numblocks",
                                        "0",
                                        "GNU.sparse.map",
                                        "")
                                .file("V2__b.sql", "")
                                .ended(),
                        "sparse"),
                unsound("a link to elsewhere", () -> good().entry("../x", '2').ended(), "leads out of the bundle"),
                unsound("a link to a folder", () -> good().entry("more", '2').ended(), "more: it is a symbolic link"),
                unsound(
                        "a symbolic link in a zip",
                        () -> new ZipBytes()
                                .add(stored("V1__a.sql", bytes("/etc/passwd")).mode(0120777))
                                .ended(),
                        "V1__a.sql: it is a symbolic link",
                        "without -y"),
                unsound(
                        "a device in a zip",
                        () -> new ZipBytes()
                                .add(stored("V1__a.sql", bytes("")).mode(0020666))
                                .ended(),
                        "V1__a.sql: it is neither a file nor a folder"),
                unsound(
                        "an encrypted zip",
                        () -> new ZipBytes()
                                .add(stored("V1__a.sql", bytes(SQL)).of(0, 1))
                                .ended(),
                        "V1__a.sql: it is encrypted; pack without a password"),
                unsound(
                        "a zip by another method",
                        () -> new ZipBytes()
                                .add(stored("V1__a.sql", bytes(SQL)).of(93, 0))
                                .ended(),
                        "V1__a.sql: it is compressed by method 93; allowed are 8 (deflated) and 0 (stored)"));
    }

    private static Stream<Row> clashes() {
        return Stream.of(
                unsound("a name twice", tar("V1__a.sql"), "V1__a.sql: it is there twice"),
                unsound("a name twice, once with a dot", tar("./V1__a.sql"), "V1__a.sql: it is there twice"),
                unsound(
                        "a name twice in a zip",
                        () -> new ZipBytes()
                                .file("V1__a.sql", SQL)
                                .file("V1__a.sql", "SELECT 2;")
                                .ended(),
                        "V1__a.sql: it is there twice"),
                unsound("another case", tar("v1__A.sql"), "V1__a.sql differs from it in upper and lower case"),
                unsound("another case of a suffix", tar("V1__a.SQL"), "V1__a.sql differs from it in upper"),
                unsound(
                        "another form of Unicode",
                        () -> new ZipBytes()
                                .file("V1__\u00e4.sql", SQL)
                                .file("V1__a\u0308.sql", SQL)
                                .ended(),
                        "V1__\u00e4.sql differs from it in upper and lower case or in the form of its Unicode"));
    }

    private static Stream<Row> texts() {
        return Stream.of(
                unsound("no UTF-8", text("-- gr\u00f6\u00dfe", "ISO-8859-1"), "V2__b.sql: it is not UTF-8"),
                unsound("UTF-16", text(SQL, "UTF-16"), "V2__b.sql: it is UTF-16; save it as UTF-8"),
                unsound(
                        "UTF-16, little end first",
                        text("\uFEFF" + SQL, "UTF-16LE"),
                        "V2__b.sql: it is UTF-16; save it as UTF-8"),
                unsound("UTF-16 without a mark", text(SQL, "UTF-16LE"), "V2__b.sql: there is a zero byte in it"),
                unsound("a zero byte", text("SELECT '\0';", "UTF-8"), "V2__b.sql: there is a zero byte in it"),
                unsound(
                        "all of it at once",
                        () -> new TarBytes()
                                .file("../V1__a.sql", SQL)
                                .file("U2__b.sql", SQL)
                                .entry("V3__c.sql", '2')
                                .file("headgate.yaml", "relese: a")
                                .file("V4__d.sql", "\0")
                                .ended(),
                        "../V1__a.sql: its path leads out",
                        "U2__b.sql: it undoes 2",
                        "V3__c.sql: it is a symbolic link",
                        "did you mean release?",
                        "V4__d.sql: there is a zero byte"),
                unsound(
                        "many problems",
                        () -> many(120, "x%d.sql"),
                        "x0.sql: the name is malformed",
                        "; and 21 more. Nothing was kept"));
    }

    private static Stream<Row> damage() {
        return Stream.of(
                unsound("a tar cut in a file", () -> cut(good().cut(), 515), "cut short or damaged"),
                unsound(
                        "a tar cut in a header",
                        () -> cut(good().file("V2__b.sql", SQL).cut(), 1030),
                        "cut short"),
                unsound("a tar cut between files", () -> good().cut(), "there is no end to the tar"),
                unsound(
                        "a tar cut behind a long name",
                        () -> cut(good().longName("V2__b.sql", SQL).cut(), 2048),
                        "cut short or damaged"),
                unsound("a gzip cut short", () -> halved(TarBytes.gzip(good().ended())), "cut short or damaged"),
                unsound(
                        "a gzip cut in its trailer",
                        () -> cut(TarBytes.gzip(good().ended()), -4),
                        "cut short or damaged"),
                unsound(
                        "a gzip with another sum",
                        () -> wrong(TarBytes.gzip(good().ended()), -8),
                        "damaged",
                        "trailer"),
                unsound(
                        "a zip cut short",
                        () -> halved(new ZipBytes().file("V1__a.sql", SQL).ended()),
                        "cut short"),
                unsound(
                        "a tar with a wrong header",
                        () -> good().block(wrong(TarBytes.header(bytes("V2__b.sql"), '0', 0), 3))
                                .ended(),
                        "the checksum of a header is wrong"),
                unsound(
                        "a tar with a size that is none",
                        () -> good().block(sized("9999999999\0")).ended(),
                        "cut short or damaged"),
                unsound(
                        "a tar with a size below zero",
                        () -> good().block(sized("-0000000001")).ended(),
                        "cut short or damaged"),
                unsound(
                        "a zip with another sum",
                        () -> new ZipBytes()
                                .add(deflated("V1__a.sql", bytes(SQL)).saying(42, SQL.length()))
                                .ended(),
                        "V1__a.sql: it is damaged: its length or its checksum"),
                unsound(
                        "a zip that says less than it has",
                        () -> new ZipBytes()
                                .add(deflated("V1__a.sql", bytes(SQL)).saying(ZipBytes.crc32(bytes(SQL)), 1))
                                .ended(),
                        "V1__a.sql: it is damaged"),
                unsound(
                        "a zip that says more than it has",
                        () -> new ZipBytes()
                                .add(stored("V1__a.sql", bytes(SQL)).saying(ZipBytes.crc32(bytes(SQL)), 1_000))
                                .ended(),
                        "V1__a.sql: it is damaged"),
                unsound(
                        "a zip with something else than deflated",
                        () -> new ZipBytes()
                                .add(deflated("V1__a.sql", bytes(SQL)).packed((byte) 0xff, (byte) 0xff, (byte) 0xff))
                                .ended(),
                        "V1__a.sql: it is damaged"),
                unsound(
                        "a zip with a deflated file cut short",
                        () -> new ZipBytes()
                                .add(deflated("V1__a.sql", bytes(SQL)).packed((byte) 0x0b, (byte) 0x76))
                                .ended(),
                        "V1__a.sql: it is damaged"));
    }

    private static Stream<Row> limits() {
        return Stream.of(
                tooLarge(
                        "zeros without end",
                        () -> TarBytes.gzip(new byte[65 * MEGABYTE]),
                        "unpacked, it has more than 64M, which is headgate.bundle.max-size",
                        "Nothing was kept"),
                tooLarge(
                        "a large file that nobody asks for",
                        () -> TarBytes.gzip(good().entry("dump.bin", '0', new byte[65 * MEGABYTE])
                                .ended()),
                        "unpacked, it has more than 64M"),
                tooLarge(
                        "gzip after gzip",
                        () -> twice(TarBytes.gzip(good().ended()), TarBytes.gzip(new byte[65 * MEGABYTE])),
                        "unpacked, it has more than 64M"),
                tooLarge(
                        "a large body",
                        () -> good().entry("dump.bin", '0', new byte[64 * MEGABYTE])
                                .ended(),
                        "it has more than 64M, which is headgate.bundle.max-size"),
                tooLarge(
                        "a large script, and what else is wrong",
                        () -> TarBytes.gzip(good().entry("V2__b.sql", '0', new byte[51 * MEGABYTE])
                                .file("V1__twin.sql", SQL)
                                .ended()),
                        "V2__b.sql: it has more than 50M, which is headgate.bundle.max-script-size",
                        "V1__twin.sql: V1__a.sql has the same version"),
                tooLarge(
                        "a large script in a small zip",
                        () -> new ZipBytes()
                                .add(deflated("V1__a.sql", new byte[51 * MEGABYTE]))
                                .ended(),
                        "V1__a.sql: it has more than 50M"),
                tooLarge(
                        "a zip that is larger than it says",
                        () -> new ZipBytes()
                                .add(deflated("V1__a.sql", new byte[51 * MEGABYTE])
                                        .saying(0, 9))
                                .ended(),
                        "V1__a.sql: it has more than 50M"),
                tooLarge(
                        "files of a zip that lie over each other",
                        HostileArchivesTest::overlapping,
                        "its files together have more than 64M, which is headgate.bundle.max-size"),
                tooLarge(
                        "damaged files of a zip that lie over each other",
                        HostileArchivesTest::overlappingAndDamaged,
                        "its files together have more than 64M"),
                tooLarge(
                        "10,001 scripts",
                        () -> many(10_001, "V%d__a.sql"),
                        "it has more than 10000 files, which is headgate.bundle.max-files"),
                tooLarge("10,001 files that nobody asks for", () -> many(10_001, "%d.md"), "more than 10000 files"),
                tooLarge("10,001 hidden links", () -> links(10_001), "more than 10000 files"),
                tooLarge("folders without end", () -> TarBytes.gzip(folders(21_001)), "with its folders"),
                tooLarge("10,001 files in a zip", () -> manyInZip(10_001, 0), "more than 10000 files"),
                tooLarge("a directory without end", () -> manyInZip(50_000, 0), "more than 10000 files"),
                unsound(
                        "a directory full of comments",
                        () -> manyInZip(500, 60_000),
                        "the names, attributes and comments of its entries are too long"),
                unsound(
                        "a name without end",
                        () -> TarBytes.gzip(
                                good().longName("x".repeat(2 * MEGABYTE), SQL).ended()),
                        "a header of an entry is too long"),
                unsound(
                        "attributes without end",
                        () -> TarBytes.gzip(globals(40, 600)),
                        "the headers of entries are too long"));
    }

    @ParameterizedTest
    @MethodSource("archives")
    void itIsRefusedForWhatIsWrongAndNothingIsLeft(Row row) throws IOException {
        Refusal refusal = refusal(row.archive.get());

        assertThat(refusal.sentence()).contains(row.words).contains("Nothing was kept");
        assertThat(refusal.sentence().chars()).noneMatch(Character::isISOControl);
        assertThat(refusal.reason()).isEqualTo(row.reason);
        assertThat(temporary).isEmptyDirectory();
        assertThat(openFiles()).noneMatch(file -> file.startsWith(temporary.toString()));
    }

    @Test
    void noMoreThanAHundredFindingsAreListed() {
        List<?> findings = (List<?>) refusal(many(120, "x%d.sql")).details().get("findings");

        assertThat(findings).hasSize(100).first().isInstanceOfSatisfying(Finding.class, finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.BUNDLE_PROBLEM);
            assertThat(finding.file()).contains("x0.sql");
        });
    }

    @Test
    void aLongNameIsShownByItsBeginning() {
        assertThat(refusal(good().longName("../" + "x".repeat(10_000) + ".sql", SQL)
                                .ended())
                        .sentence())
                .contains("../" + "x".repeat(197) + "…: its path leads out")
                .hasSizeLessThan(500);
    }

    @Test
    void aTemporaryFolderThatCannotBeWrittenToIsNamed() {
        FileUnpacker unpacker = unpacker(temporary.resolve("gone"));

        Refusal refusal = catchThrowableOfType(
                        Refused.class, () -> unpacker.archive(new ByteArrayInputStream(good().ended())))
                .refusal();

        assertThat(refusal.reason()).isEqualTo(Reason.INTERNAL);
        assertThat(refusal.sentence())
                .contains(temporary + "/gone cannot be written to", "-Djava.io.tmpdir", "emptyDir");
    }

    private Refusal refusal(byte[] archive) {
        return catchThrowableOfType(Refused.class, () -> unpacker(temporary).archive(new ByteArrayInputStream(archive)))
                .refusal();
    }

    private static FileUnpacker unpacker(Path temporary) {
        return new FileUnpacker(ClassLoader.getPlatformClassLoader(), BundleLimits.DEFAULT, temporary);
    }

    /** Of this process, also those that have no name any more; none are known but on Linux. */
    private static List<String> openFiles() throws IOException {
        Path open = Path.of("/proc/self/fd");
        if (!Files.isDirectory(open)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(open)) {
            return files.map(HostileArchivesTest::target).toList();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    private static Row unsound(String name, Supplier<byte[]> archive, String... words) {
        return new Row(name, Reason.BUNDLE_UNSOUND, archive, words);
    }

    private static Row tooLarge(String name, Supplier<byte[]> archive, String... words) {
        return new Row(name, Reason.TOO_LARGE, archive, words);
    }

    private static TarBytes good() {
        return new TarBytes().file("V1__a.sql", SQL);
    }

    /** One with another file. */
    private static Supplier<byte[]> tar(String name) {
        return () -> good().file(name, SQL).ended();
    }

    private static Supplier<byte[]> zip(String name) {
        return () -> new ZipBytes().file("V1__a.sql", SQL).file(name, SQL).ended();
    }

    private static Supplier<byte[]> entry(char type) {
        return () -> good().entry("V2__b.sql", type).ended();
    }

    private static Supplier<byte[]> text(String text, String charset) {
        return () -> good().entry("V2__b.sql", '0', text.getBytes(Charset.forName(charset)))
                .ended();
    }

    private static byte[] many(int files, String name) {
        TarBytes tar = new TarBytes();
        IntStream.range(0, files).forEach(i -> tar.file(name.formatted(i), SQL));
        return tar.ended();
    }

    private static byte[] links(int links) {
        TarBytes tar = new TarBytes();
        IntStream.range(0, links).forEach(i -> tar.entry(".git/" + i, '2'));
        return tar.ended();
    }

    private static byte[] folders(int folders) {
        TarBytes tar = new TarBytes();
        IntStream.range(0, folders).forEach(i -> tar.entry(i + "/", '5'));
        return tar.ended();
    }

    /** Attributes that hold for all files after them add up. */
    private static byte[] globals(int entries, int attributes) {
        TarBytes tar = new TarBytes();
        for (int i = 0; i < entries; i++) {
            int entry = i;
            tar.attributes(
                    'g',
                    IntStream.range(0, 2 * attributes)
                            .mapToObj(a -> "k%d.%d".formatted(entry, a))
                            .toArray(String[]::new));
            tar.file("%d.md".formatted(i), "");
        }
        return tar.ended();
    }

    private static byte[] manyInZip(int files, int comment) {
        ZipBytes zip = new ZipBytes().file("V1__a.sql", SQL);
        IntStream.range(1, files).forEach(i -> zip.list(deflated(i + ".md", bytes(SQL)), comment));
        return zip.ended();
    }

    /** As in "A better zip bomb": the content is there once. */
    private static byte[] overlapping() {
        byte[] content = new byte[20 * MEGABYTE];
        Arrays.fill(content, (byte) ' ');
        ZipBytes.Entry entry = deflated("V1__a.sql", content);
        ZipBytes zip = new ZipBytes().add(entry);
        IntStream.range(2, 100).forEach(i -> zip.list(entry.named(bytes("V%d__a.sql".formatted(i))), 0));
        return zip.ended();
    }

    private static byte[] overlappingAndDamaged() {
        byte[] content = new byte[20 * MEGABYTE];
        byte[] whole = ZipBytes.deflate(content);
        ZipBytes.Entry entry = deflated("V1__a.sql", content).packed(Arrays.copyOf(whole, whole.length - 1));
        ZipBytes zip = new ZipBytes().add(entry);
        IntStream.range(2, 100).forEach(i -> zip.list(entry.named(bytes("V%d__a.sql".formatted(i))), 0));
        return zip.ended();
    }

    private static byte[] sized(String size) {
        byte[] header = TarBytes.header(bytes("V2__b.sql"), '0', 0);
        System.arraycopy(bytes(size), 0, header, 124, size.length());
        return TarBytes.signed(header);
    }

    private static byte[] cut(byte[] bytes, int length) {
        return Arrays.copyOf(bytes, length < 0 ? bytes.length + length : length);
    }

    private static byte[] halved(byte[] bytes) {
        return cut(bytes, bytes.length / 2);
    }

    private static byte[] wrong(byte[] bytes, int at) {
        bytes[at < 0 ? bytes.length + at : at]++;
        return bytes;
    }

    private static byte[] twice(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
