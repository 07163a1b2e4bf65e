import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** How long an operation stands still when the replica that runs it is killed in the middle of a step. */
final class TakeOver {

    private static final int ROUNDS = Optional.ofNullable(System.getenv("ROUNDS")).map(Integer::valueOf).orElse(50);
    private static final int LONGEST_PAUSE_MS = 2_000; // the other one looks once a second: the kill hits any moment of that
    private static final long SEED = 1;

    private final Held held;
    private final List<Double> found = new ArrayList<>();
    private final List<Double> resumed = new ArrayList<>();
    private final List<Double> begun = new ArrayList<>();

    TakeOver(Server server) throws Exception {
        this.held = new Held(server, "taken-over");
    }

    void measure(Table table) throws Exception {
        Table.say("%d times kill -9 in the middle of a step".formatted(ROUNDS));
        Random pauses = new Random(SEED);
        try (Headgate heir = Headgate.start(held.configuration(), "heir")) {
            heir.go(held.name(), "upgrade", "1");
            for (int round = 1; round <= ROUNDS; round++) {
                kill(heir, Headgate.start(held.configuration(), "killed"), pauses.nextInt(LONGEST_PAUSE_MS));
                System.err.printf("  %d of %d: %.0f ms, %.0f ms%n", round, ROUNDS, resumed.getLast(), begun.getLast());
            }
        }
        row(table, "from `kill -9` of the owner until that is noticed", found, "event `interrupted`");
        row(table, "… until another replica has taken the operation up", resumed, "event `resumed`");
        row(table, "… until the interrupted step has begun again", begun, "event `step-begun` of attempt 2");
    }

    private void kill(Headgate heir, Headgate owner, int pause) throws Exception {
        String id = owner.begin(held.name(), "upgrade");
        try (Follower events = new Follower(heir, id)) {
            events.await("step-begun");
            Thread.sleep(pause);
            Instant killed = owner.kill();
            found.add(ms(killed, events.await("interrupted")));
            resumed.add(ms(killed, events.await("resumed")));
            begun.add(ms(killed, events.await("step-begun")));
            held.go();
            events.await("done");
        }
        JsonNode operation = heir.get("operations/" + id, "\"outcome\":\"applied\"");
        if (operation.get("attempt").asInt() != 2 || held.done() != 1) {
            throw new IllegalStateException("step done %d times: %s".formatted(held.done(), operation));
        }
        heir.go(held.name(), "downgrade", "1");
    }

    private static void row(Table table, String measured, List<Double> ms, String event) {
        Times times = Times.of(ms);
        table.row(measured, times.median(), "worst " + times.worst(), "%d rounds; %s".formatted(ROUNDS, event));
    }

    private static double ms(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }
}
