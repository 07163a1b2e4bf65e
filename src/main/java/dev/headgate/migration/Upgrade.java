package dev.headgate.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes a database up to a revision: the column "upgrade" of the decision table. */
final class Upgrade {

    private Upgrade() {}

    static Decision decide(Situation s, Request request) {
        return switch (s.state()) {
            case State.Unreachable u -> s.refuse(Verb.UPGRADE, Refusals.unreachable(s, u.reading()));
            case State.Empty e ->
                s.bundle().squashed().isPresent()
                        ? Init.create(s, Verb.UPGRADE, request) // there is nothing left to replay
                        : s.perform(Verb.UPGRADE, Way.REPLAY, climb(s, List.of(), Version.ZERO, request));
            case State.Unstamped u -> adopt(s, u, request);
            case State.Behind b -> apply(s, b, request);
            case State.Current c ->
                s.unchanged(Verb.UPGRADE, Way.UNCHANGED, "it is at %s already".formatted(c.version()));
            case State.Ahead a -> leave(s, a);
            case State.Diverged d -> s.refuse(Verb.UPGRADE, Refusals.diverged(s, d));
            case State.Failed f -> resume(s, f, request);
        };
    }

    private static Decision leave(Situation s, State.Ahead state) {
        return switch (s.target().onAhead()) {
            case COMPATIBLE ->
                state.isCompatible()
                        ? s.unchanged(Verb.UPGRADE, Way.COMPATIBLE, left(s, state, "by expand steps only"))
                        : s.refuse(Verb.UPGRADE, Refusals.aheadAndIncompatible(s, state));
            case TOLERATE -> s.unchanged(Verb.UPGRADE, Way.TOLERATED, left(s, state, "which this target tolerates"));
            case REFUSE -> s.refuse(Verb.UPGRADE, Refusals.ahead(s, state));
        };
    }

    private static String left(Situation s, State.Ahead state, String why) {
        return "it is at %s, above the bundle's head %s, %s"
                .formatted(state.version(), s.bundle().head(), why);
    }

    private static Decision adopt(Situation s, State.Unstamped state, Request request) {
        if (state.adoptableAt().isEmpty()) {
            return s.refuse(Verb.UPGRADE, Refusals.notAdopted(s, state));
        }
        Version at = state.adoptableAt().get();
        if (!s.bundle().knows(at)) {
            return s.refuse(Verb.UPGRADE, Refusals.unknownAdoption(s, at));
        }
        return s.perform(Verb.UPGRADE, Way.ADOPT, climb(s, Stamp.steps(s.bundle(), Version.ZERO, at), at, request));
    }

    private static Decision apply(Situation s, State.Behind state, Request request) {
        Version from = state.current().orElse(Version.ZERO);
        Plan plan = climb(s, List.of(), from, request);
        return plan.steps().isEmpty()
                ? s.unchanged(
                        Verb.UPGRADE,
                        Way.UNCHANGED,
                        "it is at %s already; the bundle's head is %s"
                                .formatted(from, s.bundle().head()))
                : s.perform(Verb.UPGRADE, Way.APPLY, plan);
    }

    /** What was begun without a transaction is gone on with, if it is still to be done and nothing else is wrong. */
    private static Decision resume(Situation s, State.Failed state, Request request) {
        Comparison comparison = new Comparison(s.ledger(), s.bundle());
        Plan plan = climb(s, List.of(), state.current().orElse(Version.ZERO), request);
        boolean isWhole = comparison.differences().isEmpty()
                && comparison.unknown().isEmpty()
                && s.ledger().failed().stream()
                        .allMatch(row -> row.isUnfinished()
                                && s.bundle().holds(row)
                                && plan.steps().stream()
                                        .flatMap(step -> step.script().stream())
                                        .anyMatch(script -> script.file().equals(row.script())));
        return isWhole ? s.perform(Verb.UPGRADE, Way.RESUME, plan) : s.refuse(Verb.UPGRADE, Refusals.failed(s, state));
    }

    /**
     * The steps already decided, then every revision above them up to the goal. Repeatables come last, and only where
     * the goal is the head: they may speak of anything the bundle creates.
     */
    static Plan climb(Situation s, List<Step> first, Version from, Request request) {
        Version goal = request.to().orElse(s.bundle().head());
        List<Step> steps = new ArrayList<>(first);
        s.bundle().between(from, goal).forEach(revision -> steps.add(new Step.Forward(revision)));
        if (!goal.isBelow(s.bundle().head())) {
            pendingRepeatables(s).forEach(repeatable -> steps.add(new Step.Repeat(repeatable)));
        }
        Optional<Version> to = goal.isAbove(from) ? Optional.of(goal) : at(from);
        return new Plan(s.state().current(), to, steps);
    }

    static Optional<Version> at(Version version) {
        return version.isZero() ? Optional.empty() : Optional.of(version);
    }

    private static List<Repeatable> pendingRepeatables(Situation s) {
        return new Comparison(s.ledger(), s.bundle()).repeatables();
    }
}
