package dev.headgate.migration;

import static dev.headgate.migration.Given.bundle;
import static dev.headgate.migration.Given.facts;
import static dev.headgate.migration.Given.managed;
import static dev.headgate.migration.Given.target;
import static dev.headgate.migration.Given.unreachable;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VerificationTest {

    @Test
    void aCurrentDatabaseWithItsTablesIsVerified() {
        assertThat(findings(managed("1, 2"))).isEmpty();
        assertThat(refusal(managed("1, 2"))).isEmpty();
    }

    @Test
    void aCurrentLedgerOverNothingIsNotVerified() {
        assertThat(findings(facts("1, 2"))).extracting(Finding::kind).containsExactly(Finding.Kind.OBJECTS_MISSING);
        assertThat(refusal(facts("1, 2"))).get().extracting(Refusal::reason).isEqualTo(Reason.NOT_VERIFIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1, 2 edited", "1, 2 failed", "1, 2, 3"})
    void anyOtherStateIsNotVerifiedForItsOwnFindings(String ledger) {
        Refusal refusal = refusal(managed(ledger)).orElseThrow();

        assertThat(refusal.reason()).isEqualTo(Reason.NOT_VERIFIED);
        assertThat(refusal.details())
                .containsEntry("findings", situation(managed(ledger)).state().findings());
        assertThat(refusal.sentence())
                .startsWith("orders is " + situation(managed(ledger)).state().word() + ": ");
    }

    @Test
    void anUnreachableDatabaseIsPassingTroubleNotAFinding() {
        assertThat(refusal(unreachable(true))).get().extracting(Refusal::reason).isEqualTo(Reason.UNREACHABLE);
        assertThat(refusal(unreachable(false)))
                .get()
                .extracting(Refusal::reason)
                .isEqualTo(Reason.ACCESS_REFUSED);
    }

    private static List<Finding> findings(Reading reading) {
        return Verification.of(situation(reading).state(), reading);
    }

    private static Optional<Refusal> refusal(Reading reading) {
        return Verification.refusal(situation(reading), reading);
    }

    private static Situation situation(Reading reading) {
        return Situation.of(target(""), bundle("V1 V2"), reading, Phases.NONE);
    }
}
