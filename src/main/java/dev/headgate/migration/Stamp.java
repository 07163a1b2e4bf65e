package dev.headgate.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says where a database is, without running anything: the column "stamp" of the decision table. */
final class Stamp {

    private Stamp() {}

    static Decision decide(Situation s, Request request) {
        return switch (s.state()) {
            case State.Unreachable u -> s.refuse(Verb.STAMP, Refusals.unreachable(s, u.reading()));
            case State.Empty e ->
                request.force()
                        ? move(s, request, Version.ZERO)
                        : s.refuse(Verb.STAMP, Refusals.nothingThere(s, Verb.STAMP));
            case State.Unstamped u -> unstamped(s, u, request);
            case State.Behind b -> move(s, request, b.current().orElse(Version.ZERO));
            case State.Current c -> move(s, request, c.version());
            case State.Ahead a -> s.refuse(Verb.STAMP, Refusals.ahead(s, a));
            case State.Diverged d -> s.refuse(Verb.STAMP, Refusals.diverged(s, d));
            case State.Failed f -> s.refuse(Verb.STAMP, Refusals.failed(s, f));
        };
    }

    private static Decision unstamped(Situation s, State.Unstamped state, Request request) {
        Version to = request.to().or(state::adoptableAt).orElse(Version.ZERO);
        if (!to.isZero() && !s.bundle().knows(to)) {
            return s.refuse(Verb.STAMP, Refusals.unknownRevision(s, to));
        }
        if (state.adoptableAt().filter(to::equals).isPresent()) {
            return s.perform(Verb.STAMP, Way.STAMP, record(s, Version.ZERO, to));
        }
        if (!request.force()) {
            return s.refuse(
                    Verb.STAMP,
                    state.adoptableAt()
                            .map(at -> Refusals.adoptedElsewhere(s, at, to))
                            .orElseGet(() -> Refusals.notAdopted(s, state)));
        }
        return move(s, request, Version.ZERO);
    }

    private static Decision move(Situation s, Request request, Version at) {
        if (request.to().isEmpty()) {
            return s.refuse(Verb.STAMP, Refusals.stampNeedsTo(s));
        }
        Version to = request.to().get();
        if (to.equals(at)) {
            return s.unchanged(Verb.STAMP, Way.UNCHANGED, "it is at %s already".formatted(at));
        }
        if (to.isAbove(at)) {
            return request.force()
                    ? s.perform(Verb.STAMP, Way.FORCED_STAMP, record(s, at, to))
                    : s.refuse(
                            Verb.STAMP,
                            Refusals.overStamping(s, at, to, s.bundle().between(at, to)));
        }
        return request.force()
                ? s.perform(Verb.STAMP, Way.FORCED_STAMP, withdraw(s, to))
                : s.refuse(Verb.STAMP, Refusals.underStamping(s, at, to));
    }

    private static Plan record(Situation s, Version above, Version upTo) {
        return new Plan(s.state().current(), Upgrade.at(upTo), steps(s.bundle(), above, upTo));
    }

    /** What records everything above the one version and up to the other. */
    static List<Step> steps(Bundle bundle, Version above, Version upTo) {
        List<Step> steps = new ArrayList<>();
        bundle.squashed()
                .filter(snapshot ->
                        snapshot.version().isAbove(above) && !snapshot.version().isAbove(upTo))
                .ifPresent(snapshot -> steps.add(new Step.StampSnapshot(snapshot)));
        bundle.between(above, upTo).forEach(revision -> steps.add(new Step.Stamp(revision)));
        return steps;
    }

    private static Plan withdraw(Situation s, Version downTo) {
        List<Step> steps = new ArrayList<>();
        s.ledger()
                .applied()
                .tailMap(downTo, false)
                .descendingMap()
                .values()
                .forEach(row -> steps.add(new Step.Withdraw(row)));
        // Below a baseline nothing is recorded yet.
        Version stays =
                Optional.ofNullable(s.ledger().applied().floorKey(downTo)).orElse(Version.ZERO);
        steps.addAll(steps(s.bundle(), stays, downTo));
        return new Plan(s.state().current(), Upgrade.at(downTo), steps);
    }
}
