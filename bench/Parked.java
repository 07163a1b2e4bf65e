import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What many callers cost who wait for one operation: at the replica that runs it, and at one that does not. */
final class Parked {

    private static final List<Integer> CALLERS = List.of(200, 1_000);
    private static final int WARM_UP = 20;
    private static final int SECONDS = 10; // twice as long as a caller waits without looking for itself
    private static final int TRIES = 20;
    private static final String HEAP = "-Xmx512m";

    private final Server server;
    private final Held held;

    Parked(Server server) throws Exception {
        this.server = server;
        this.held = new Held(server, "waited-for");
    }

    /** Which replica the callers ask. */
    private enum Asked {
        OWNER("the replica that runs it"),
        OTHER("another replica");

        private final String words;

        Asked(String words) {
            this.words = words;
        }

        Headgate of(Headgate owner, Headgate other) {
            return switch (this) {
                case OWNER -> owner;
                case OTHER -> other;
            };
        }
    }

    /**
     * What so many callers cost.
     *
     * @param quiet statements on the store a second while nobody is parked
     * @param busy the same while they are
     * @param atEnd statements on the store from just before the operation's end to the last answer
     */
    private record Cost(
            int callers,
            Machine before,
            Machine during,
            Machine after,
            double quiet,
            double busy,
            long atEnd,
            Callers.Outcome outcome) {

        double added(ToDoubleFunction<Machine> what) {
            return what.applyAsDouble(during) - what.applyAsDouble(before);
        }
    }

    void measure(Table table) throws Exception {
        for (Asked asked : Asked.values()) {
            List<Cost> costs = new ArrayList<>();
            for (int callers : CALLERS) {
                Table.say("%,d callers parked at %s".formatted(callers, asked.words));
                costs.add(cost(asked, callers));
            }
            rows(table, asked, costs);
        }
    }

    /** On fresh replicas, so that what one number of callers made them keep is not taken for free by the next. */
    private Cost cost(Asked asked, int callers) throws Exception {
        try (Headgate owner = Headgate.start(held.configuration(), "parked-owner", HEAP);
                Headgate other = Headgate.start(held.configuration(), "parked-other", HEAP)) {
            if (held.isEmpty()) {
                owner.go(held.name(), "upgrade", "1");
            }
            Headgate measured = asked.of(owner, other);
            warmUp(owner, measured);
            return cost(owner, measured, callers);
        }
    }

    private void warmUp(Headgate owner, Headgate measured) throws Exception {
        String id = owner.begin(held.name(), "upgrade");
        try (Callers few = new Callers()) {
            Held.await(measured, id);
            Machine before = Machine.of(measured.pid());
            few.park(measured, id, WARM_UP);
            awaitParked(measured, before.virtual(), WARM_UP);
            held.go();
            few.awaitAll();
        }
        owner.go(held.name(), "downgrade", "1");
    }

    private Cost cost(Headgate owner, Headgate measured, int number) throws Exception {
        String id = owner.begin(held.name(), "upgrade");
        try (Callers callers = new Callers()) {
            Held.await(measured, id);
            double quiet = statementsPerSecond();
            Machine before = Machine.of(measured.pid());
            callers.park(measured, id, number);
            awaitParked(measured, before.virtual(), number);
            double busy = statementsPerSecond();
            Machine during = Machine.of(measured.pid());
            callers.assertParked();
            long statements = server.statements(held.store());
            held.go();
            Callers.Outcome outcome = callers.awaitAll();
            long atEnd = server.statements(held.store()) - statements;
            callers.close();
            owner.go(held.name(), "downgrade", "1");
            return new Cost(number, before, during, Machine.of(measured.pid()), quiet, busy, atEnd, outcome);
        }
    }

    /** Each caller that waits is a virtual thread. */
    private static void awaitParked(Headgate measured, long before, int callers) throws Exception {
        for (int i = 0; i < TRIES; i++) {
            if (Machine.of(measured.pid()).virtual() >= before + callers) {
                return;
            }
            Thread.sleep(200);
        }
        throw new IllegalStateException("not all callers are parked");
    }

    private double statementsPerSecond() throws Exception {
        long statements = server.statements(held.store());
        long begun = System.nanoTime();
        Thread.sleep(SECONDS * 1_000);
        return (server.statements(held.store()) - statements) / ((System.nanoTime() - begun) / 1e9);
    }

    private static void rows(Table table, Asked asked, List<Cost> costs) {
        String parked = "parked at %s: ".formatted(asked.words);
        slope(table, parked + "platform threads per caller", costs, Machine::platform, "threads");
        slope(table, parked + "virtual threads per caller", costs, Machine::virtual, "threads");
        slope(table, parked + "heap per caller, KiB", costs, machine -> machine.heap() / 1024.0, "KiB");
        slope(table, parked + "resident memory per caller, KiB", costs, machine -> machine.resident() / 1024.0, "KiB");
        for (Cost cost : costs) {
            table.row(
                    "%,d %sstatements a second on the store".formatted(cost.callers(), parked),
                    Times.number(cost.busy()),
                    "",
                    "over %d s; %s with nobody parked".formatted(SECONDS, Times.number(cost.quiet())));
        }
        for (Cost cost : costs) {
            table.row(
                    "%,d %sfrom the operation's end to the last answer".formatted(cost.callers(), parked),
                    Times.number(cost.outcome().msToLast()),
                    "",
                    "the first after %.0f ms; %,d statements on the store; %s; %d virtual threads stay".formatted(
                            cost.outcome().msToFirst(),
                            cost.atEnd(),
                            cost.outcome().failed() == 0 ? "all answered" : cost.outcome().failed() + " NOT ANSWERED",
                            Math.max(0, cost.after().virtual() - cost.before().virtual())));
        }
    }

    /** Per caller: from the fewest to the most, so that what is needed once does not count; and each number by itself. */
    private static void slope(
            Table table, String measured, List<Cost> costs, ToDoubleFunction<Machine> what, String unit) {
        Cost few = costs.getFirst();
        Cost many = costs.getLast();
        double slope = (many.added(what) - few.added(what)) / (many.callers() - few.callers());
        table.row(
                measured,
                Times.number(slope),
                "",
                "from %,d to %,d callers; %+.0f %s by %,d, %+.0f by %,d".formatted(
                        few.callers(), many.callers(),
                        few.added(what), unit, few.callers(), many.added(what), many.callers()));
    }
}
