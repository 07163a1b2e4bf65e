package dev.headgate.migration;

import static dev.headgate.migration.Given.bundle;
import static dev.headgate.migration.Given.facts;
import static dev.headgate.migration.Given.managed;
import static dev.headgate.migration.Given.marked;
import static dev.headgate.migration.Given.target;
import static dev.headgate.migration.Given.unreachable;
import static dev.headgate.migration.Given.v;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StateTest {

    /** Each database has objects; the findings are those of the state. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # bundle                 | ledger                           | state     | at   | findings
                    # nothing recorded
                    V1 V2                    | ''                               | unstamped |      | no-ledger
                    V1 V2                    | SCHEMA                           | unstamped |      | no-ledger
                    # plain progress
                    V1 V2                    | 1, 2                             | current   | 2    |
                    V1 V2                    | SCHEMA, 1, 2                     | current   | 2    |
                    V1 V2                    | 1, 2 unchecked                   | current   | 2    |
                    V1 V2 V3                 | 1                                | behind    | 1    | pending 2, pending 3
                    V9 V10                   | 9                                | behind    | 9    | pending 10
                    # taken back, and applied again
                    V1 V2                    | 1, 2, 2 DELETE                   | behind    | 1    | pending 2
                    V1 V2                    | 1, 2, 2 DELETE, 2                | current   | 2    |
                    V1 V2                    | 1, 2, 2 DELETE, 1 DELETE         | behind    |      | pending 1, pending 2
                    # above the head
                    V1 V2                    | 1, 2, 3                          | ahead     | 3    | unknown-revision 3
                    V1 V2                    | 1, 2, 3, 4                       | ahead     | 4    | unknown-revision 3, unknown-revision 4
                    V1 V2                    | 1, 2, 3, 3 DELETE                | current   | 2    |
                    V1 V2                    | 5 BASELINE                       | ahead     | 5    | unknown-revision 5
                    # different stories
                    V1 V2                    | 1, 2 edited                      | diverged  | 2    | checksum-differs 2
                    V1 V2                    | 1, 2 renamed                     | diverged  | 2    | description-differs 2
                    V1 V3                    | 1, 2, 3                          | diverged  | 3    | missing-from-bundle 2
                    V1 V2 V3                 | 1, 3                             | diverged  | 3    | out-of-order 2
                    V1 V2                    | 1 edited, 2, 3                   | diverged  | 3    | checksum-differs 1
                    V1 V2 V3                 | 1 edited, 3 renamed              | diverged  | 3    | checksum-differs 1, out-of-order 2, description-differs 3
                    # a paid edition's undo
                    V1 V2                    | 1, 2, 2 UNDO_SQL                 | diverged  | 1    | foreign-undo 2
                    V1 V2                    | 1, 2, 2 UNDO_SQL, 2              | diverged  | 2    | foreign-undo 2
                    # half done
                    V1 V2                    | 1, 2 failed                      | failed    | 1    | failed 2
                    V1 V2                    | 1 edited, 2 failed               | failed    | 1    | failed 2
                    V1 R:views               | 1, R:views failed                | failed    | 1    | failed
                    # a ledger that began later
                    V1 V2 V3                 | 2 BASELINE                       | behind    | 2    | pending 3
                    V1 V2 V3                 | 2 BASELINE, 3                    | current   | 3    |
                    V1 V3                    | 2 BASELINE                       | behind    | 2    | pending 3
                    V1 V2 V3 B2              | 2 SQL_BASELINE edited, 3         | current   | 3    |
                    V1 V2 V3 V4              | 2 BASELINE, 4                    | diverged  | 4    | out-of-order 3
                    # squashed bundles
                    B2 V3                    | 1, 2, 3                          | current   | 3    |
                    B2 V3                    | 1, 2                             | behind    | 2    | pending 3
                    B2 V3                    | 2 SQL_BASELINE, 3                | current   | 3    |
                    B2 V2 V3                 | 1                                | behind    | 1    | pending 2, pending 3
                    B2                       | 1, 2                             | current   | 2    |
                    B2                       | 2 SQL_BASELINE                   | current   | 2    |
                    B2 V3                    | 1                                | diverged  | 1    | missing-from-bundle
                    B2                       | 1                                | diverged  | 1    | missing-from-bundle
                    B2 V3                    | 1, 3                             | current   | 3    |
                    # repeatables
                    V1 R:views               | 1                                | behind    | 1    | pending
                    V1 R:views               | 1, R:views                       | current   | 1    |
                    V1 R:views               | 1, R:views edited                | behind    | 1    | pending
                    V1 R:views               | 1, R:views edited, R:views       | current   | 1    |
                    V1 R:views               | 1, R:views, R:views DELETE       | behind    | 1    | pending
                    V1                       | 1, R:views                       | current   | 1    |
                    """)
    void theStateIsWhatLedgerAndBundleShowTogether(
            String bundle, String ledger, String word, String at, String findings) {
        State state = Situation.of(target(""), bundle(bundle), managed(ledger), Phases.NONE)
                .state();

        assertThat(state.word()).isEqualTo(word);
        assertThat(state.current().map(Version::toString).orElse(null)).isEqualTo(at);
        assertThat(state.findings().stream().map(StateTest::shortly).collect(Collectors.joining(", ")))
                .isEqualTo(findings == null ? "" : findings);
    }

    @Test
    void withoutObjectsABlankOrWithdrawnLedgerIsEmpty() {
        assertThat(of(facts(""))).isEqualTo(new State.Empty());
        assertThat(of(facts("SCHEMA"))).isEqualTo(new State.Empty());
        assertThat(of(facts("1, 2, 2 DELETE, 1 DELETE"))).isEqualTo(new State.Empty());
    }

    @Test
    void aLedgerWithoutObjectsIsStillBelieved() {
        assertThat(of(facts("1, 2"))).isEqualTo(new State.Current(v("2"))); // verify says more, see VerificationTest
    }

    @Test
    void aDatabaseThatCannotBeReachedSaysWhy() {
        State state = of(unreachable(true));

        assertThat(state.word()).isEqualTo("unreachable");
        assertThat(state.findings()).extracting(Finding::sentence).containsExactly("connection refused");
    }

    @Test
    void theMarkerCountsOnlyWhereAdoptionIsConfigured() {
        assertThat(Situation.of(target("adopts at 1"), bundle("V1"), marked(), Phases.NONE)
                        .state()
                        .findings())
                .extracting(Finding::sentence)
                .containsExactly("there are objects (shop.orders) but no ledger; upgrade adopts it at 1");
        assertThat(of(marked()).findings())
                .extracting(Finding::sentence)
                .containsExactly("there are objects (shop.orders) but no ledger; stamp it, or configure adoption");
    }

    @Test
    void aHalfDoneUndoIsLeftToAPersonWhicheverBundleItCameFrom() {
        assertThat(of(managed("1, 2, 3, 3 DELETE unfinished")).findings())
                .extracting(Finding::sentence)
                .singleElement()
                .asString()
                .contains("It is an undo", "then repair")
                .doesNotContain("ask again");
    }

    private static State of(Reading reading) {
        return Situation.of(target(""), bundle("V1 V2"), reading, Phases.NONE).state();
    }

    private static String shortly(Finding finding) {
        String kind = finding.kind().name().toLowerCase().replace('_', '-');
        return finding.version().map(version -> kind + " " + version).orElse(kind);
    }
}
