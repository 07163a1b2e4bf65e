import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How long Headgate takes from its process' begin until it is ready, on a store whose schema is up, and what memory it has then:
 * as ./mvnw package makes it, and as Dockerfile.jvm has it, trained by the same program.
 */
final class Starts {

    private static final int STARTS = Integer.parseInt(System.getenv().getOrDefault("STARTS", "15"));
    private static final Path LOG = Bench.WORK.resolve("starts.log");
    private static final Path CACHE = Bench.WORK.resolve("headgate.aot").toAbsolutePath();
    private static final Path TRAINED = Path.of("target", "bench-aot", "quarkus-run.jar").toAbsolutePath();
    private static final Path PLAIN = Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
    private static final String LIMIT = "-XX:MaxRAM=512m"; // as if in a container of 512 MiB

    private final HttpClient client = HttpClient.newHttpClient();
    private final String store;

    Starts(Server server) throws Exception {
        this.store = server.url(server.create("store_of_starts"));
    }

    private enum Form {
        FAST_JAR("the fast-jar of `./mvnw package`", PLAIN, List.of()),
        AOT("with the image's AOT cache and flags", TRAINED, imageFlags()),
        AOT_C1(
                "… and `-XX:TieredStopAtLevel=1`",
                TRAINED,
                Stream.concat(imageFlags().stream(), Stream.of("-XX:TieredStopAtLevel=1")).toList());

        private final String words;
        private final List<String> command;

        Form(String words, Path jar, List<String> flags) {
            this.words = words;
            this.command =
                    Stream.concat(flags.stream(), Stream.of("-jar", jar.toString())).toList();
        }
    }

    /**
     * @param ms from the process' begin to the first answer of 200
     * @param cpu milliseconds that its threads have worked by then
     */
    private record Start(double ms, double cpu) {}

    void measure(Table table) throws Exception {
        train();
        Table.say("starts");
        Map<Form, List<Start>> starts = new EnumMap<>(Form.class);
        start(Form.FAST_JAR); // brings up the store's schema, and does not count
        for (int i = 0; i < STARTS; i++) {
            for (Form form : Form.values()) {
                starts.computeIfAbsent(form, f -> new ArrayList<>()).add(start(form));
            }
        }
        double plain = times(starts, Form.FAST_JAR).at(0.5);
        for (Form form : Form.values()) {
            Times cpu = Times.of(starts.get(form).stream().map(Start::cpu).toList());
            Times ms = times(starts, form);
            table.row(
                    "start to ready, ms: " + form.words,
                    ms.median(),
                    ms.worst(),
                    "%d starts, by turns; best %s; %.2f of the fast-jar; %s ms of processor time"
                            .formatted(STARTS, Times.number(ms.at(0)), ms.at(0.5) / plain, cpu.median()));
        }
        memory(table);
    }

    private static Times times(Map<Form, List<Start>> starts, Form form) {
        return Times.of(starts.get(form).stream().map(Start::ms).toList());
    }

    private static void train() throws Exception {
        Table.say("training");
        Files.deleteIfExists(CACHE);
        int exit = new ProcessBuilder(
                        Headgate.java("java"), "-cp", System.getProperty("java.class.path"), "Training", TRAINED.toString(),
                        CACHE.toString())
                .redirectErrorStream(true)
                .redirectOutput(Bench.WORK.resolve("training.log").toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException("the training failed; see target/bench/training.log");
        }
    }

    private Start start(Form form) throws Exception {
        int port = freePort();
        long begun = System.nanoTime();
        Process process = process(form, port);
        try {
            awaitReady(process, port);
            double ms = (System.nanoTime() - begun) / 1e6;
            return new Start(ms, process.info().totalCpuDuration().orElseThrow().toMillis());
        } finally {
            end(process);
        }
    }

    private void memory(Table table) throws Exception {
        Table.say("memory");
        int port = freePort();
        Process process = process(Form.AOT, port);
        try {
            awaitReady(process, port);
            TimeUnit.SECONDS.sleep(10); // at rest
            double before = resident(process);
            HttpRequest upgrade = HttpRequest.newBuilder(at(port, "/api/v1/targets/started/ensure"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();
            for (int i = 0; i < 1_000; i++) {
                HttpResponse<String> answer = client.send(upgrade, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    throw new IllegalStateException(answer.body());
                }
            }
            table.row("resident memory at rest, MiB", Times.number(before), "", "10 s after the start; heap of 256 MiB at most");
            table.row("… after 1,000 requests, MiB", Times.number(resident(process)), "", "`ensure`, the first of which did the work");
        } finally {
            end(process);
        }
    }

    private static double resident(Process process) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/%d/status".formatted(process.pid())))) {
            String line = lines.filter(l -> l.startsWith("VmRSS")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        }
    }

    private static List<String> imageFlags() {
        return List.of(
                "-XX:AOTCache=" + CACHE,
                "-XX:AOTMode=on", // does not start unless it is taken
                "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", LIMIT);
    }

    private Process process(Form form, int port) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Headgate.java("java"));
        command.addAll(List.of(
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.http.host=localhost",
                "-Dquarkus.datasource.jdbc.url=" + store,
                "-Dquarkus.datasource.username=" + Server.USER,
                "-Dheadgate.auth.mode=none",
                "-Dheadgate.targets.started.jdbc-url=" + store,
                "-Dheadgate.targets.started.username=" + Server.USER,
                "-Dheadgate.targets.started.bundle=" + OneReplica.SAMPLE,
                "-Dheadgate.targets.started.schemas=" + OneReplica.SCHEMAS));
        command.addAll(form.command);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile()))
                .start();
    }

    private void awaitReady(Process process, int port) throws Exception {
        HttpRequest health = HttpRequest.newBuilder(at(port, "/q/health/ready")).build();
        while (process.isAlive()) {
            try {
                if (client.send(health, HttpResponse.BodyHandlers.ofString()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        throw new IllegalStateException("Headgate has ended; see " + LOG);
    }

    private static URI at(int port, String path) {
        return URI.create("http://localhost:%d%s".formatted(port, path));
    }

    private static void end(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor(); // the next start finds a free lock
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
