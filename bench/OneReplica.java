import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** One replica and one client: an upgrade with nothing to do beside Flyway's command line, and what many revisions cost. */
final class OneReplica implements AutoCloseable {

    static final String SAMPLE = "classpath:db/sample/model-engine";
    static final String SCHEMAS = "hosted_model_inference,model";

    static final Path SCRIPTS = Path.of("src/main/resources/db/sample/model-engine");
    private static final List<Integer> SIZES = List.of(10, 1_000, 5_000);
    private static final int WARM_UP = 1_000;
    private static final int REQUESTS = 1_000;
    private static final int STATES = 500;
    private static final int COUNTED = 200;
    private static final int PROCESSES = 12;

    private final Server server;
    private final CountingProxy proxy;
    private final Headgate headgate;

    OneReplica(Server server) throws Exception {
        this.server = server;
        this.proxy = new CountingProxy(server.port());
        Headgate.Configuration configuration = new Headgate.Configuration(server.url(server.create("headgate")))
                .target("model-engine", server.url(server.create("model_engine")), SAMPLE, SCHEMAS)
                .target("counted", Server.url(proxy.port(), server.create("counted")), SAMPLE, SCHEMAS);
        for (int size : SIZES) {
            String name = "revisions-" + size;
            configuration.target(name, server.url(server.create(name)), "filesystem:" + bundle(size), "public");
        }
        this.headgate = Headgate.start(configuration, "headgate");
    }

    @Override
    public void close() {
        headgate.close();
    }

    void measure(String flywayClassPath, Table table) throws Exception {
        headgate.ensure("model-engine");
        headgate.ensure("counted");

        Table.say("upgrade with nothing to do");
        Times upgrade = Times.requests(WARM_UP, REQUESTS, () -> headgate.unchanged("model-engine"));
        table.row("`upgrade` with nothing to do, HTTP", upgrade.median(), upgrade.p99(), REQUESTS + " requests, one client");

        Table.say("the same by processes");
        Times flyway = processes(flyway(flywayClassPath), "No migration necessary");
        table.row(
                "the same by Flyway's command line",
                flyway.median(),
                "worst " + flyway.worst(),
                PROCESSES + " whole processes");
        table.row("HTTP's part of that", part(upgrade, flyway), "", "goal: under 1/100");
        if (isInstalled("curl")) {
            Times curl = processes(curl("model-engine"), "\"outcome\":\"unchanged\"");
            table.row("the same by `curl`", curl.median(), "worst " + curl.worst(), PROCESSES + " whole processes");
            table.row("`curl`'s part of Flyway's", part(curl, flyway), "", "process against process");
        }

        Table.say("what the servers see of an upgrade with nothing to do");
        count(table);

        for (int size : SIZES) {
            Table.say("applying %,d revisions".formatted(size));
            double ms = Times.measure(1, () -> headgate.ensure("revisions-" + size)).at(0);
            table.row(
                    "`ensure` of %,d revisions".formatted(size),
                    Times.number(ms),
                    "",
                    "once; %.1f ms per revision".formatted(ms / size));
        }
        for (int size : SIZES) {
            Table.say("state with %,d revisions".formatted(size));
            Times state = Times.requests(
                    STATES, STATES, () -> headgate.get("targets/revisions-" + size, "\"state\":\"current\""));
            table.row(
                    "`state` with %,d revisions, HTTP".formatted(size),
                    state.median(),
                    state.p99(),
                    "%d requests; %.1f ms per 1,000 revisions".formatted(STATES, state.at(0.5) * 1_000 / size));
        }
    }

    /** Statements by pg_stat_statements, round trips by a proxy that only this target goes through. */
    private void count(Table table) throws Exception {
        for (int i = 0; i < 10; i++) {
            headgate.unchanged("counted"); // so that connections stand and statements are prepared
        }
        long trips = proxy.roundTrips();
        long onTarget = server.statements("counted");
        long onStore = server.statements("headgate");
        for (int i = 0; i < COUNTED; i++) {
            headgate.unchanged("counted");
        }
        String note = "per request, over %d requests".formatted(COUNTED);
        table.row("round trips to the target", perRequest(proxy.roundTrips() - trips), "", note + "; goal: 1");
        table.row("statements on the target", perRequest(server.statements("counted") - onTarget), "", note);
        table.row("statements on the store", perRequest(server.statements("headgate") - onStore), "", note);
    }

    private static String perRequest(long count) {
        return Times.number((double) count / COUNTED);
    }

    private static Times processes(List<String> command, String expected) throws Exception {
        return Times.requests(1, PROCESSES, () -> execute(command, expected));
    }

    private static String part(Times one, Times other) {
        return "1/%.0f".formatted(other.at(0.5) / one.at(0.5));
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
        String url = headgate.uri("targets/%s/upgrade".formatted(target)).toString();
        return List.of("curl", "-sSf", "-H", "Content-Type: application/json", "-d", "{}", url);
    }

    static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private List<String> flyway(String classPath) {
        return List.of(
                Headgate.java("java"), "-cp", classPath, "org.flywaydb.commandline.Main",
                "-skipCheckForUpdate",
                "-url=" + server.url("model_engine"), "-user=" + Server.USER, "-password=",
                "-locations=filesystem:" + SCRIPTS.toAbsolutePath(),
                "-defaultSchema=public", "-schemas=public," + SCHEMAS,
                "-postgresql.transactional.lock=false",
                "migrate");
    }

    private static Path bundle(int size) throws IOException {
        Path folder = Files.createDirectories(Bench.WORK.resolve("revisions-" + size).toAbsolutePath());
        for (int i = 1; i <= size; i++) {
            Files.writeString(folder.resolve("V%d__step_%d.sql".formatted(i, i)), "SELECT 1;\n");
        }
        return folder;
    }
}
