import java.util.ArrayList;
import java.util.List;

/**
 * What it costs that an operation is recorded: an upgrade with nothing to do, beside the plan of the same, which reads the
 * same facts and comes to the same decision, and writes nothing. They take turns in blocks, so that drift hits both.
 */
final class Recording {

    private static final int BLOCKS = 20;
    private static final int BLOCK = 50;
    private static final int WARM_UP = 1_000;
    private static final int COUNTED = 200;
    private static final String TARGET = "recorded";
    private static final String STORE = "store_of_recorded";

    private final Server server;

    Recording(Server server) {
        this.server = server;
    }

    void measure(Table table) throws Exception {
        Headgate.Configuration configuration = new Headgate.Configuration(server.url(server.create(STORE)))
                .target(TARGET, server.url(server.create(TARGET)), OneReplica.SAMPLE, OneReplica.SCHEMAS);
        try (Headgate headgate = Headgate.start(configuration, "recording")) {
            headgate.ensure(TARGET);
            Table.say("what recording costs");
            Times.Act upgrade = () -> headgate.unchanged(TARGET);
            Times.Act plan =
                    () -> headgate.get("targets/%s/plan?verb=upgrade".formatted(TARGET), "\"outcome\":\"unchanged\"");
            Times.measure(WARM_UP, upgrade);
            Times.measure(WARM_UP, plan);
            List<Double> recorded = new ArrayList<>();
            List<Double> planned = new ArrayList<>();
            for (int i = 0; i < BLOCKS; i++) {
                add(recorded, upgrade);
                add(planned, plan);
            }
            Times with = Times.of(recorded);
            Times without = Times.of(planned);
            String note = "%,d requests in blocks of %d, one client".formatted(BLOCKS * BLOCK, BLOCK);
            table.row("`upgrade` with nothing to do, recorded", with.median(), with.p99(), note);
            table.row("`plan` of the same, not recorded", without.median(), without.p99(), "the same, by turns");
            table.row("recorded against not", ratio(with, without, 0.5), ratio(with, without, 0.99), "times as long");
            count(table, "an `upgrade`, recorded", upgrade);
            count(table, "its `plan`", plan);
        }
    }

    private static void add(List<Double> all, Times.Act act) throws Exception {
        for (double ms : Times.measure(BLOCK, act).sorted()) {
            all.add(ms);
        }
    }

    private static String ratio(Times one, Times other, double share) {
        return Times.number(one.at(share) / other.at(share));
    }

    private void count(Table table, String what, Times.Act act) throws Exception {
        long onStore = server.statements(STORE);
        long onTarget = server.statements(TARGET);
        Times.measure(COUNTED, act);
        String store = Times.number((double) (server.statements(STORE) - onStore) / COUNTED);
        String target = Times.number((double) (server.statements(TARGET) - onTarget) / COUNTED);
        table.row(
                "statements of %s: store, target".formatted(what),
                store + ", " + target,
                "",
                "per request, over %d; the replica's own beat is among the store's".formatted(COUNTED));
    }
}
