package dev.headgate.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContinuationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "V1 V2 | 1, 2            |                 |",
                "V1 V2 | 1               |                 |",
                "V1 V2 | 1, 2 failed     |                 |",
                "V1 V2 | 1, 2 edited     |                 | DIVERGED",
                "V1 V3 | 1, 2, 3         |                 | DIVERGED",
                "V1 V2 V3 | 1, 3         |                 | DIVERGED",
                "V1 V2 | 1, 2, 3 expand  |                 |",
                "V1 V2 | 1, 2, 3 expand  | refuses ahead   | AHEAD",
                "V1 V2 | 1, 2, 3         |                 | AHEAD",
                "V1 V2 | 1, 2, 3         | tolerates ahead |",
                "V1 V2 | 1, 2, 3 expand  | verify-only     |",
            })
    void aBundleContinuesWhatWasAppliedUnlessItDiffersOrIsTooOld(
            String bundle, String ledger, String target, Reason obstacle) {
        Situation situation = Situation.of(
                Given.target(Optional.ofNullable(target).orElse("")),
                Given.bundle(bundle),
                Given.managed(ledger),
                Given.phases(ledger));

        assertThat(Continuation.obstacle(situation).map(Refusal::reason)).isEqualTo(Optional.ofNullable(obstacle));
    }

    @Test
    void eachDifferenceIsNamed() {
        Situation situation =
                Situation.of(Given.target(""), Given.bundle("V1 V2 V3"), Given.managed("1 edited, 3"), Phases.NONE);

        assertThat(Continuation.obstacle(situation).orElseThrow().sentence())
                .contains("V1__r1.sql has checksum", "2 is not applied, although the database is at 3");
    }

    @Test
    void whatCannotBeLookedAtIsNotJudged() {
        Situation situation = Situation.of(Given.target(""), Given.bundle("V1"), Given.unreachable(true), Phases.NONE);

        assertThat(Continuation.obstacle(situation).map(Refusal::reason)).contains(Reason.UNREACHABLE);
    }

    @Test
    void anEmptyDatabaseTakesAnyBundle() {
        Situation situation = Situation.of(Given.target(""), Given.bundle("V1"), Given.facts(""), Phases.NONE);

        assertThat(Continuation.obstacle(situation)).isEmpty();
    }
}
