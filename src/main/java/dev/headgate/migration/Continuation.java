package dev.headgate.migration;

import java.util.Optional;

/** Whether a bundle continues what was applied to a target, so that it may become the active one. */
public final class Continuation {

    private Continuation() {}

    /**
     * Why it does not: it differs from the ledger, or is older than what it cannot run on. What is empty, behind or half
     * done is for the verbs to deal with.
     *
     * @param situation of the target with that bundle
     */
    public static Optional<Refusal> obstacle(Situation situation) {
        return switch (situation.state()) {
            case State.Unreachable unreachable -> Optional.of(Refusals.unreachable(situation, unreachable.reading()));
            case State.Diverged diverged -> Optional.of(Refusals.diverged(situation, diverged));
            case State.Ahead ahead ->
                Upgrade.decide(situation, Request.of(Verb.UPGRADE)) instanceof Decision.Refuse refuse
                        ? Optional.of(refuse.refusal())
                        : Optional.empty();
            case State.Empty e -> Optional.empty();
            case State.Unstamped u -> Optional.empty();
            case State.Behind b -> Optional.empty();
            case State.Current c -> Optional.empty();
            case State.Failed f -> Optional.empty();
        };
    }
}
