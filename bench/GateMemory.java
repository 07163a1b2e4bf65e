import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What a parked request costs beyond the connection that it came on. */
final class GateMemory {

    private static final List<Integer> CALLERS = List.of(1_000, Gates.MOST);
    private static final int WARM_UP = 200;

    private final Held held;

    GateMemory(Server server) throws Exception {
        this.held = new Held(server, "remembered");
    }

    /**
     * One replica, and what so many callers make of it.
     *
     * @param idle when each has a connection on which it was answered once
     * @param parked when each waits for an answer on it
     * @param unasked when others have such connections
     * @param bare when each waits on it for an endpoint that never answers
     */
    private record Cost(int callers, Machine before, Machine idle, Machine parked, Machine unasked, Machine bare) {}

    void measure(Table table) throws Exception {
        List<Cost> costs = new ArrayList<>();
        for (int callers : CALLERS) {
            Table.say("memory of %,d parked at a gate".formatted(callers));
            costs.add(cost(callers));
        }
        slope(table, "heap per parked request, bytes", costs, cost -> heap(cost.idle(), cost.parked()), "goal: a few hundred");
        slope(table, "… more than at an endpoint of `quarkus-rest` that waits, bytes", costs, GateMemory::own, "beside an endpoint of the framework's that waits");
        slope(table, "heap per idle connection, bytes", costs, cost -> heap(cost.before(), cost.idle()), "not of parking");
        slope(table, "resident memory per parked request, bytes", costs, cost -> resident(cost.idle(), cost.parked()), "rough");
        slope(table, "resident memory per idle connection, bytes", costs, cost -> resident(cost.before(), cost.idle()), "rough");
        slope(table, "threads per parked request", costs, cost -> threads(cost.idle(), cost.parked()), "platform and virtual");
    }

    /** On a fresh replica, so that what one number of callers made it keep is not taken for free by the next. */
    private Cost cost(int number) throws Exception {
        try (Headgate headgate = Headgate.start(held.configurationWithEndpoints(), "gate-memory")) {
            if (held.isEmpty()) {
                headgate.go(held.name(), "upgrade", "1");
            }
            try (Crowd few = new Crowd(headgate.port(), WARM_UP)) {
                everyKind(few);
            }
            Machine before = look(headgate);
            try (Crowd crowd = new Crowd(headgate.port(), number)) {
                crowd.ask(open());
                crowd.awaitAll();
                Machine idle = look(headgate);
                crowd.ask(closed("55s"));
                Machine parked = look(headgate);
                crowd.assertParked();
                crowd.close();
                return bare(headgate, new Cost(number, before, idle, parked, before, before));
            }
        }
    }

    /** The same at an endpoint that keeps nothing, which is the framework's part. */
    private Cost bare(Headgate headgate, Cost cost) throws Exception {
        try (Crowd crowd = new Crowd(headgate.port(), cost.callers())) {
            crowd.ask(open());
            crowd.awaitAll();
            Machine unasked = look(headgate);
            crowd.ask("/bench/parked");
            return new Cost(cost.callers(), cost.before(), cost.idle(), cost.parked(), unasked, look(headgate));
        }
    }

    private void everyKind(Crowd crowd) throws Exception {
        crowd.ask(open());
        crowd.awaitAll();
        crowd.ask(closed("1s"));
        crowd.awaitAll();
    }

    /** The target is at 1, and the head of its bundle is 2. */
    private String open() {
        return "/gates/%s?atLeast=1".formatted(held.name());
    }

    private String closed(String wait) {
        return "/gates/%s?wait=%s".formatted(held.name(), wait);
    }

    private static Machine look(Headgate headgate) throws Exception {
        Gates.settle(headgate);
        return Machine.of(headgate.pid());
    }

    private static double own(Cost cost) {
        return heap(cost.idle(), cost.parked()) - heap(cost.unasked(), cost.bare());
    }

    private static double heap(Machine before, Machine after) {
        return after.heap() - before.heap();
    }

    private static double resident(Machine before, Machine after) {
        return after.resident() - before.resident();
    }

    private static double threads(Machine before, Machine after) {
        return after.platform() + after.virtual() - before.platform() - before.virtual();
    }

    /** From the fewest to the most, so that what is needed once does not count. */
    private static void slope(Table table, String measured, List<Cost> costs, ToDoubleFunction<Cost> what, String note) {
        Cost few = costs.getFirst();
        Cost many = costs.getLast();
        double added = what.applyAsDouble(many) - what.applyAsDouble(few);
        table.row(
                measured,
                Times.number(added / (many.callers() - few.callers())),
                "",
                "from %,d to %,d; %+,.0f by %,d, %+,.0f by %,d; %s".formatted(
                        few.callers(), many.callers(),
                        what.applyAsDouble(few), few.callers(), what.applyAsDouble(many), many.callers(), note));
    }
}
