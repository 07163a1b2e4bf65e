import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Has Headgate start, work and end once on a PostgreSQL of its own, so that its JVM writes down which classes and methods that
 * took (JEP 514), and once more to see that the cache is taken. Its arguments are Headgate's jar and the cache to make. Run by
 * the java that will run Headgate, with the files where they will lie: the JVM refuses a cache that was made of others.
 */
final class Training {

    private static final String USER = "postgres";
    private static final List<String> QUESTIONS = List.of(
            "/q/health/started", "/q/health/live", "/q/health/ready", "/api/v1/targets/trained", "/gates/trained?atLeast=8");

    private final HttpClient client = HttpClient.newHttpClient();
    private final String store;
    private final String jar;
    private final int port;

    private Training(String store, String jar, int port) {
        this.store = store;
        this.jar = jar;
        this.port = port;
    }

    public static void main(String... args) throws Exception {
        Path cache = Path.of(args[1]);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            Training training = new Training("jdbc:postgresql://localhost:%d/%s".formatted(postgres.getPort(), USER), args[0], freePort());
            training.run("-XX:AOTCacheOutput=" + cache);
            training.run("-XX:AOTCache=" + cache, "-XX:AOTMode=on"); // does not start unless it is taken
        }
    }

    private void run(String... flags) throws Exception {
        Process headgate = new ProcessBuilder(command(flags)).inheritIO().start();
        try {
            while (!isReady()) {
                if (!headgate.isAlive()) {
                    throw new IllegalStateException("Headgate has ended; above is why");
                }
                Thread.sleep(50);
            }
            send(to("/api/v1/targets/trained/ensure")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{}")));
            for (String question : QUESTIONS) {
                send(to(question));
            }
            headgate.destroy(); // SIGTERM; the cache is written before the process is gone
            int exit = headgate.waitFor();
            if (exit != 143) {
                throw new IllegalStateException("Headgate ended with %d".formatted(exit));
            }
        } finally {
            headgate.destroyForcibly();
        }
    }

    private List<String> command(String... flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of(
                "-XX:+UseSerialGC", // as the image has it: another collector cannot take all of the cache
                "-Dquarkus.datasource.jdbc.url=" + store,
                "-Dquarkus.datasource.username=" + USER,
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.shutdown.delay=0s",
                "-Dheadgate.auth.mode=none",
                "-Dheadgate.targets.trained.jdbc-url=" + store,
                "-Dheadgate.targets.trained.username=" + USER,
                "-Dheadgate.targets.trained.bundle=classpath:db/sample/model-engine",
                "-Dheadgate.targets.trained.schemas=hosted_model_inference,model",
                "-jar",
                jar));
        return command;
    }

    private boolean isReady() throws InterruptedException {
        try {
            return answered(to("/q/health/ready")).statusCode() == 200;
        } catch (IOException e) {
            return false; // it does not listen yet
        }
    }

    private void send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = answered(request);
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("%s answered %d: %s".formatted(answer.uri(), answer.statusCode(), answer.body()));
        }
    }

    private HttpResponse<String> answered(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:%d%s".formatted(port, path)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
