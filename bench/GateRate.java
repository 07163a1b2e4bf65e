import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Requests per second of an open gate beside the least that an endpoint can do and a check that asks the database, in one
 * process and by turns; and what the target's server sees of many who ask.
 */
final class GateRate {

    private static final String TARGET = "gated";
    private static final String GATE = "/gates/" + TARGET;
    private static final String CHECK = "/q/health/group/query";
    private static final int ROUNDS = 7;
    private static final Duration BLOCK = Duration.ofSeconds(4);
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final int CLIENTS = 1_000;
    private static final Duration POLLING = Duration.ofSeconds(30);

    private final Server server;

    GateRate(Server server) {
        this.server = server;
    }

    private enum Asked {
        EMPTY("an empty endpoint", "/bench/empty"),
        GATE_AS_JSON("an open gate", GATE),
        GATE_IF_CHANGED("an open gate, `If-None-Match`", GATE),
        GATE_AS_TEXT("an open gate, `Accept: text/plain`", GATE),
        QUERY("a health check of one query", CHECK);

        private final String words;
        private final String path;

        Asked(String words, String path) {
            this.words = words;
            this.path = path;
        }

        double load(Headgate headgate, Duration time) throws Exception {
            return Loader.load(headgate, path, time, headers(headgate));
        }

        private List<String> headers(Headgate headgate) throws Exception {
            return switch (this) {
                case EMPTY, GATE_AS_JSON, QUERY -> List.of();
                case GATE_IF_CHANGED -> List.of("If-None-Match: " + headgate.tag(GATE));
                case GATE_AS_TEXT -> List.of("Accept: text/plain");
            };
        }
    }

    void measure(Table table) throws Exception {
        String url = server.url(server.create(TARGET));
        Headgate.Configuration configuration = Headgate.Configuration.withEndpoints(
                        server.url(server.create("store_of_" + TARGET)), url)
                .target(TARGET, url, OneReplica.SAMPLE, OneReplica.SCHEMAS);
        try (Headgate headgate = Headgate.start(configuration, "gates")) {
            headgate.ensure(TARGET);
            rates(headgate, table);
            statements(headgate, table);
        }
    }

    private static void rates(Headgate headgate, Table table) throws Exception {
        Map<Asked, List<Double>> rates = new EnumMap<>(Asked.class);
        for (Asked asked : Asked.values()) {
            Table.say("requests per second of " + asked.words + ": warming up");
            asked.load(headgate, WARM_UP);
            rates.put(asked, new ArrayList<>());
        }
        for (int round = 1; round <= ROUNDS; round++) {
            Table.say("requests per second, round %d of %d".formatted(round, ROUNDS));
            for (Asked asked : Asked.values()) {
                rates.get(asked).add(asked.load(headgate, BLOCK));
            }
        }
        for (Asked asked : Asked.values()) {
            table.row(
                    "requests per second: " + asked.words,
                    Times.number(Times.of(rates.get(asked)).at(0.5)),
                    Times.number(Times.of(rates.get(asked)).at(0)),
                    "%d blocks of %d s by turns; %d connections, %s".formatted(
                            ROUNDS, BLOCK.toSeconds(), Loader.CONNECTIONS, Loader.name()));
        }
        for (Asked gate : List.of(Asked.GATE_AS_JSON, Asked.GATE_IF_CHANGED, Asked.GATE_AS_TEXT)) {
            ratio(table, rates, gate, Asked.EMPTY);
        }
        ratio(table, rates, Asked.GATE_AS_JSON, Asked.QUERY);
    }

    private static void ratio(Table table, Map<Asked, List<Double>> rates, Asked one, Asked other) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            ratios.add(rates.get(one).get(round) / rates.get(other).get(round));
        }
        Times sorted = Times.of(ratios);
        table.row(
                "%s against %s".formatted(one.words, other.words),
                Times.number(sorted.at(0.5)),
                Times.number(sorted.at(0)),
                "times as many, block by block" + (other == Asked.EMPTY ? "; goal: 0.90" : ""));
    }

    private void statements(Headgate headgate, Table table) throws Exception {
        Table.say("what the target's server sees while %,d clients poll".formatted(CLIENTS));
        long before = server.statements(TARGET);
        Thread.sleep(POLLING);
        row(table, "nobody asks", server.statements(TARGET) - before, "its refreshes, one each 5 s");
        try (Crowd clients = new Crowd(headgate.port(), CLIENTS)) {
            polled(table, clients, "poll the gate", GATE, "; goal: one per refresh at most");
            polled(table, clients, "poll the check of one query", CHECK, "");
        }
    }

    private void polled(Table table, Crowd clients, String what, String path, String goal) throws Exception {
        long before = server.statements(TARGET);
        long answered = clients.keepAsking(path, List.of(), POLLING);
        row(
                table,
                "%,d clients %s".formatted(CLIENTS, what),
                server.statements(TARGET) - before,
                "%,d requests%s".formatted(answered, goal));
    }

    private static void row(Table table, String meanwhile, long statements, String note) {
        table.row(
                "statements on the target's database in %d s while %s".formatted(POLLING.toSeconds(), meanwhile),
                "%,d".formatted(statements),
                "",
                note);
    }
}
