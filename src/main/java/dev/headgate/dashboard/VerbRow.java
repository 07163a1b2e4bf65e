package dev.headgate.dashboard;

import dev.headgate.migration.Decision;
import dev.headgate.migration.Finding;
import dev.headgate.migration.Plan;
import dev.headgate.migration.Situation;
import dev.headgate.migration.State;
import dev.headgate.migration.Step;
import dev.headgate.migration.Verb;
import dev.headgate.migration.Version;
import dev.headgate.migration.Way;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a verb would do to a target now.
 *
 * @param words the verb, with what it was asked with where it needs that
 * @param row of the decision table, by its word
 * @param outcome {@code applied}, {@code unchanged} or {@code refused}
 * @param query that plans it
 */
public record VerbRow(String words, String row, String outcome, String sentence, String query) {

    private static final int SHORT = 80; // characters of a sentence that may be said again and again
    private static final int FEW = 20; // versions of a link: a browser's request line has an end, at 4096 bytes

    /**
     * For all of them. The ones that have to be told more are asked with what is the most likely; what was said of one is
     * not said again of another.
     */
    static List<VerbRow> of(Situation situation) {
        Map<String, String> said = new HashMap<>();
        return Stream.of(Verb.values())
                .map(verb -> of(situation, likely(situation, verb)))
                .map(row -> Optional.of(row.sentence)
                        .filter(sentence -> sentence.length() > SHORT)
                        .map(sentence -> said.putIfAbsent(sentence, row.words))
                        .map(before -> row.saying("the same as %s.".formatted(before)))
                        .orElse(row))
                .toList();
    }

    private VerbRow saying(String other) {
        return new VerbRow(words, row, outcome, other, query);
    }

    private static VerbRow of(Situation situation, Ask ask) {
        Decision decision = situation.decide(ask.request());
        return new VerbRow(ask.words(), decision.row().word(), outcome(decision), sentence(decision), ask.query());
    }

    private static Ask likely(Situation s, Verb verb) {
        return switch (verb) {
            case INIT, UPGRADE, ENSURE -> Ask.of(verb);
            case STAMP ->
                s.state() instanceof State.Unstamped
                        ? Ask.of(verb)
                        : Ask.of(verb, Optional.of(s.bundle().head()));
            case DOWNGRADE -> Ask.of(verb, Optional.of(below(s)));
            case REPAIR ->
                new Ask(verb, Optional.empty(), differing(s).stream().limit(FEW).toList(), false);
        };
    }

    /** The revision before the current one. */
    static Version below(Situation s) {
        return s.state()
                .current()
                .map(current -> s.ledger().applied().lowerKey(current))
                .orElse(Version.ZERO);
    }

    static List<Version> differing(Situation s) {
        return s.state() instanceof State.Diverged diverged
                ? diverged.differences().stream()
                        .map(Finding::version)
                        .flatMap(Optional::stream)
                        .distinct()
                        .toList()
                : List.of();
    }

    static String outcome(Decision decision) {
        return switch (decision) {
            case Decision.Perform perform -> "applied";
            case Decision.Unchanged unchanged -> "unchanged";
            case Decision.Refuse refuse -> "refused";
        };
    }

    /** For a person. */
    static String sentence(Decision decision) {
        return switch (decision) {
            case Decision.Perform perform -> sentence(perform.row().way(), perform.plan());
            case Decision.Unchanged unchanged -> Sentence.of("nothing to do: " + unchanged.why());
            case Decision.Refuse refuse -> Sentence.of(refuse.refusal().sentence());
        };
    }

    private static String sentence(Way way, Plan plan) {
        String from = plan.from().map(Version::toString).orElse("nothing");
        String to = plan.to().map(Version::toString).orElse("nothing");
        return "%s: %s%s.%s"
                .formatted(
                        words(way),
                        Sentence.count(plan.steps().size(), "step", "steps"),
                        from.equals(to) ? "" : ", from %s to %s".formatted(from, to),
                        begunAgain(plan));
    }

    /** The ledger's row is all that tells how far a script without a transaction came. */
    private static String begunAgain(Plan plan) {
        String scripts = plan.steps().stream()
                .filter(Step.RemoveFailure.class::isInstance)
                .map(step -> ((Step.RemoveFailure) step).row().script())
                .collect(Collectors.joining(", "));
        return scripts.isEmpty()
                ? ""
                : " How far %s came is forgotten: the next upgrade runs it from its first statement, whatever of it is done already."
                        .formatted(scripts);
    }

    private static String words(Way way) {
        return switch (way) {
            case SNAPSHOT -> "runs the newest snapshot, and applies what is above it";
            case REPLAY -> "applies every revision from the first";
            case ADOPT -> "records the adoption revision, and applies the rest";
            case APPLY -> "applies what is pending";
            case RESUME ->
                "goes on with the script that was not finished, after its statements that are done, and applies what is pending";
            case UNDO -> "runs undo scripts, newest first, which drop data";
            case STAMP -> "changes the ledger only, and runs nothing";
            case FORCED_STAMP -> "changes the ledger only, against the rules";
            case REALIGN -> "changes the ledger only, so that it agrees with the bundle";
            case UNCHANGED, LEFT_UNSTAMPED, COMPATIBLE, TOLERATED -> "does nothing";
            case REFUSED -> "is refused";
        };
    }
}
