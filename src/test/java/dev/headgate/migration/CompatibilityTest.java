package dev.headgate.migration;

import static dev.headgate.migration.Given.managed;
import static dev.headgate.migration.Given.target;
import static dev.headgate.migration.Given.v;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CompatibilityTest {

    private static final TargetName ORDERS = new TargetName("orders");

    /** By the active bundle, of a release that serves a window. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # bundle      | ledger                         | serves | now                    | after upgrade
                    # within the window
                    V1 V2 V3      | 1, 2                           | 2 2    | serves                 | incompatible 3
                    V1 V2 V3      | 1, 2                           | 2 3    | serves                 | serves
                    V1 V2 V3      | 1, 2, 3                        | 2 3    | serves                 | serves
                    V1 V2 V3      | 1                              | 1 3    | serves                 | serves
                    # below it
                    V1 V2 V3      | 1                              | 2 3    | behind 2               | serves
                    V1 V2 V3      | ''                             | 1 3    | behind 1               | serves
                    V1 V2         | 1, 2                           | 4 5    | behind 4               | behind 4
                    # above it, all known to the active bundle
                    V1 V2 V3+     | 1, 2, 3                        | 1 2    | compatible 3           | compatible 3
                    V1 V2 V3+ V4  | 1, 2, 3                        | 1 2    | compatible 3           | incompatible 4
                    V1 V2 V3+ V4+ | 1, 2                           | 2 2    | serves                 | compatible 3 4
                    V1 V2 V3 V4+  | 1, 2                           | 2 2    | serves                 | incompatible 3
                    V1 V2 V3 V4   | 1, 2, 3, 4                     | 2 2    | incompatible 3 4       | incompatible 3 4
                    V1 V2 V3+ V4  | 1, 2, 3, 4                     | 2 2    | incompatible 4         | incompatible 4
                    V1+ V2+ V3+   | ''                             | 1 1    | behind 1               | compatible 2 3
                    # above it, not known to the active bundle
                    V1 V2         | 1, 2, 3 expand                 | 1 2    | compatible 3           | compatible 3
                    V1 V2         | 1, 2, 3 contract               | 1 2    | incompatible 3         | incompatible 3
                    V1 V2         | 1, 2, 3                        | 1 2    | incompatible 3         | incompatible 3
                    V1 V2         | 1, 2, 3 expand, 4              | 1 2    | incompatible 4         | incompatible 4
                    V1 V2         | 1, 2, 3, 3 DELETE, 4 expand    | 1 2    | compatible 4           | compatible 4
                    # the active bundle has another script of that version
                    V1 V2 V3+     | 1, 2, 3 edited                 | 1 2    | incompatible 3         | incompatible 3
                    V1 V2 V3      | 1, 2, 3 edited expand          | 1 2    | compatible 3           | compatible 3
                    V1 V2 V3+     | 1, 2, 3 contract               | 1 2    | compatible 3           | compatible 3
                    # a snapshot stands for more than one can tell
                    V1 V2 V3+     | 3 BASELINE                     | 1 2    | incompatible 3         | incompatible 3
                    B2 V3+        | ''                             | 1 1    | behind 1               | incompatible 2
                    B3 V4+        | 1, 2 expand, 3 expand, 4       | 1 1    | compatible 2 3 4       | compatible 2 3 4
                    """)
    void aReleaseRunsWithinItsWindowAndBeyondItAboveExpandStepsOnly(
            String bundle, String ledger, String serves, String now, String after) {
        Situation situation = Situation.of(target(""), Given.bundle(bundle), managed(ledger), Given.phases(ledger));
        String[] window = serves.split(" ");
        Release release = release("old", Given.digest(1), window[0], window[1]);

        assertThat(shortly(Compatibility.of(release, situation))).isEqualTo(now);
        assertThat(shortly(Compatibility.afterUpgrade(release, situation))).isEqualTo(after);
    }

    @Test
    void itSaysWhyForAPerson() {
        Situation ahead = situation("V1 V2 V3+", "1, 2, 3, 4");

        assertThat(Compatibility.of(release("old", Given.digest(1), "1", "2"), ahead)
                        .why())
                .isEqualTo("the database is at 4, above 2, the newest that release old serves, and that cannot run on"
                        + " 4 (V4__r4.sql, of a phase that is not known, so it counts as contract)");
        assertThat(Compatibility.of(release("old", Given.digest(1), "1", "3"), situation("V1 V2 V3", "1, 2, 3"))
                        .why())
                .isEqualTo("release old serves 1 to 3, and the database is at 3");
        assertThat(Compatibility.afterUpgrade(release("old", Given.digest(1), "2", "2"), situation("V1 V2 V3+", "1, 2"))
                        .why())
                .isEqualTo("the database will be at 3, above 2, the newest that release old serves,"
                        + " by expand steps only: 3 (V3__r3.sql, expand)");
    }

    @Test
    void aRefusalToGoBackNamesWhatBreaks() {
        Situation situation = situation("V1 V2 V3+ V4", "1, 2");
        Compatibility after = Compatibility.afterUpgrade(release("old", Given.digest(1), "2", "2"), situation);

        Refusal refusal = Rollback.refusal(situation, after).orElseThrow();

        assertThat(refusal.reason()).isEqualTo(Reason.CANNOT_ROLL_BACK);
        assertThat(refusal.sentence())
                .startsWith("orders cannot be rolled back: ")
                .contains("4 (V4__r4.sql, contract)");
        assertThat(refusal.sentence()).endsWith("or make those steps in a later release");
        assertThat(refusal.details())
                .containsEntry("breaks", List.of(new Unknown(v("4"), "V4__r4.sql", Optional.of(Phase.CONTRACT))));
    }

    @Test
    void whatBreaksAndIsAppliedAlreadyIsNotAdvisedAgainst() {
        Situation situation = situation("V1 V2 V3", "1, 2, 3");
        Compatibility after = Compatibility.afterUpgrade(release("old", Given.digest(1), "2", "2"), situation);

        assertThat(Rollback.refusal(situation, after).orElseThrow().sentence())
                .endsWith("That is applied already: go on with a newer release");
    }

    @Test
    void whereNobodyCanLookNobodyCanTell() {
        Situation situation = Situation.of(target(""), Given.bundle("V1"), Given.unreachable(true), Phases.NONE);
        Compatibility after = Compatibility.afterUpgrade(release("old", Given.digest(1), "1", "1"), situation);

        assertThat(Rollback.refusal(situation, after).orElseThrow().reason()).isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void aReleaseIsFoundByItsDigestOrByItsNameTheNewestFirst() {
        Release first = release("shop-1", Given.digest(1), "1", "1");
        Release again = release("shop-1", Given.digest(2), "1", "2");
        List<Release> known = List.of(again, first);

        assertThat(Rollback.release(ORDERS, "shop-1", known)).isSameAs(again);
        assertThat(Rollback.release(ORDERS, "111111111111", known)).isSameAs(first);
        assertThat(catchThrowableOfType(Refused.class, () -> Rollback.release(ORDERS, "shop-9", known))
                        .refusal())
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.UNKNOWN_RELEASE))
                .satisfies(refusal -> assertThat(refusal.sentence())
                        .startsWith("orders has had no release 'shop-9'; the newest known are shop-1."));
    }

    @Test
    void aWindowIsTheRightWayRound() {
        assertThatThrownBy(() -> new Window(v("2"), v("1"))).hasMessage("from is 2, above to, which is 1");
    }

    private static Situation situation(String bundle, String ledger) {
        return Situation.of(target(""), Given.bundle(bundle), managed(ledger), Given.phases(ledger));
    }

    private static Release release(String name, Digest digest, String from, String to) {
        return new Release(digest, Optional.of(name), new Window(v(from), v(to)), v(to));
    }

    private static String shortly(Compatibility compatibility) {
        return switch (compatibility) {
            case Compatibility.Serves s -> "serves";
            case Compatibility.AheadCompatible a -> "compatible " + versions(a.unknown());
            case Compatibility.AheadIncompatible a -> "incompatible " + versions(a.breaking());
            case Compatibility.Behind b -> "behind " + b.from();
        };
    }

    private static String versions(List<Unknown> unknown) {
        return unknown.stream().map(u -> u.version().toString()).collect(Collectors.joining(" "));
    }
}
