package dev.headgate.migration;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All that a decision may look at: a target, its bundle, its ledger and the state they show together. */
public record Situation(Target target, Bundle bundle, Ledger ledger, State state) {

    public static Situation of(Target target, Bundle bundle, Reading reading) {
        return switch (reading) {
            case Facts facts -> {
                Ledger ledger = Ledger.of(facts.ledger());
                yield new Situation(target, bundle, ledger, State.of(facts, ledger, bundle, target.adoption()));
            }
            case Reading.Unreachable unreachable ->
                new Situation(target, bundle, Ledger.of(List.of()), new State.Unreachable(unreachable));
        };
    }

    /** Decides a request by the table of DESIGN 3. */
    public Decision decide(Request request) {
        if (state instanceof State.Unreachable unreachable) {
            return refuse(request.verb(), Refusals.unreachable(this, unreachable.reading()));
        }
        if (target.mode() == Target.Mode.VERIFY_ONLY) {
            return refuse(request.verb(), Refusals.verifyOnly(this));
        }
        Optional<Version> unknown = request.to().filter(to -> !to.isZero() && !bundle.knows(to));
        if (unknown.isPresent()) {
            return refuse(request.verb(), Refusals.unknownRevision(this, unknown.get()));
        }
        return switch (request.verb()) {
            case INIT -> Init.decide(this, request);
            case STAMP -> Stamp.decide(this, request);
            case UPGRADE -> Upgrade.decide(this, request);
            case DOWNGRADE -> Downgrade.decide(this, request);
            case REPAIR -> Repair.decide(this, request);
            case ENSURE -> Ensure.decide(this, request);
        };
    }

    /** What is wrong with the revisions up to and with this one: failures and differences, nothing that is only pending. */
    public List<Finding> faultsUpTo(Version revision) {
        Comparison comparison = new Comparison(ledger, bundle);
        return Stream.concat(
                        state instanceof State.Failed ? comparison.failures().stream() : Stream.of(),
                        comparison.differences().stream())
                .filter(fault -> fault.version().filter(revision::isBelow).isEmpty())
                .toList();
    }

    Decision perform(Verb verb, Way way, Plan plan) {
        return new Decision.Perform(new Row(state.word(), verb, way), plan);
    }

    Decision unchanged(Verb verb, Way way, String why) {
        return new Decision.Unchanged(new Row(state.word(), verb, way), why);
    }

    Decision refuse(Verb verb, Refusal refusal) {
        return new Decision.Refuse(new Row(state.word(), verb, Way.REFUSED), refusal);
    }
}
