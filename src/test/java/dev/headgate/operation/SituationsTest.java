package dev.headgate.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Facts;
import dev.headgate.migration.Given;
import dev.headgate.migration.LedgerRow;
import dev.headgate.migration.MovingClock;
import dev.headgate.migration.Phase;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Revision;
import dev.headgate.migration.Script;
import dev.headgate.migration.Situation;
import dev.headgate.migration.Snapshot;
import dev.headgate.migration.State;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Undos;
import dev.headgate.migration.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SituationsTest {

    private static final Target ORDERS = Given.target("");

    private final Shelf shelf = new Shelf();
    private final MovingClock clock = new MovingClock();
    private final Situations situations = new Situations(shelf, (target, rows) -> Undos.NONE, clock);

    /** A catalogue in memory, which may be away. */
    private static final class Shelf implements Situations.Phasing {

        private Map<Version, Phase> phases = Map.of();
        private boolean away = false;
        private int looks = 0;

        @Override
        public Map<Version, Phase> of(TargetName target, Collection<LedgerRow> rows) {
            looks++;
            if (away) {
                throw Refusal.of(Reason.STORE_UNAVAILABLE, "away").thrown();
            }
            return phases;
        }
    }

    @Test
    void onlyATargetThatIsAheadCostsALook() {
        situations.of(ORDERS, bundle("1", "2"), facts("1"));
        situations.of(ORDERS, bundle("1", "2"), facts("1", "2"));
        assertThat(shelf.looks).isZero();

        situations.of(ORDERS, bundle("1"), facts("1", "2"));
        assertThat(shelf.looks).isEqualTo(1);
    }

    @Test
    void aPhaseThatWasFoundHoldsWhileTheStoreIsAway() {
        shelf.phases = Map.of(Version.of("2"), Phase.EXPAND);
        assertThat(isCompatible(situations.of(ORDERS, bundle("1"), facts("1", "2"))))
                .isTrue();

        shelf.away = true;
        assertThat(isCompatible(situations.of(ORDERS, bundle("1"), facts("1", "2"))))
                .isTrue();
        assertThat(shelf.looks).isEqualTo(1);
        assertThat(isCompatible(situations.of(ORDERS, bundle("1"), facts("1", "2", "3"))))
                .as("with one that was not looked up before")
                .isFalse();
    }

    @Test
    void whatNobodyKnowsYetIsLookedUpAgain() {
        assertThat(isCompatible(situations.of(ORDERS, bundle("1"), facts("1", "2"))))
                .isFalse();

        shelf.phases = Map.of(Version.of("2"), Phase.EXPAND);
        assertThat(isCompatible(situations.of(ORDERS, bundle("1"), facts("1", "2"))))
                .isTrue();
    }

    @Test
    void whoLooksAgainAndAgainLeavesAloneForAWhileWhatWasLookedUpInVain() {
        shelf.away = true;
        situations.again(ORDERS, bundle("1"), facts("1", "2"));
        situations.again(ORDERS, bundle("1"), facts("1", "2"));
        assertThat(shelf.looks).isEqualTo(1);

        situations.again(ORDERS, bundle("1"), facts("1", "2", "3"));
        assertThat(shelf.looks).as("another one").isEqualTo(2);

        shelf.away = false;
        shelf.phases = Map.of(Version.of("2"), Phase.EXPAND, Version.of("3"), Phase.EXPAND);
        clock.move(Duration.ofSeconds(11));
        assertThat(isCompatible(situations.again(ORDERS, bundle("1"), facts("1", "2", "3"))))
                .isTrue();
    }

    @Test
    void whatWasSquashedAwayIsLookedUpWhereThatIsAskedFor() {
        shelf.phases = Map.of(Version.of("1"), Phase.CONTRACT, Version.of("2"), Phase.EXPAND);
        Bundle squashed = new Bundle(
                Given.digest(0),
                "memory",
                List.of(),
                List.of(new Snapshot(Version.of("2"), "r", Script.of("B2__r.sql", "", Optional.empty()))),
                List.of());

        assertThat(situations.of(ORDERS, squashed, facts("1", "2")).phases().found())
                .isEmpty();
        assertThat(situations
                        .thoroughly(ORDERS, squashed, facts("1", "2"))
                        .phases()
                        .found())
                .isEqualTo(shelf.phases);
    }

    private static boolean isCompatible(Situation situation) {
        return situation.state() instanceof State.Ahead ahead && ahead.isCompatible();
    }

    private static Bundle bundle(String... versions) {
        return new Bundle(
                Given.digest(0),
                "memory",
                Stream.of(versions)
                        .map(v -> new Revision(Version.of(v), "r", script(v), Optional.empty()))
                        .toList(),
                List.of(),
                List.of());
    }

    private static Facts facts(String... versions) {
        List<LedgerRow> rows = Stream.of(versions)
                .map(v -> new LedgerRow(
                        Integer.parseInt(v),
                        Optional.of(Version.of(v)),
                        "r",
                        "SQL",
                        script(v).file(),
                        OptionalInt.of(script(v).checksum()),
                        "postgres",
                        Instant.EPOCH,
                        7,
                        true))
                .toList();
        return new Facts(Instant.EPOCH, rows, List.of("shop.orders"), false, false, Optional.empty(), Optional.empty());
    }

    private static Script script(String version) {
        return Script.of("V%s__r.sql".formatted(version), "-- " + version, Optional.empty());
    }
}
