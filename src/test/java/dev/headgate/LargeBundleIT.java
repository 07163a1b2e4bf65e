package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dev.EmbeddedServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process takes while the largest bundle arrives that it takes by default. */
@Tag("faults")
class LargeBundleIT {

    private static final long MEBIBYTE = 1 << 20;
    private static final long LARGEST = 64 * MEBIBYTE; // headgate.bundle.max-size
    private static final int SMALL = 60_000; // of a script that may be held in memory

    @TempDir
    static Path folder;

    private static EmbeddedServer server;
    private static Headgate headgate;

    @BeforeAll
    static void serve() throws SQLException, IOException {
        server = EmbeddedServer.start();
        System.setProperty(TestServer.PORT, String.valueOf(server.port()));
        Map<String, String> config = TestServer.store(server.create("store"));
        config.putAll(TestServer.target("large", server.create("large"), "stored"));
        headgate = Headgate.launch(
                config, List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), Traces.log("large"));
        headgate.awaitStatus("/q/health/ready", 200);
    }

    @AfterAll
    static void stop() throws IOException {
        headgate.close();
        Traces.stop(server);
    }

    @Test
    void theProcessGrowsByLessThanTwiceItsSize() throws IOException {
        Path small = pack("small.tar", MEBIBYTE);
        Path large = pack("large.tar", LARGEST - MEBIBYTE); // tar needs some for itself
        assertThat(headgate.put("/api/v1/targets/large/bundles", small).statusCode())
                .isEqualTo(201); // warm
        long before = kilobytes("VmRSS");
        Files.writeString(process("clear_refs"), "5"); // the peak begins anew (proc(5))

        HttpResponse<String> answer = headgate.put("/api/v1/targets/large/bundles?activate=true", large);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        long grown = (kilobytes("VmHWM") - before) * 1024;
        System.out.printf(
                "a bundle of %d MiB: the process grew from %d by %d MiB at most%n",
                Files.size(large) / MEBIBYTE, before / 1024, grown / MEBIBYTE);
        assertThat(grown).isLessThan(2 * LARGEST);
    }

    /** One script of 40 MiB where there is room for that, and many small ones; of what does not compress. */
    private static Path pack(String name, long size) throws IOException {
        Path archive = folder.resolve(name);
        Random random = new Random(6);
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(archive));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(file)) {
            long rest = size;
            for (int version = 1; rest > 2 * SMALL; version++) {
                int length = version == 1 && rest > 50 * MEBIBYTE ? (int) (40 * MEBIBYTE) : SMALL;
                TarArchiveEntry entry = new TarArchiveEntry("V%d__filler.sql".formatted(version));
                entry.setSize(length);
                tar.putArchiveEntry(entry);
                tar.write(script(random, length));
                tar.closeArchiveEntry();
                rest -= length + 1024;
            }
        }
        return archive;
    }

    /** A comment, letter by letter. */
    private static byte[] script(Random random, int length) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) (i % 80 == 79 ? '\n' : 'a' + random.nextInt(26));
        }
        byte[] dashes = "--".getBytes(StandardCharsets.UTF_8);
        for (int line = 0; line + 2 < length; line += 80) {
            System.arraycopy(dashes, 0, text, line, dashes.length);
        }
        return text;
    }

    private static long kilobytes(String key) throws IOException {
        return Files.readAllLines(process("status")).stream()
                .filter(line -> line.startsWith(key + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static Path process(String file) {
        return Path.of("/proc", String.valueOf(headgate.pid()), file);
    }
}
