import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** From the commit that opens a gate to the last of the many who are parked at it. */
final class GateRelease {

    private static final List<Integer> CALLERS = List.of(1_000, Gates.MOST);
    private static final int ROUNDS = 5;

    private final Held held;

    GateRelease(Server server) throws Exception {
        this.held = new Held(server, "released");
    }

    /**
     * Milliseconds of one round.
     *
     * @param first from the commit to the first answer
     * @param last from the commit to the last answer
     * @param ended from the operation's {@code endedAt} to the last answer
     * @param empty from the first of as many requests to the empty endpoint to the last answer, for comparison
     * @param closed how many were told that it is closed, or had no answer of a gate
     */
    private record Round(double first, double last, double ended, double empty, long closed) {}

    void measure(Table table) throws Exception {
        try (Headgate owner = Headgate.start(held.configurationWithEndpoints(), "release-owner");
                Headgate other = Headgate.start(held.configurationWithEndpoints(), "release-other")) {
            owner.go(held.name(), "upgrade", "1");
            for (int callers : CALLERS) {
                measure(table, owner, owner, "the replica that runs the operation", callers);
                measure(table, owner, other, "another replica", callers);
            }
        }
    }

    private void measure(Table table, Headgate owner, Headgate asked, String where, int callers) throws Exception {
        Table.say("%,d parked at a gate of %s".formatted(callers, where));
        round(owner, asked, callers); // warms up
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            rounds.add(round(owner, asked, callers));
            System.err.println("  " + rounds.getLast());
        }
        row(
                table,
                "from the commit to the last answer, ms: %,d parked at %s".formatted(callers, where),
                rounds.stream().map(Round::last).toList(),
                "%d rounds; the first after %s, from `endedAt` to the last %s; %s; goal: %s".formatted(
                        ROUNDS,
                        Times.of(rounds.stream().map(Round::first).toList()).median(),
                        Times.of(rounds.stream().map(Round::ended).toList()).median(),
                        rounds.stream().allMatch(round -> round.closed() == 0)
                                ? "open for all"
                                : rounds.stream().mapToLong(Round::closed).sum() + " NOT OPEN",
                        callers == Gates.MOST ? "1,000" : "100"));
        row(
                table,
                "… the same callers at the empty endpoint, all at once, ms",
                rounds.stream().map(Round::empty).toList(),
                "%d rounds; from the first request to the last answer".formatted(ROUNDS));
    }

    private static void row(Table table, String measured, List<Double> ms, String note) {
        Times times = Times.of(ms);
        table.row(measured, times.median(), times.worst(), note);
    }

    private Round round(Headgate owner, Headgate asked, int callers) throws Exception {
        try (Crowd crowd = new Crowd(asked.port(), callers)) {
            String id = owner.begin(held.name(), "upgrade");
            Held.await(asked, id);
            crowd.ask("/gates/%s?wait=55s".formatted(held.name()));
            Gates.settle(asked);
            crowd.assertParked();
            Thread.ofPlatform().start(this::go); // while the crowd listens
            List<Crowd.Answer> answers = crowd.awaitAll();
            JsonNode operation = owner.get("operations/%s?wait=25s".formatted(id), "\"outcome\":\"applied\"");
            Instant committed = held.committedAt();
            Instant last = last(answers);
            Instant first = answers.stream().map(Crowd.Answer::at).min(Instant::compareTo).orElseThrow();
            answers.stream()
                    .filter(answer -> !answer.isOpen())
                    .findFirst()
                    .ifPresent(answer -> System.err.println("  closed: " + answer));
            owner.go(held.name(), "downgrade", "1");
            Gates.settle(asked);
            Instant begun = Instant.now();
            crowd.ask("/bench/empty");
            Instant empty = last(crowd.awaitAll());
            return new Round(
                    ms(committed, first),
                    ms(committed, last),
                    ms(Instant.parse(operation.get("endedAt").asText()), last),
                    ms(begun, empty),
                    answers.stream().filter(answer -> !answer.isOpen()).count());
        }
    }

    private void go() {
        try {
            held.go();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Instant last(List<Crowd.Answer> answers) {
        return answers.stream().map(Crowd.Answer::at).max(Instant::compareTo).orElseThrow();
    }

    private static double ms(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }
}
