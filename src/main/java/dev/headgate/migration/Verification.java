package dev.headgate.migration;

import java.util.List;
import java.util.Optional;

/** The question "is this database as its bundle says?": reachable, its tables and ledger there, checksums right, at head. */
public final class Verification {

    private Verification() {}

    /** What is not as it should be; nothing when all is well. */
    public static List<Finding> of(State state, Reading reading) {
        boolean bare = reading instanceof Facts facts && facts.objects().isEmpty();
        return state instanceof State.Current && bare
                ? List.of(
                        Finding.of(
                                Finding.Kind.OBJECTS_MISSING,
                                "the ledger is at head, but the managed schemas hold nothing: were they dropped, or only the ledger restored?"))
                : state.findings();
    }

    /** The findings as the refusal that a caller hears. */
    public static Optional<Refusal> refusal(Situation situation, Reading reading) {
        List<Finding> findings = of(situation.state(), reading);
        if (findings.isEmpty()) {
            return Optional.empty();
        }
        if (situation.state() instanceof State.Unreachable unreachable) {
            return Optional.of(Refusals.unreachable(situation, unreachable.reading()));
        }
        return Optional.of(Refusals.notVerified(situation, findings));
    }
}
