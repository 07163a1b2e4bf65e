package dev.headgate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bundles sent with the real curl, also those that are answered long before all was sent. */
@QuarkusTest
@QuarkusTestResource(TestServer.class)
@Needs(Program.CURL)
class UploadsTest {

    private static final int LARGE = 80 << 20;
    private static final int REFUSED = 22;

    @TempDir
    static Path folder;

    private static Path large;
    private static Path small;

    /** What curl printed, and how it ended. */
    private record Ended(int exitCode, String output, String complaint) {

        /** The answer is there, whatever became of the rest of the body. */
        void isRefused(int status, String reason) {
            assertThat(exitCode).as(toString()).isEqualTo(REFUSED);
            assertThat(complaint).as(toString()).contains(String.valueOf(status));
            assertThat(JsonPath.from(output).getString("type"))
                    .as(toString())
                    .isEqualTo("urn:headgate:problem:" + reason);
        }
    }

    @BeforeAll
    static void pack() throws IOException {
        large = folder.resolve("large.tgz");
        byte[] noise = new byte[1 << 16]; // nothing that gzip could make smaller
        Random random = new Random(1);
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(large));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(file))) {
            TarArchiveEntry entry = new TarArchiveEntry("V1__large.sql");
            entry.setSize(LARGE);
            tar.putArchiveEntry(entry);
            for (int written = 0; written < LARGE; written += noise.length) {
                random.nextBytes(noise);
                tar.write(noise);
            }
            tar.closeArchiveEntry();
        }
        small = Files.write(folder.resolve("small.tgz"), Packed.TGZ.of(Map.of("V1__one.sql", "SELECT 'sent';")));
    }

    @ParameterizedTest(name = "{0} {1} with {2}: {3} {4}")
    @CsvSource(delimiter = '|', textBlock = """
            PUT  | targets/pushed/bundles                    | application/gzip | 413 | too-large
            PUT  | targets/nobody/bundles                    | application/gzip | 404 | unknown-target
            PUT  | targets/row18-eight/bundles?activate=true | application/gzip | 409 | bundle-configured
            PUT  | targets/pushed/bundles                    | text/plain       | 415 | unsupported-media-type
            POST | targets/pushed/ensure                     | application/gzip | 413 | too-large
            POST | targets/nobody/ensure                     | application/gzip | 404 | unknown-target
            POST | targets/row18-eight/ensure                | application/gzip | 409 | bundle-configured
            POST | targets/pushed/stamp                      | application/gzip | 400 | bad-request
            POST | targets/pushed/ensure                     | application/json | 413 | too-large
            POST | operations/nobody/cancel                  | application/json | 413 | too-large
            """)
    void anAnswerThatComesBeforeTheEndOfTheBodyReachesCurl(
            String method, String path, String type, int status, String reason) {
        for (List<String> how : List.of(
                List.of("-H", "Expect:"), // send at once
                List.of("-H", "Expect: 100-continue"), // ask before
                List.of("-H", "Expect:", "-H", "Transfer-Encoding: chunked"), // a length that nobody says
                List.of("--http2-prior-knowledge"))) {
            List<String> arguments = new ArrayList<>(List.of("-X", method, "-T", large.toString()));
            arguments.addAll(how);
            arguments.addAll(List.of("-H", "Content-Type: " + type));

            curl(path, arguments).isRefused(status, reason);
        }
    }

    @Test
    void aFormOfFilesThatIsTooLargeReachesCurlAndLeavesNothingBehind() throws IOException {
        curl("targets/pushed/bundles", List.of("-X", "PUT", "-F", "file=@" + large + ";filename=V1__large.sql"))
                .isRefused(413, "too-large");
        curl("targets/nobody/bundles", List.of("-X", "PUT", "-F", "file=@" + large))
                .isRefused(404, "unknown-target");

        Awaitility.await().untilAsserted(() -> {
            try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir"), "headgate-uploads"))) {
                assertThat(files).noneMatch(file -> file.toFile().length() >= LARGE);
            }
        });
    }

    @Test
    void whatIsLargerThanAnyBundleIsRefusedByItsLengthAlone() throws IOException {
        Path huge = folder.resolve("huge.tar");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(2L << 30); // a hole, which takes no room
        }
        for (String expect : List.of("Expect:", "Expect: 100-continue")) {
            curl("targets/pushed/bundles", List.of("-T", huge.toString(), "-H", expect))
                    .isRefused(413, "too-large");
        }
    }

    @Test
    void curlSendsABundleInEachOfItsWays() {
        for (List<String> way : List.of(
                List.of("-T", small.toString()),
                List.of("-X", "PUT", "--data-binary", "@" + small),
                List.of("-X", "PUT", "-F", "file=@" + small + ";filename=V1__one.sql"))) {
            Ended ended = curl("targets/sent/bundles", way);
            if (!way.contains("-F")) {
                assertThat(ended.exitCode()).as(ended.toString()).isZero();
                assertThat(JsonPath.from(ended.output()).getString("digest")).startsWith("sha256:");
            } else {
                ended.isRefused(400, "bundle-unsound"); // an archive is no script
            }
        }
        for (List<String> way : List.of(
                List.of("-L", "--data-binary", "@" + small),
                List.of("-X", "POST", "-T", small.toString()),
                List.of("--http2-prior-knowledge", "-X", "POST", "-T", small.toString()),
                List.of("-X", "POST"), // and without one, as ever
                List.of("--http2-prior-knowledge", "-X", "POST"))) {
            Ended brought = curl("targets/sent/ensure", way);
            assertThat(brought.exitCode()).as(brought.toString()).isZero();
            assertThat(JsonPath.from(brought.output()).getString("status")).isEqualTo("succeeded");
        }
    }

    @Test
    void whoeverGoesAwayHalfWayTakesNobodysPlace() throws IOException {
        for (int i = 0; i < 8; i++) { // twice as many as are taken in at once
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
                OutputStream stream = socket.getOutputStream();
                stream.write("""
                        PUT /api/v1/targets/sent/bundles HTTP/1.1\r
                        Host: headgate\r
                        Content-Type: application/gzip\r
                        Content-Length: 1000000\r
                        \r
                        """.getBytes(StandardCharsets.US_ASCII));
                stream.write(new byte[] {0x1f, (byte) 0x8b, 8});
                stream.flush();
            }
        }

        Ended ended = curl("targets/sent/bundles", List.of("-T", small.toString()));

        assertThat(ended.exitCode()).as(ended.toString()).isZero();
        given().get("/api/v1/targets/sent/bundles").then().statusCode(200);
    }

    private static Ended curl(String path, List<String> arguments) {
        List<String> command = new ArrayList<>(Program.CURL.with("-sS", "--fail-with-body"));
        command.addAll(arguments);
        command.add("http://127.0.0.1:%d/api/v1/%s".formatted(RestAssured.port, path));
        try {
            Process process = new ProcessBuilder(command).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String complaint = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output, complaint);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
