import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures the packaged application on a PostgreSQL of its own and prints a table; see README.md. Its only argument is the
 * class path of Flyway's command line. Whatever it starts ends with its JVM.
 */
final class Bench {

    private static final Path WORK = Path.of("target", "bench");
    private static final Path SAMPLE = Path.of("src/main/resources/db/sample/model-engine");
    private static final String SCHEMAS = "hosted_model_inference,model";
    private static final String USER = "postgres";
    private static final List<Integer> SIZES = List.of(10, 1_000, 5_000);
    private static final int WARM_UP = 1_000;
    private static final int REQUESTS = 1_000;
    private static final int STATES = 500;
    private static final int COUNTED = 200;
    private static final int PROCESSES = 12;
    private static final Duration PATIENCE = Duration.ofMinutes(30); // 5,000 revisions are applied one by one

    private final EmbeddedPostgres postgres;
    private final CountingProxy proxy;
    private final String api;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    public static void main(String... args) throws Exception {
        Files.createDirectories(WORK);
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .setServerConfig("fsync", "on") // as a server that is meant to keep its data
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                .start(); // has a shutdown hook of its own
        try {
            new Bench(postgres).run(args[0]);
            System.exit(0); // by way of the hooks, which stop everything
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private Bench(EmbeddedPostgres postgres) throws Exception {
        this.postgres = postgres;
        this.proxy = new CountingProxy(postgres.getPort());
        this.api = "http://localhost:" + startApplication() + "/api/v1/targets/";
    }

    private void run(String flywayClassPath) throws Exception {
        double load = load();
        ensure("model-engine");
        ensure("counted");
        List<String> rows = new ArrayList<>();
        rows.add(row("measured", "median, ms", "p99, ms", "note"));
        rows.add(row("---", "---:", "---:", "---"));

        say("upgrade with nothing to do");
        Times upgrade = requests(WARM_UP, REQUESTS, () -> unchanged("model-engine"));
        rows.add(row("`upgrade` with nothing to do, HTTP", upgrade.median(), upgrade.p99(), REQUESTS + " requests, one client"));

        say("the same by processes");
        Times flyway = processes(flyway(flywayClassPath), "No migration necessary");
        rows.add(row("the same by Flyway's command line", flyway.median(), "worst " + flyway.worst(), PROCESSES + " whole processes"));
        rows.add(row("HTTP's part of that", part(upgrade, flyway), "", "goal: under 1/100"));
        if (isInstalled("curl")) {
            Times curl = processes(curl("model-engine"), "\"outcome\":\"unchanged\"");
            rows.add(row("the same by `curl`", curl.median(), "worst " + curl.worst(), PROCESSES + " whole processes"));
            rows.add(row("`curl`'s part of Flyway's", part(curl, flyway), "", "process against process"));
        }

        say("what the servers see of an upgrade with nothing to do");
        rows.addAll(counts());

        for (int size : SIZES) {
            say("applying %,d revisions".formatted(size));
            double ms = measure(1, () -> ensure("revisions-" + size)).at(0);
            rows.add(row("`ensure` of %,d revisions".formatted(size), number(ms), "", "once; %.1f ms per revision".formatted(ms / size)));
        }
        for (int size : SIZES) {
            say("state with %,d revisions".formatted(size));
            Times state = requests(STATES, STATES, () -> current("revisions-" + size));
            rows.add(row(
                    "`state` with %,d revisions, HTTP".formatted(size),
                    state.median(),
                    state.p99(),
                    "%d requests; %.1f ms per 1,000 revisions".formatted(STATES, state.at(0.5) * 1_000 / size)));
        }
        System.out.printf("%n%s; load %.1f at the start, %.1f at the end%n%n%s%n", machine(), load, load(), String.join("\n", rows));
    }

    // What is measured

    private interface Act {
        void perform() throws Exception;
    }

    private static Times requests(int warmUp, int times, Act act) throws Exception {
        measure(warmUp, act);
        return measure(times, act);
    }

    private static Times processes(List<String> command, String expected) throws Exception {
        return requests(1, PROCESSES, () -> execute(command, expected));
    }

    private static Times measure(int times, Act act) throws Exception {
        double[] ms = new double[times];
        for (int i = 0; i < times; i++) {
            long begun = System.nanoTime();
            act.perform();
            ms[i] = (System.nanoTime() - begun) / 1e6;
        }
        Arrays.sort(ms);
        return new Times(ms);
    }

    private record Times(double[] sorted) {

        double at(double share) {
            return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
        }

        String median() {
            return number(at(0.5));
        }

        String p99() {
            return number(at(0.99));
        }

        String worst() {
            return number(at(1));
        }
    }

    private static String part(Times one, Times other) {
        return "1/%.0f".formatted(other.at(0.5) / one.at(0.5));
    }

    private void unchanged(String target) throws Exception {
        expect(send(verb(target, "upgrade")), "\"outcome\":\"unchanged\"");
    }

    private void current(String target) throws Exception {
        expect(send(HttpRequest.newBuilder(URI.create(api + target)).build()), "\"state\":\"current\"");
    }

    private void ensure(String target) throws Exception {
        HttpResponse<String> answer = send(verb(target, "ensure"));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (answer.statusCode() == 303 && System.nanoTime() < deadline) { // five redirects were not enough
            URI there = answer.uri().resolve(answer.headers().firstValue("Location").orElseThrow());
            answer = send(HttpRequest.newBuilder(there).build());
        }
        expect(answer, "\"outcome\":\"applied\"");
    }

    private HttpRequest verb(String target, String verb) {
        return HttpRequest.newBuilder(URI.create(api + target + "/" + verb))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
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

    private static void execute(List<String> command, String expected) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("REDGATE_DISABLE_TELEMETRY", "true");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0 || !output.contains(expected)) {
            throw new IllegalStateException("expected %s, but %s said: %s".formatted(expected, command, output));
        }
    }

    private List<String> curl(String target) {
        return List.of("curl", "-sSf", "-H", "Content-Type: application/json", "-d", "{}", api + target + "/upgrade");
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private List<String> flyway(String classPath) {
        return List.of(
                java(), "-cp", classPath, "org.flywaydb.commandline.Main",
                "-skipCheckForUpdate",
                "-url=" + url(postgres.getPort(), "model_engine"), "-user=" + USER, "-password=",
                "-locations=filesystem:" + SAMPLE.toAbsolutePath(),
                "-defaultSchema=public", "-schemas=public," + SCHEMAS,
                "-postgresql.transactional.lock=false",
                "migrate");
    }

    /** Statements by pg_stat_statements, round trips by a proxy that only this target goes through. */
    private List<String> counts() throws Exception {
        for (int i = 0; i < 10; i++) {
            unchanged("counted"); // so that connections stand and statements are prepared
        }
        ask("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        ask("SELECT pg_stat_statements_reset()");
        long before = proxy.roundTrips();
        for (int i = 0; i < COUNTED; i++) {
            unchanged("counted");
        }
        double trips = (double) (proxy.roundTrips() - before) / COUNTED;
        String note = "per request, over %d requests".formatted(COUNTED);
        return List.of(
                row("round trips to the target", number(trips), "", note + "; goal: 1"),
                row("statements on the target", number(calls("counted")), "", note),
                row("statements on the store", number(calls("headgate")), "", note));
    }

    private double calls(String database) throws Exception {
        return Double.parseDouble(ask("""
                SELECT coalesce(sum(s.calls), 0)
                FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
                WHERE d.datname = '%s'
                """.formatted(database))) / COUNTED;
    }

    // What it is measured on

    private int startApplication() throws Exception {
        List<String> command = new ArrayList<>(List.of(java()));
        configure(command, "quarkus.datasource.jdbc.url", url(postgres.getPort(), database("headgate")));
        configure(command, "quarkus.datasource.username", USER);
        target(command, "model-engine", url(postgres.getPort(), database("model_engine")), "classpath:db/sample/model-engine", SCHEMAS);
        target(command, "counted", url(proxy.port(), database("counted")), "classpath:db/sample/model-engine", SCHEMAS);
        for (int size : SIZES) {
            String name = "revisions-" + size;
            target(command, name, url(postgres.getPort(), database(name)), "filesystem:" + bundle(size), "public");
        }
        int port = freePort();
        configure(command, "quarkus.http.host", "localhost");
        configure(command, "quarkus.http.port", String.valueOf(port));
        command.addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
        File log = WORK.resolve("headgate.log").toFile();
        Process application = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(application)));
        awaitReady(application, URI.create("http://localhost:" + port + "/q/health/ready"), log);
        return port;
    }

    private void awaitReady(Process application, URI health, File log) throws Exception {
        for (int i = 0; i < 300; i++) {
            if (!application.isAlive()) {
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

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private static void target(List<String> command, String name, String url, String bundle, String schemas) {
        String prefix = "headgate.targets." + name + ".";
        configure(command, prefix + "jdbc-url", url);
        configure(command, prefix + "username", USER);
        configure(command, prefix + "bundle", bundle);
        configure(command, prefix + "schemas", schemas);
    }

    private static void configure(List<String> command, String key, String value) {
        command.add("-D" + key + "=" + value);
    }

    private static Path bundle(int size) throws IOException {
        Path folder = Files.createDirectories(WORK.resolve("revisions-" + size).toAbsolutePath());
        for (int i = 1; i <= size; i++) {
            Files.writeString(folder.resolve("V%d__step_%d.sql".formatted(i, i)), "SELECT 1;\n");
        }
        return folder;
    }

    private String database(String name) throws SQLException {
        ask("CREATE DATABASE \"%s\"".formatted(name));
        return name;
    }

    /** The first value of the answer, where there is one. */
    private String ask(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet result = statement.getResultSet()) {
                result.next();
                return result.getString(1);
            }
        }
    }

    private String machine() throws SQLException {
        return "%d cores, %s %s, JDK %s (%s), PostgreSQL %s with fsync".formatted(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"), System.getProperty("os.arch"),
                Runtime.version(), System.getProperty("java.vendor"),
                ask("SHOW server_version"));
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://localhost:%d/%s".formatted(port, database);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void say(String what) {
        System.err.println("Measuring: " + what + " ...");
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
    }

    /** Passes PostgreSQL's protocol on and counts round trips: each time a client speaks after the server did. */
    private static final class CountingProxy {

        private final LongAdder roundTrips = new LongAdder();
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        CountingProxy(int server) throws IOException {
            Thread.ofVirtual().start(() -> {
                while (true) {
                    try {
                        new Pair(listener.accept(), new Socket(InetAddress.getLoopbackAddress(), server)).start();
                    } catch (IOException e) {
                        return;
                    }
                }
            });
        }

        int port() {
            return listener.getLocalPort();
        }

        long roundTrips() {
            return roundTrips.sum();
        }

        private final class Pair {

            private final Socket client;
            private final Socket server;
            private volatile boolean isClientsTurn = true;

            Pair(Socket client, Socket server) throws IOException {
                this.client = client;
                this.server = server;
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
            }

            void start() {
                Thread.ofVirtual().start(() -> pass(client, server, true));
                Thread.ofVirtual().start(() -> pass(server, client, false));
            }

            private void pass(Socket from, Socket to, boolean fromClient) {
                try (from; to) {
                    InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream();
                    byte[] bytes = new byte[65_536];
                    for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                        if (fromClient && isClientsTurn) {
                            roundTrips.increment();
                        }
                        isClientsTurn = !fromClient;
                        out.write(bytes, 0, n);
                    }
                } catch (IOException e) {
                    // One of them has gone, so both go.
                }
            }
        }
    }
}
