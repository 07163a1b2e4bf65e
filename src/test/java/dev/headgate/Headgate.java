package dev.headgate;

import java.io.BufferedWriter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The packaged application as a process of its own, jar or native, to be raced and killed. */
public final class Headgate implements AutoCloseable {

    private static final Path TARGET = Path.of("target");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> ROOMY = List.of("-Xmx512m");

    private final Process process;
    private final int port;
    private final Path log;
    private final HttpClient client = HttpClient.newHttpClient();
    private Optional<String> token = Optional.empty();

    private Headgate(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Starts a process with this configuration; it may still be starting, or have refused to, when this returns. */
    static Headgate launch(Map<String, String> config) {
        return launch(config, ROOMY, Traces.log("headgate"));
    }

    /**
     * The same, with flags for its virtual machine, which a native form has none of.
     *
     * @param log what it says is added to this file
     */
    static Headgate launch(Map<String, String> config, List<String> machine, Path log) {
        try {
            Path file = Files.createTempFile("headgate", ".properties");
            Properties properties = new Properties();
            properties.putAll(config);
            try (BufferedWriter writer = Files.newBufferedWriter(file)) {
                properties.store(writer, "for a test");
            }
            file.toFile().deleteOnExit();
            return launch(file, machine, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with this file, as somebody wrote it. */
    public static Headgate launch(Path file) {
        return launch(file, ROOMY, Traces.log("headgate"));
    }

    private static Headgate launch(Path file, List<String> machine, Path log) {
        try {
            int port = freePort();
            List<String> flags = List.of("-Dquarkus.http.port=" + port, "-Dquarkus.config.locations=" + file.toUri());
            Process process = new ProcessBuilder(command(machine, flags))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new Headgate(process, port, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a process and waits until it can take requests. */
    public static Headgate start(Map<String, String> config) {
        Headgate headgate = launch(config);
        try {
            headgate.awaitStatus("/q/health/ready", 200);
            return headgate;
        } catch (RuntimeException | Error e) {
            headgate.kill(); // nobody else would
            throw e;
        }
    }

    /** Has the requests from here show this token. */
    public Headgate asHolderOf(String token) {
        this.token = Optional.of(token);
        return this;
    }

    public void awaitStatus(String path, int status) {
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> get(path).statusCode() == status);
    }

    public HttpResponse<String> get(String path) {
        return later(path).join();
    }

    /** The answer to come. */
    CompletableFuture<HttpResponse<String>> later(String path) {
        return asked(path, HttpRequest.newBuilder().GET());
    }

    public int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** What a person would read. */
    HttpResponse<String> getText(String path) {
        return asked(path, HttpRequest.newBuilder().GET().header("Accept", "text/plain"))
                .join();
    }

    CompletableFuture<HttpResponse<String>> post(String path) {
        return asked(path, HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody()));
    }

    public CompletableFuture<HttpResponse<String>> post(String path, String json) {
        return asked(path, posted(json));
    }

    HttpResponse<String> postAsync(String path, String json) {
        return asked(path, posted(json).header("Prefer", "respond-async")).join();
    }

    HttpResponse<String> put(String path, Path body) {
        try {
            return asked(path, HttpRequest.newBuilder().PUT(HttpRequest.BodyPublishers.ofFile(body)))
                    .join();
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpResponse<String> delete(String path) {
        return asked(path, HttpRequest.newBuilder().DELETE()).join();
    }

    private static HttpRequest.Builder posted(String json) {
        return HttpRequest.newBuilder()
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .header("Content-Type", "application/json");
    }

    /** Ends it as the kernel ends what takes too much memory: without a word to anybody. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Asks it to end (SIGTERM); it may take its time. */
    void terminate() {
        process.destroy();
    }

    /** Freezes it (SIGSTOP): it does nothing more, and yet its connections stay open. */
    void freeze() throws IOException {
        signal("STOP");
    }

    /** It goes on as if nothing had been (SIGCONT). */
    void thaw() throws IOException {
        signal("CONT");
    }

    /** The exit code, once it has ended by itself. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("it goes on: " + log());
        }
        return process.exitValue();
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        client.close();
    }

    /** The answer to any request; a path with its query, and whatever else the request is to have. */
    CompletableFuture<HttpResponse<String>> asked(String path, HttpRequest.Builder request) {
        token.ifPresent(shown -> request.header("Authorization", "Bearer " + shown));
        return client.sendAsync(
                        request.uri(URI.create("http://localhost:%d%s".formatted(port, path)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(Traces::kept);
    }

    /** An answer that has no end is left as soon as it begins. */
    HttpResponse<InputStream> opened(String path, HttpRequest.Builder request) {
        HttpResponse<InputStream> answer = client.sendAsync(
                        request.uri(URI.create("http://localhost:%d%s".formatted(port, path)))
                                .version(HttpClient.Version.HTTP_1_1) // a connection of its own
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream())
                .join();
        try {
            answer.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer;
    }

    private void signal(String name) throws IOException {
        // The shell has its own kill; not every machine has the program.
        Process signal = new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(name, process.pid()))
                .inheritIO()
                .start();
        if (signal.onExit().join().exitValue() != 0) {
            throw new IllegalStateException("process %d takes no SIG%s".formatted(process.pid(), name));
        }
    }

    private static List<String> command(List<String> machine, List<String> flags) throws IOException {
        Properties artifact = new Properties();
        try (InputStream stream = Files.newInputStream(TARGET.resolve("quarkus-artifact.properties"))) {
            artifact.load(stream);
        }
        String path = TARGET.resolve(artifact.getProperty("path")).toString();
        List<String> program = artifact.getProperty("type").startsWith("native")
                ? List.of(path)
                : Stream.concat(
                                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString()),
                                machine.stream())
                        .toList();
        List<String> jar = artifact.getProperty("type").startsWith("native") ? List.of() : List.of("-jar", path);
        return Stream.of(program, flags, jar).flatMap(List::stream).toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
