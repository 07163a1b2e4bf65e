package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The README's lines for a Helm hook, run word for word by a shell with the real curl. */
final class Curl {

    private static final Pattern LINE = Pattern.compile("(?m)^curl .*http://headgate/.*$");

    private static final String TOKEN = "/var/run/secrets/headgate/token";

    private final int port;
    private final String token;

    /**
     * @param port of Headgate, or of a proxy in front of it
     */
    Curl(int port) {
        this(port, Path.of("/dev/null"));
    }

    /**
     * @param token what lies where a pod has its token
     */
    Curl(int port, Path token) {
        this.port = port;
        this.token = token.toString();
    }

    /** What a hook sees of it. */
    record Ended(int exitCode, String output, int redirects, String complaint) {

        JsonPath json() {
            return JsonPath.from(output);
        }
    }

    /** Starts the line for this path instead of the README's, such as {@code orders/ensure?wait=1s}. */
    CompletableFuture<Ended> starts(String path) {
        return run(line("--json").replace("orders/ensure", path));
    }

    /** Runs the line that brings a bundle along, to its end. */
    Ended pushes(Path archive, String path) {
        return run(bringing(archive, path)).join();
    }

    /** The same with a name of one's own for what is asked. */
    Ended pushes(Path archive, String path, String key) {
        return run(bringing(archive, path) + " -H 'Idempotency-Key: %s'".formatted(key))
                .join();
    }

    private static String bringing(Path archive, String path) {
        return line("--data-binary").replace("bundle.tgz", archive.toString()).replace("orders/ensure", path);
    }

    /** The README's line that has this word. */
    private static String line(String word) {
        List<String> lines = LINE.matcher(TestBundles.read(Path.of("README.md")))
                .results()
                .map(MatchResult::group)
                .filter(line -> line.contains(word))
                .toList();
        assertThat(lines).as("the README's lines with " + word).hasSize(1);
        assertThat(lines.getFirst()).contains("http://headgate/", "/orders/ensure");
        return lines.getFirst();
    }

    private CompletableFuture<Ended> run(String line) {
        String command = line.replace("http://headgate/", "http://127.0.0.1:%d/".formatted(port))
                .replace(TOKEN, token)
                .concat(" -w '\\n%{num_redirects}'"); // what only curl knows, as a last line of its own
        try {
            Process process = new ProcessBuilder("sh", "-c", command).start();
            return CompletableFuture.supplyAsync(() -> ended(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it to its end. */
    Ended runs(String path) {
        return starts(path).join();
    }

    private static Ended ended(Process process) {
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String complaint = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            Traces.keep(output + complaint);
            int last = output.lastIndexOf('\n');
            return new Ended(
                    process.waitFor(),
                    output.substring(0, last),
                    Integer.parseInt(output.substring(last + 1)),
                    complaint);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
