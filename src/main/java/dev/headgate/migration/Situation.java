package dev.headgate.migration;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * All that a decision may look at: a target, its bundle, its ledger and the state they show together.
 *
 * @param phases of what is applied and not in the bundle
 * @param undos of what is applied and the bundle cannot undo, as far as they were looked up
 */
public record Situation(Target target, Bundle bundle, Ledger ledger, Phases phases, Undos undos, State state) {

    public static Situation of(Target target, Bundle bundle, Reading reading, Phases phases) {
        return switch (reading) {
            case Facts facts -> {
                Ledger ledger = Ledger.of(facts.ledger());
                State state = State.of(facts, ledger, bundle, target.adoption(), phases);
                yield new Situation(target, bundle, ledger, phases, Undos.NONE, state);
            }
            case Reading.Unreachable unreachable ->
                new Situation(
                        target, bundle, Ledger.of(List.of()), phases, Undos.NONE, new State.Unreachable(unreachable));
        };
    }

    /** The rows of applied revisions that the bundle does not hold: what phase they are of it cannot tell. */
    public List<LedgerRow> notInBundle() {
        return ledger.applied().values().stream()
                .filter(row -> !row.isBaseline() && bundle.applied(row).isEmpty())
                .toList();
    }

    /** The same, with undo scripts that were looked up. */
    public Situation with(Undos undos) {
        return new Situation(target, bundle, ledger, phases, undos, state);
    }

    /** The rows that this request would undo, and the bundle cannot, newest first. */
    public List<LedgerRow> notUndoneBy(Request request) {
        return request.verb() == Verb.DOWNGRADE
                ? ledger.applied().tailMap(request.to().orElseThrow(), false).descendingMap().values().stream()
                        .filter(row ->
                                !row.isBaseline() && Kept.undoing(row, bundle).isEmpty())
                        .toList()
                : List.of();
    }

    /** Decides a request by the table of DESIGN 3. */
    public Decision decide(Request request) {
        if (state instanceof State.Unreachable unreachable) {
            return refuse(request.verb(), Refusals.unreachable(this, unreachable.reading()));
        }
        if (target.mode() == Target.Mode.VERIFY_ONLY) {
            return refuse(request.verb(), Refusals.verifyOnly(this));
        }
        Optional<Version> unknown =
                request.to().filter(to -> !to.isZero() && !bundle.knows(to) && !isWayBack(request.verb(), to));
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

    /** A database can go back to what it has, whether the bundle knows that or not. */
    private boolean isWayBack(Verb verb, Version to) {
        return verb == Verb.DOWNGRADE && ledger.applied().containsKey(to);
    }

    /** How many revisions and repeatable scripts an upgrade would apply; nothing where nobody can tell, or it may not. */
    public OptionalInt toDo() {
        return switch (state) {
            case State.Behind behind ->
                OptionalInt.of(behind.revisions().size() + behind.repeatables().size());
            case State.Empty empty ->
                OptionalInt.of(bundle.revisions().size() + bundle.repeatables().size());
            case State.Current current -> OptionalInt.of(0);
            case State.Ahead ahead -> OptionalInt.of(0);
            case State.Unstamped unstamped ->
                unstamped
                        .adoptableAt()
                        .map(at ->
                                OptionalInt.of(bundle.between(at, bundle.head()).size()
                                        + bundle.repeatables().size()))
                        .orElse(OptionalInt.empty());
            case State.Unreachable unreachable -> OptionalInt.empty();
            case State.Diverged diverged -> OptionalInt.empty();
            case State.Failed failed -> OptionalInt.empty();
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
