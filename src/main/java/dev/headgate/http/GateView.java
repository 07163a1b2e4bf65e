package dev.headgate.http;

import dev.headgate.gate.Level;
import dev.headgate.gate.Requirement;
import dev.headgate.gate.Verdict;
import dev.headgate.gate.Work;
import dev.headgate.migration.Bundle;
import dev.headgate.migration.Digest;
import dev.headgate.migration.Finding;
import dev.headgate.migration.Sight;
import dev.headgate.migration.Situation;
import dev.headgate.migration.State;
import dev.headgate.migration.Verification;
import dev.headgate.migration.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A gate's answer as JSON.
 *
 * @param requires what was asked for
 * @param operation what is under way on the target
 * @param findings what is not as it should be, the first of them
 * @param observedAt when the target was seen
 * @param age how long that is ago, in seconds
 */
record GateView(
        String target,
        boolean open,
        Verdict.Word verdict,
        String requires,
        String why,
        Optional<String> state,
        Optional<Version> current,
        Optional<Version> head,
        Optional<Digest> bundle,
        Optional<Work> operation,
        List<Finding> findings,
        Instant observedAt,
        long age) {

    private static final int MOST_FINDINGS = 20;

    static GateView of(Level level, Requirement requirement, long age) {
        Verdict verdict = level.verdict(requirement);
        Optional<Situation> situation = level.sight().map(Sight::standing).flatMap(GateView::situation);
        Optional<State> state = situation.map(Situation::state);
        return new GateView(
                level.target().name().text(),
                verdict.isOpen(),
                verdict.word(),
                requirement.words(),
                verdict.sentence(),
                state.map(State::word),
                state.flatMap(State::current),
                situation.map(Situation::bundle).map(Bundle::head),
                situation.map(Situation::bundle).map(Bundle::digest),
                level.work(),
                situation
                        .map(s -> Verification.of(
                                s.state(), level.sight().orElseThrow().reading()))
                        .orElse(List.of())
                        .stream()
                        .limit(MOST_FINDINGS)
                        .toList(),
                level.heardAt(),
                age);
    }

    private static Optional<Situation> situation(Sight.Standing standing) {
        return standing instanceof Sight.Standing.Against against ? Optional.of(against.situation()) : Optional.empty();
    }

    /** All that counts as news; the passing of time does not. */
    GateView timeless() {
        return new GateView(
                target,
                open,
                verdict,
                requires,
                why,
                state,
                current,
                head,
                bundle,
                operation,
                findings,
                Instant.EPOCH,
                0);
    }

    /** For a person. */
    String line() {
        String by =
                bundle.map(digest -> "bundle %s, ".formatted(digest.brief())).orElse("");
        return "%s: %s (%sseen %d s ago)\n".formatted(open ? "open" : "closed", why, by, age);
    }
}
