import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an app's check at its start costs: by a gate, and by Flyway in the app's own process. Each start is a JVM of its own. */
final class StartUp {

    private static final Pattern MS = Pattern.compile("^ms: ([0-9.]+)", Pattern.MULTILINE);
    private static final int STARTS = 10;

    private final Server server;

    StartUp(Server server) {
        this.server = server;
    }

    private record Start(double inside, double whole) {}

    private interface Command {
        List<String> at(String target, int port);
    }

    void measure(String flywayClassPath, Table table) throws Exception {
        CountingProxy proxy = new CountingProxy(server.port());
        String url = server.url(server.create("started"));
        Headgate.Configuration configuration = Headgate.Configuration.withEndpoints(
                        server.url(server.create("store_of_started")), url)
                .target("started", url, OneReplica.SAMPLE, OneReplica.SCHEMAS)
                .target(
                        "started-counted",
                        Server.url(proxy.port(), server.create("started-counted")),
                        OneReplica.SAMPLE,
                        OneReplica.SCHEMAS);
        try (Headgate headgate = Headgate.start(configuration, "start-up")) {
            headgate.ensure("started");
            headgate.ensure("started-counted");
            Table.say("the check of an app that starts");
            Command gate = (target, port) -> List.of(
                    Headgate.java("java"), "-cp", Bench.CLASSES.toString(), "StartByGate",
                    "http://localhost:%d/gates/%s".formatted(headgate.port(), target));
            Command flyway = (target, port) -> List.of(
                    Headgate.java("java"), "-cp", Bench.CLASSES + ":" + flywayClassPath, "StartByFlyway",
                    Server.url(port, target), Server.USER, OneReplica.SCRIPTS.toString(), OneReplica.SCHEMAS);
            List<Start> byGate = new ArrayList<>();
            List<Start> byFlyway = new ArrayList<>();
            start(gate.at("started", server.port())); // the first of each does not count
            start(flyway.at("started", server.port()));
            for (int i = 0; i < STARTS; i++) {
                byGate.add(start(gate.at("started", server.port())));
                byFlyway.add(start(flyway.at("started", server.port())));
            }
            rows(table, byGate, byFlyway);
            count(table, "a gate", gate, proxy);
            count(table, "Flyway", flyway, proxy);
        }
    }

    private static void rows(Table table, List<Start> byGate, List<Start> byFlyway) {
        String note = "%d starts, by turns".formatted(STARTS);
        Times gate = Times.of(byGate.stream().map(Start::inside).toList());
        Times flyway = Times.of(byFlyway.stream().map(Start::inside).toList());
        Times gates = Times.of(byGate.stream().map(Start::whole).toList());
        Times flyways = Times.of(byFlyway.stream().map(Start::whole).toList());
        table.row("check at an app's start by a gate, ms", gate.median(), gate.worst(), note);
        table.row("the same by Flyway in the app, ms", flyway.median(), flyway.worst(), note);
        table.row("the gate's part of that", "1/%.0f".formatted(flyway.at(0.5) / gate.at(0.5)), "", "");
        table.row("the whole process that checks by a gate, ms", gates.median(), gates.worst(), note);
        table.row("the whole process that checks by Flyway, ms", flyways.median(), flyways.worst(), note);
    }

    /** Through a proxy, which would make the times longer. */
    private void count(Table table, String by, Command command, CountingProxy proxy) throws Exception {
        long connections = proxy.connections();
        long statements = server.statements("started-counted");
        for (int i = 0; i < STARTS; i++) {
            start(command.at("started-counted", proxy.port()));
        }
        String counted = "%s, %s".formatted(
                Times.number((double) (proxy.connections() - connections) / STARTS),
                Times.number((double) (server.statements("started-counted") - statements) / STARTS));
        table.row(
                "connections, statements on the target per start by " + by,
                counted,
                "",
                "over %d starts; the replica's refreshes are among them".formatted(STARTS));
    }

    private static Start start(List<String> command) throws Exception {
        long begun = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("REDGATE_DISABLE_TELEMETRY", "true");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        int exit = process.waitFor();
        double whole = (System.nanoTime() - begun) / 1e6;
        Matcher inside = MS.matcher(output);
        if (exit != 0 || !inside.find()) {
            throw new IllegalStateException("%s said: %s".formatted(command, output));
        }
        return new Start(Double.parseDouble(inside.group(1)), whole);
    }
}
