package dev.headgate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.security.Caller;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChainTest {

    private static final Instant NOW = Instant.parse("2026-11-22T18:00:00.123456Z");
    private static final UUID OPERATION = UUID.fromString("0198c0de-0000-7000-8000-000000000001");

    @Test
    void aRowFollowsTheOneBeforeIt() {
        Link first = Chain.next(Head.EMPTY, NOW, entry("ci", "curl", "upgrade", "orders", "release 7"));
        Link second = Chain.next(first.head(), NOW, entry("ci", "curl", "upgrade", "orders", "release 7"));

        assertThat(first.number()).isEqualTo(1);
        assertThat(first.previous()).isEqualTo("0".repeat(64));
        assertThat(second.number()).isEqualTo(2);
        assertThat(second.previous()).isEqualTo(first.hash());
        assertThat(second.hash()).isNotEqualTo(first.hash());
        assertThat(Chain.holds(second)).isTrue();
    }

    /** What docs/audit.md has others compute; who changes it breaks every chain there is. */
    @Test
    void theRuleStaysAsItIs() {
        assertThat(Chain.next(Head.EMPTY, NOW, entry("ci", "curl", "upgrade", "orders", "release 7"))
                        .hash())
                .isEqualTo("cb0563de198c90054156a3f8921f8ce71971f8a2664f83f3842afdf094d6c057");
    }

    static Stream<Entry> neighbours() {
        return Stream.of(
                entry("ci", "curl", "upgrade", "orders", "release 7"),
                entry("cic", "url", "upgrade", "orders", "release 7"),
                entry("ci", "curlu", "pgrade", "orders", "release 7"),
                entry("ci", "curl", "upgradeo", "rders", "release 7"),
                entry("ci", "curl", "upgrade", "ordersr", "elease 7"),
                entry("ci", "curl\n7:upgrade", "x", "orders", "release 7"),
                entry("ci", "curl", "upgrade", "orders", ""),
                entry("ci", "curl", "upgrade", "orders", "-"),
                new Entry(
                        caller("ci", "curl"),
                        "upgrade",
                        Optional.of("orders"),
                        Optional.of(OPERATION),
                        Optional.empty(),
                        "done",
                        Optional.empty()),
                new Entry(
                        caller("ci", "curl"),
                        "upgrade",
                        Optional.of("orders"),
                        Optional.of(OPERATION),
                        Optional.empty(),
                        "done",
                        Optional.of("release 7")),
                new Entry(
                        caller("ci", "curl"),
                        "upgrade",
                        Optional.of("orders"),
                        Optional.empty(),
                        Optional.of("release 7"),
                        "done",
                        Optional.of(OPERATION.toString())));
    }

    @ParameterizedTest
    @MethodSource("neighbours")
    void whatMovesFromOneColumnToTheNextChangesTheHash(Entry entry) {
        String hash = Chain.next(Head.EMPTY, NOW, entry).hash();

        assertThat(neighbours().map(other -> Chain.next(Head.EMPTY, NOW, other).hash()))
                .containsOnlyOnce(hash);
    }

    @Test
    void theNumberTheTimeTheMethodAndTheRowBeforeCountToo() {
        Entry entry = entry("ci", "curl", "upgrade", "orders", "release 7");
        Link link = Chain.next(Head.EMPTY, NOW, entry);

        assertThat(Chain.next(Head.EMPTY, NOW.plusNanos(1000), entry).hash()).isNotEqualTo(link.hash());
        assertThat(Chain.next(new Head(0, "1".repeat(64)), NOW, entry).hash()).isNotEqualTo(link.hash());
        assertThat(Chain.holds(link.numbered(2))).isFalse();
        assertThat(Chain.next(Head.EMPTY, NOW, entry("token:ci", "curl", "upgrade", "orders", "release 7"))
                        .method())
                .isEqualTo("token");
    }

    @Test
    void aTextIsWhatPostgresqlWouldGiveBack() {
        Link link = Chain.next(
                Head.EMPTY, NOW, entry("a\u0000b", "\ud83d half", "upgrade", "\ud83d\ude00", "x".repeat(5000)));

        assertThat(link.principal()).isEqualTo("a\ufffdb");
        assertThat(link.userAgent()).contains("\ufffd half");
        assertThat(link.target()).contains("\ud83d\ude00");
        assertThat(link.reason().orElseThrow()).hasSize(4000);
        assertThat(Chain.holds(link)).isTrue();
    }

    private static Entry entry(String principal, String agent, String act, String target, String reason) {
        return new Entry(
                caller(principal, agent),
                act,
                Optional.of(target),
                Optional.of(OPERATION),
                Optional.of(reason),
                "done",
                Optional.empty());
    }

    private static Caller caller(String principal, String agent) {
        return new Caller(principal, Optional.of("10.0.0.7"), Optional.of(agent));
    }
}
