package dev.headgate.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes a database back with undo scripts, newest first: the column "downgrade" of the decision table. */
final class Downgrade {

    private Downgrade() {}

    static Decision decide(Situation s, Request request) {
        if (!s.target().downgradeAllowed()) {
            return s.refuse(Verb.DOWNGRADE, Refusals.downgradeNotAllowed(s));
        }
        Version to = request.to().orElseThrow();
        return switch (s.state()) {
            case State.Unreachable u -> s.refuse(Verb.DOWNGRADE, Refusals.unreachable(s, u.reading()));
            case State.Empty e ->
                to.isZero()
                        ? s.unchanged(Verb.DOWNGRADE, Way.UNCHANGED, "nothing is applied")
                        : s.refuse(Verb.DOWNGRADE, Refusals.nothingThere(s, Verb.DOWNGRADE));
            case State.Unstamped u -> s.refuse(Verb.DOWNGRADE, Refusals.notStamped(s));
            case State.Behind b -> undo(s, b.current().orElse(Version.ZERO), to);
            case State.Current c -> undo(s, c.version(), to);
            case State.Ahead a -> undo(s, a.version(), to);
            case State.Diverged d -> s.refuse(Verb.DOWNGRADE, Refusals.diverged(s, d));
            case State.Failed f -> s.refuse(Verb.DOWNGRADE, Refusals.failed(s, f));
        };
    }

    private static Decision undo(Situation s, Version at, Version to) {
        if (to.equals(at)) {
            return s.unchanged(Verb.DOWNGRADE, Way.UNCHANGED, "it is at %s already".formatted(at));
        }
        if (to.isAbove(at)) {
            return s.refuse(Verb.DOWNGRADE, Refusals.notBelow(s, at, to));
        }
        List<Step> steps = new ArrayList<>();
        List<Version> without = new ArrayList<>();
        for (LedgerRow row :
                s.ledger().applied().tailMap(to, false).descendingMap().values()) {
            Optional<Step> step = undo(s, row);
            step.ifPresentOrElse(steps::add, () -> without.add(row.version().orElseThrow()));
        }
        if (!without.isEmpty()) {
            return s.refuse(Verb.DOWNGRADE, Refusals.noUndo(s, without));
        }
        if (to.isZero()) {
            // What repeatables made went with the revisions below them: they are to be applied again.
            s.ledger().repeatables().values().forEach(row -> steps.add(new Step.Withdraw(row)));
        }
        return s.perform(Verb.DOWNGRADE, Way.UNDO, new Plan(Optional.of(at), Upgrade.at(to), steps));
    }

    /**
     * By the active bundle, whose undo scripts may have been mended since; else by the one that applied it. A baseline row
     * stands for everything up to it, which no single undo script takes back.
     */
    private static Optional<Step> undo(Situation s, LedgerRow row) {
        return Kept.undoing(row, s.bundle())
                .or(() -> row.version().flatMap(s.undos()::of))
                .map(kept ->
                        new Step.Undo(kept.revision(), kept.revision().undo().orElseThrow(), kept.bundle()));
    }
}
