import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged application as a process, and a client of it. It ends with the benchmark at the latest. */
final class Headgate implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(30); // 5,000 revisions are applied one by one
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final int port;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    private Headgate(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** What every replica of one store is told. */
    static final class Configuration {

        private final Map<String, String> settings = new LinkedHashMap<>();
        private final Path application;

        Configuration(String store) {
            this(store, Path.of("target", "quarkus-app"));
        }

        private Configuration(String store, Path application) {
            this.application = application;
            settings.put("quarkus.datasource.jdbc.url", store);
            settings.put("headgate.auth.mode", "none");
            settings.put("quarkus.datasource.username", Server.USER);
            settings.put("quarkus.http.host", "localhost");
        }

        /** The application with what gates are compared with; that queries this database. */
        static Configuration withEndpoints(String store, String queried) {
            return new Configuration(store, Path.of("target", "bench-app", "quarkus-app"))
                    .setting("bench.query.url", queried)
                    .setting("bench.query.user", Server.USER);
        }

        Configuration setting(String key, String value) {
            settings.put(key, value);
            return this;
        }

        Configuration target(String name, String url, String bundle, String schemas) {
            String prefix = "headgate.targets." + name + ".";
            settings.put(prefix + "jdbc-url", url);
            settings.put(prefix + "username", Server.USER);
            settings.put(prefix + "bundle", bundle);
            settings.put(prefix + "schemas", schemas);
            settings.put(prefix + "downgrade-allowed", "true");
            return this;
        }
    }

    /** Returns as soon as it is ready; what it logs is added to a file of this name. */
    static Headgate start(Configuration configuration, String name, String... flags) throws Exception {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(java("java")));
        command.addAll(List.of(flags));
        configuration.settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-Dquarkus.http.port=" + port, "-jar"));
        command.add(configuration.application.resolve("quarkus-run.jar").toString());
        File log = Bench.WORK.resolve(name + ".log").toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
        Headgate headgate = new Headgate(process, port);
        headgate.awaitReady(log);
        return headgate;
    }

    /** A program of the JDK that this runs on. */
    static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return port;
    }

    /** Processor time that it has used so far. */
    Duration used() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    URI uri(String path) {
        return URI.create("http://localhost:%d/api/v1/%s".formatted(port, path));
    }

    /** SIGKILL; the time is that of the moment before. */
    Instant kill() {
        Instant now = Instant.now();
        process.destroyForcibly().onExit().join();
        client.close();
        return now;
    }

    @Override
    public void close() {
        client.close();
        end(process);
    }

    void ensure(String target) throws Exception {
        HttpResponse<String> answer = send(verb(target, "ensure", "{}").build());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (answer.statusCode() == 303 && System.nanoTime() < deadline) { // five redirects were not enough
            URI there = answer.uri().resolve(answer.headers().firstValue("Location").orElseThrow());
            answer = send(HttpRequest.newBuilder(there).build());
        }
        expect(answer, "\"outcome\":\"applied\"");
    }

    /** An upgrade that finds nothing to do. */
    void unchanged(String target) throws Exception {
        expect(send(verb(target, "upgrade", "{}").build()), "\"outcome\":\"unchanged\"");
    }

    /** Goes to this revision and waits until it is there. */
    void go(String target, String verb, String revision) throws Exception {
        expect(send(verb(target, verb, "{\"to\":\"%s\"}".formatted(revision)).build()), "\"outcome\":\"applied\"");
    }

    /** The operation that now begins. */
    String begin(String target, String verb) throws Exception {
        HttpResponse<String> accepted =
                send(verb(target, verb, "{}").header("Prefer", "respond-async").build());
        if (accepted.statusCode() != 202) {
            throw new IllegalStateException("not accepted: " + accepted.body());
        }
        return json(accepted.body()).get("id").asText();
    }

    JsonNode get(String path, String expected) throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri(path)).build());
        expect(answer, expected);
        return json(answer.body());
    }

    /** The entity tag of what is answered at this path of the host. */
    String tag(String path) throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri("/").resolve(path)).build());
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    /** What happened to an operation so far, as lines. */
    String tale(String operation) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("operations/" + operation));
        return send(request.header("Accept", "text/plain").build()).body();
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException(text, e);
        }
    }

    HttpClient client() {
        return client;
    }

    private HttpRequest.Builder verb(String target, String verb, String body) {
        return HttpRequest.newBuilder(uri("targets/%s/%s".formatted(target, verb)))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static void expect(HttpResponse<String> answer, String part) {
        if (answer.statusCode() != 200 || !answer.body().contains(part)) {
            throw new IllegalStateException("expected %s, but %s answered %d: %s"
                    .formatted(part, answer.uri(), answer.statusCode(), answer.body()));
        }
    }

    private void awaitReady(File log) throws Exception {
        URI health = URI.create("http://localhost:%d/q/health/ready".formatted(port));
        for (int i = 0; i < 300; i++) {
            if (!process.isAlive()) {
                break;
            }
            try {
                if (send(HttpRequest.newBuilder(health).build()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            Thread.sleep(200);
        }
        throw new IllegalStateException("Headgate does not get ready; see " + log);
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
