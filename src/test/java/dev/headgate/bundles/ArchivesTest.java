package dev.headgate.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Revision;
import dev.headgate.migration.Script;
import dev.headgate.operation.Delivery;
import dev.headgate.operation.Unpacker.Sent;
import dev.headgate.operation.Unpacker.Unpacked;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.internal.resolver.ChecksumCalculator;
import org.flywaydb.core.internal.resource.filesystem.FileSystemResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bundles that are sent, in any form: what they become is what a folder of the same files becomes. */
final class ArchivesTest {

    private static final int MEGABYTE = 1 << 20;
    private static final Map<String, String> FILES = files(
            "V1__a.sql", "SELECT 1;\r\n-- größer 🚰\r\n",
            "sub/V2__b.sql", "\uFEFFSELECT 2;\n",
            "sub/V2__b.sql.conf", "executeInTransaction=true",
            "V3__\u00e4.sql", "-- large\n".repeat(20_000),
            "headgate.yaml", "release: shop-2");

    @TempDir
    private Path folder;

    @TempDir
    private Path temporary;

    /** A way to send files. */
    private record Form(String name, Packing packing) {

        @Override
        public String toString() {
            return name;
        }
    }

    private interface Packing {
        Unpacked send(FileUnpacker unpacker, Map<String, String> files);
    }

    static List<Form> forms() {
        return List.of(
                new Form("tar", (to, files) -> to.archive(stream(tar(files, "")))),
                new Form("tar of .", (to, files) -> to.archive(stream(tar(files, "./")))),
                new Form("tar.gz", (to, files) -> to.archive(stream(TarBytes.gzip(tar(files, "./"))))),
                new Form("old tar", (to, files) -> to.archive(stream(oldTar(files)))),
                new Form("tar of long names", (to, files) -> to.archive(stream(longTar(files)))),
                new Form("zip", (to, files) -> to.archive(stream(zip(files)))),
                new Form("zip that is stored", (to, files) -> to.archive(stream(storedZip(files)))),
                new Form("in drops", (to, files) -> to.archive(new Drops(TarBytes.gzip(tar(files, ""))))));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void theSameFilesAreTheSameBundle(Form form) throws IOException {
        write(FILES);
        Delivery inFolder = unpacker().at("filesystem:" + folder);

        try (Unpacked unpacked = form.packing.send(unpacker(), FILES)) {
            Delivery sent = unpacked.delivery();

            assertThat(sent.bundle().digest()).isEqualTo(inFolder.bundle().digest());
            assertThat(sent.bundle().source()).isEqualTo("upload");
            assertThat(sent.bundle().release()).contains("shop-2");
            assertThat(contents(sent)).isEqualTo(contents(inFolder)).isEqualTo(FILES);
            assertThat(sent.files()).extracting(Delivery.File::digest).isEqualTo(digests(inFolder));
            assertThat(sent.bytes()).isEqualTo(inFolder.bytes());
            assertThat(texts(sent.bundle())).isEqualTo(texts(inFolder.bundle()));
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void singleFilesAreABundle() throws IOException {
        Map<String, String> flat = files("V1__a.sql", "A", "V2__b.sql", "-- b\n".repeat(20_000));
        write(flat);
        List<Sent> sent = List.of(
                sent("C:\\fakepath\\V2__b.sql", flat.get("V2__b.sql")),
                sent("some/where/V1__a.sql", "A"),
                sent("README.md", "# ours"));

        try (Unpacked unpacked = unpacker().files(sent)) {
            assertThat(unpacked.delivery().bundle().digest())
                    .isEqualTo(unpacker().at("filesystem:" + folder).bundle().digest());
            assertThat(contents(unpacked.delivery())).isEqualTo(flat);
        }
    }

    @Test
    void singleFilesKeepToTheSameRules() {
        Refusal refusal = catchThrowableOfType(
                        Refused.class,
                        () -> unpacker()
                                .files(List.of(
                                        sent("V1__a.sql", "A"), sent("v1__A.sql", "A"), sent("V2__b.sql", "\0"))))
                .refusal();

        assertThat(refusal.reason()).isEqualTo(Reason.BUNDLE_UNSOUND);
        assertThat(refusal.sentence())
                .startsWith("the bundle that was sent has problems: v1__A.sql: V1__a.sql differs from it")
                .contains("V2__b.sql: there is a zero byte in it")
                .endsWith("Nothing was kept; mend them and send it again");
    }

    @Test
    void anArchiveAmongSingleFilesIsToBeSentByItself() {
        Sent archive = new Sent("b.tgz", () -> stream(TarBytes.gzip(tar(files("V1__a.sql", "A"), ""))));

        assertThatThrownBy(() -> unpacker().files(List.of(archive)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("b.tgz: it is an archive, and only single files count here");
    }

    @Test
    void whatPackersAndSystemsLeaveIsLeftOut() {
        byte[] archive = new TarBytes()
                .attributes('g', "comment", "0123456789abcdef")
                .entry("./", '5')
                .entry("./.git", '2')
                .file("./._V1__a.sql", "resource fork")
                .file("./V1__a.sql", "A")
                .file("./.git/V9__x.sql", "A")
                .file("./README.md", "# ours")
                .file("./__MACOSX/V8__x.sql", "A")
                .file("./docs/V1.md", "A")
                .ended();

        try (Unpacked unpacked = unpacker().archive(stream(archive))) {
            assertThat(unpacked.delivery().files())
                    .extracting(Delivery.File::path)
                    .containsExactly("V1__a.sql");
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void checksumsAreThoseThatFlywayRecords(Form form) throws IOException {
        write(FILES);
        try (Unpacked unpacked = form.packing.send(unpacker(), FILES)) {
            assertThat(unpacked.delivery().bundle().revisions())
                    .allSatisfy(revision -> assertThat(revision.forward().checksum())
                            .isEqualTo(flyways(revision.forward().file())));
        }
    }

    @Test
    void sixtyFourMegabytesArriveWhileHardlyAnyOfThemAreHeld() throws IOException {
        Scales scales = new Scales();
        List<InputStream> parts = new ArrayList<>();
        byte[] small = "-- 50 KB\n".repeat(5_700).getBytes(StandardCharsets.UTF_8);
        byte[] padding = new byte[512 - small.length % 512];
        for (int i = 1; i <= 600; i++) { // 30 MiB that would be held, were they few
            parts.add(stream(TarBytes.header(bytes("V%d__a.sql".formatted(i)), '0', small.length)));
            parts.add(stream(small));
            parts.add(stream(padding));
        }
        int large = 32 * MEGABYTE;
        parts.add(stream(TarBytes.header(bytes("V601__large.sql"), '0', large)));
        parts.add(new Blanks(large, scales));
        parts.add(stream(new byte[1024]));

        try (Unpacked unpacked = unpacker().archive(new SequenceInputStream(Collections.enumeration(parts)))) {
            scales.weigh();

            assertThat(unpacked.delivery().bytes()).isEqualTo(large + 600L * small.length);
            assertThat(unpacked.delivery().bundle().revisions())
                    .filteredOn(revision -> revision.forward().text().held().isPresent())
                    .hasSize(16 * MEGABYTE / small.length);
            assertThat(scales.heaviest()).isLessThan(24L * MEGABYTE);
            assertThat(read(unpacked.delivery().bundle().revisions().get(599).forward()))
                    .isEqualTo(new String(small, StandardCharsets.UTF_8));
        }
    }

    @Test
    void aSpoolIsNotReadOnceItIsClosed() {
        Unpacked unpacked = unpacker().archive(stream(tar(FILES, "")));
        unpacked.close();

        assertThat(unpacked.delivery().files())
                .allSatisfy(
                        file -> assertThatThrownBy(() -> file.content().open().readAllBytes())
                                .isInstanceOf(ClosedChannelException.class));
    }

    @Test
    void aShelvedBundleIsWhatWasSent() throws IOException {
        try (Unpacked unpacked = unpacker().archive(stream(tar(FILES, "")))) {
            Delivery sent = unpacked.delivery();

            Delivery shelved = unpacker().shelved(sent.bundle().digest(), sent.files());

            assertThat(shelved.bundle().source()).isEqualTo("stored");
            assertThat(shelved.bundle().digest()).isEqualTo(sent.bundle().digest());
            assertThat(contents(shelved)).isEqualTo(FILES);
            assertThat(texts(shelved.bundle())).isEqualTo(texts(sent.bundle()));
        }
    }

    @Test
    void aShelvedBundleThatIsNotWhatItsDigestSaysIsABug() {
        try (Unpacked sent = unpacker().archive(stream(tar(FILES, "")));
                Unpacked other = unpacker().archive(stream(tar(files("V1__a.sql", "other"), "")))) {
            Delivery others = other.delivery();

            assertThatThrownBy(() -> unpacker().shelved(sent.delivery().bundle().digest(), others.files()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(others.bundle().digest().text());
        }
    }

    @Test
    void aStoreThatDoesNotAnswerIsNoProblemOfTheBundle() {
        Refused away = Refusal.of(Reason.STORE_UNAVAILABLE, "it is away").thrown();
        try (Unpacked sent = unpacker().archive(stream(tar(FILES, "")))) {
            List<Delivery.File> files = sent.delivery().files().stream()
                    .map(file -> new Delivery.File(file.path(), file.bytes(), file.digest(), () -> {
                        throw away;
                    }))
                    .toList();

            assertThatThrownBy(() -> unpacker().shelved(sent.delivery().bundle().digest(), files))
                    .isSameAs(away);
        }
    }

    private FileUnpacker unpacker() {
        return new FileUnpacker(ClassLoader.getPlatformClassLoader(), BundleLimits.DEFAULT, temporary);
    }

    private void write(Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    private int flyways(String file) {
        return ChecksumCalculator.calculate(new FileSystemResource(
                Location.fromPath("filesystem:", folder.toString()),
                folder.resolve(file).toString(),
                StandardCharsets.UTF_8,
                true));
    }

    private static Map<String, String> files(String... namesAndTexts) {
        Map<String, String> files = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            files.put(namesAndTexts[i], namesAndTexts[i + 1]);
        }
        return files;
    }

    private static Sent sent(String name, String text) {
        return new Sent(name, () -> stream(bytes(text)));
    }

    private static byte[] tar(Map<String, String> files, String prefix) {
        TarBytes tar = new TarBytes();
        files.forEach((name, text) -> tar.file(prefix + name, text));
        return tar.ended();
    }

    private static byte[] longTar(Map<String, String> files) {
        TarBytes tar = new TarBytes();
        Consumer<Map.Entry<String, String>> gnus = file -> tar.longName(file.getKey(), file.getValue());
        Consumer<Map.Entry<String, String>> posixs =
                file -> tar.attributes('x', "path", file.getKey()).file("cut", file.getValue());
        files.entrySet().stream().limit(2).forEach(gnus);
        files.entrySet().stream().skip(2).forEach(posixs);
        return tar.ended();
    }

    /** From before there was ustar: without a mark, and files of type 0. */
    private static byte[] oldTar(Map<String, String> files) {
        byte[] tar = tar(files, "");
        for (int at = 0; at < tar.length; at += 512) {
            if (new String(tar, at + 257, 5, StandardCharsets.US_ASCII).equals("ustar")) {
                byte[] header = Arrays.copyOfRange(tar, at, at + 512);
                Arrays.fill(header, 257, 265, (byte) 0);
                header[156] = 0;
                System.arraycopy(TarBytes.signed(header), 0, tar, at, 512);
            }
        }
        return tar;
    }

    private static byte[] zip(Map<String, String> files) {
        ZipBytes zip = new ZipBytes().add(ZipBytes.Entry.stored("sub/", new byte[0]));
        files.forEach(zip::file);
        return zip.ended();
    }

    private static byte[] storedZip(Map<String, String> files) {
        ZipBytes zip = new ZipBytes();
        files.forEach(
                (name, text) -> zip.add(ZipBytes.Entry.stored(name, bytes(text)).mode(0100644)));
        return zip.ended();
    }

    private static Map<String, String> contents(Delivery delivery) throws IOException {
        Map<String, String> contents = new LinkedHashMap<>();
        for (Delivery.File file : delivery.files()) {
            try (InputStream stream = file.content().open()) {
                contents.put(file.path(), new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return contents;
    }

    private static List<String> digests(Delivery delivery) {
        return delivery.files().stream().map(Delivery.File::digest).toList();
    }

    private static List<String> texts(Bundle bundle) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Script script : Stream.of(bundle.revisions())
                .flatMap(List::stream)
                .map(Revision::forward)
                .toList()) {
            texts.add(read(script));
        }
        return texts;
    }

    private static String read(Script script) throws IOException {
        StringWriter all = new StringWriter();
        try (Reader reader = script.text().open()) {
            reader.transferTo(all);
        }
        return all.toString();
    }

    private static InputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Comes as a network may: a few bytes at a time, and never says how many are there. */
    private static final class Drops extends InputStream {

        private final InputStream bytes;

        Drops(byte[] bytes) {
            this.bytes = stream(bytes);
        }

        @Override
        public int read() throws IOException {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return bytes.read(into, offset, Math.min(length, 7));
        }
    }

    /** So many line ends, weighing while they come. */
    private static final class Blanks extends InputStream {

        private final Scales scales;
        private int left;

        Blanks(int length, Scales scales) {
            this.left = length;
            this.scales = scales;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int read = Math.min(length, left);
            Arrays.fill(into, offset, offset + read, (byte) '\n');
            if (left / (8 * MEGABYTE) > (left - read) / (8 * MEGABYTE)) {
                scales.weigh();
            }
            left -= read;
            return read;
        }
    }

    /** What has come to be held since these were made. */
    private static final class Scales {

        private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        private final long before = held();
        private long heaviest = 0;

        void weigh() {
            heaviest = Math.max(heaviest, held() - before);
        }

        long heaviest() {
            return heaviest;
        }

        private long held() {
            memory.gc();
            return memory.getHeapMemoryUsage().getUsed();
        }
    }
}
