package dev.headgate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.operation.Event;
import dev.headgate.operation.Event.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an operation does now, told by what happened to it. */
final class DoingTest {

    private static final Instant BEGIN = Instant.parse("2026-11-22T18:00:00Z");
    private static final Map<String, Object> BLOCKER = Map.of(
            "blockers",
            List.of(Map.of("pid", 4711, "user", "report", "state", "idle in transaction", "transactionMs", 65_000)),
            "queued",
            3);

    @Test
    void whoeverIsInItsWayIsThereUntilItGoesOn() {
        Event blocked = at(2, Kind.BLOCKED, BLOCKER);
        Event toldLate = at(3, Kind.STATEMENT, statement(2));
        Event next = at(9, Kind.STATEMENT, statement(3));

        Doing.Wait wait = Doing.of(List.of(at(1, Kind.STATEMENT, statement(1)), blocked, toldLate))
                .blocked()
                .orElseThrow();
        assertThat(wait.queued()).isEqualTo(3);
        assertThat(wait.blockers())
                .singleElement()
                .hasToString(
                        "Blocker[process=process 4711, traits=report, idle in transaction, in a transaction of 1 min 5 s, query=Optional.empty]");
        assertThat(Doing.of(List.of(blocked, toldLate, next)).blocked()).isEmpty();
        assertThat(Doing.of(List.of(blocked, at(3, Kind.STEP_ENDED, Map.of()))).blocked())
                .isEmpty();
    }

    @Test
    void aRetryKeepsWhomItGaveUpBehind() {
        Doing doing = Doing.of(List.of(
                at(1, Kind.BLOCKED, BLOCKER),
                at(6, Kind.RETRY, BLOCKER),
                at(7, Kind.PLANNED, Map.of()),
                at(7, Kind.STEP_BEGUN, Map.of())));

        assertThat(doing.blocked()).map(Doing.Wait::seenAt).contains(BEGIN.plusSeconds(6));
    }

    @Test
    void countersAreTheScriptsAndTheServersAndEndWithTheStep() {
        List<Event> events = List.of(
                at(1, Kind.STATEMENT, statement(2)),
                at(
                        2,
                        Kind.PROGRESS,
                        Map.of(
                                "command",
                                "CREATE INDEX",
                                "relation",
                                "shop.orders",
                                "phase",
                                "scanning table",
                                "unit",
                                "blocks",
                                "done",
                                1200,
                                "total",
                                4800,
                                "percent",
                                25)));

        assertThat(Doing.of(events).counters())
                .containsExactly(
                        new Counter("Statements of this script", "2 of 4 runs", Optional.of(1L), Optional.of(4L)),
                        new Counter(
                                "CREATE INDEX on shop.orders: scanning table",
                                "1,200 of 4,800 blocks, 25 %",
                                Optional.of(1200L),
                                Optional.of(4800L)));
        assertThat(Doing.of(List.of(events.get(0), events.get(1), at(3, Kind.STEP_ENDED, Map.of())))
                        .counters())
                .isEmpty();
    }

    @Test
    void whatItDoesNotUnderstandIsLeftOut() {
        Doing doing = Doing.of(List.of(at(1, Kind.BLOCKED, Map.of("blockers", "many", "queued", "some"))));

        assertThat(doing.blocked()).map(Doing.Wait::blockers).contains(List.of());
    }

    @Test
    void ofStatementsThatFollowEachOtherTheTaleHasTheLast() {
        Tale tale = Tale.of(IntStream.rangeClosed(1, 1000)
                .mapToObj(i -> at(i, i % 4 == 0 ? Kind.RETRY : Kind.STATEMENT, Map.of()))
                .toList());

        assertThat(tale.lines()).hasSize(200);
        assertThat(tale.lines().getLast().at()).isEqualTo(BEGIN.plusSeconds(1000));
        assertThat(tale.lines().get(198).at()).isEqualTo(BEGIN.plusSeconds(999));
        assertThat(tale.lines().get(197).at()).isEqualTo(BEGIN.plusSeconds(996));
        assertThat(tale.before()).isEqualTo(300);
    }

    private static Map<String, Object> statement(int number) {
        return Map.of("statement", number, "statements", 4);
    }

    private static Event at(int second, Kind kind, Map<String, Object> details) {
        return new Event(second, BEGIN.plusSeconds(second), kind, "", details);
    }
}
