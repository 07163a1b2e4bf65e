package dev.headgate.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the ledger tell the truth again: removes the rows of failed scripts, and realigns the versions it is told to.
 * It changes the ledger only, never the schema.
 */
final class Repair {

    private Repair() {}

    static Decision decide(Situation s, Request request) {
        return switch (s.state()) {
            case State.Unreachable u -> s.refuse(Verb.REPAIR, Refusals.unreachable(s, u.reading()));
            case State.Failed f -> s.perform(Verb.REPAIR, Way.REALIGN, plan(s, removeFailures(s)));
            case State.Diverged d ->
                request.versions().isEmpty()
                        ? s.refuse(Verb.REPAIR, Refusals.repairNeedsVersions(s, d))
                        : realign(s, d, request);
            case State.Empty e -> nothing(s);
            case State.Unstamped u -> nothing(s);
            case State.Behind b -> nothing(s);
            case State.Current c -> nothing(s);
            case State.Ahead a -> nothing(s);
        };
    }

    private static Decision nothing(Situation s) {
        return s.unchanged(
                Verb.REPAIR,
                Way.UNCHANGED,
                "it is %s: nothing failed, nothing differs".formatted(s.state().word()));
    }

    private static List<Step> removeFailures(Situation s) {
        return s.ledger().failed().stream().<Step>map(Step.RemoveFailure::new).toList();
    }

    private static Decision realign(Situation s, State.Diverged state, Request request) {
        List<Step> steps = new ArrayList<>();
        for (Version version : request.versions()) {
            Optional<Finding> difference = state.differences().stream()
                    .filter(f -> f.version().filter(version::equals).isPresent())
                    .findFirst();
            if (difference.isEmpty()) {
                return s.refuse(Verb.REPAIR, Refusals.nothingToRealign(s, version));
            }
            if (difference.get().kind() == Finding.Kind.OUT_OF_ORDER && !request.force()) {
                return s.refuse(Verb.REPAIR, Refusals.repairWouldStamp(s, version));
            }
            steps.addAll(realign(s, version, difference.get()));
        }
        return s.perform(Verb.REPAIR, Way.REALIGN, plan(s, steps));
    }

    private static List<Step> realign(Situation s, Version version, Finding difference) {

        return switch (difference.kind()) {
            case CHECKSUM_DIFFERS, DESCRIPTION_DIFFERS ->
                List.of(new Step.Realign(
                        applied(s, version), s.bundle().revision(version).orElseThrow()));
            case MISSING_FROM_BUNDLE -> List.of(new Step.Withdraw(applied(s, version)));
            case OUT_OF_ORDER ->
                List.of(new Step.Stamp(s.bundle().revision(version).orElseThrow()));
            case FOREIGN_UNDO ->
                s.ledger().foreignUndo().stream()
                        .filter(undo -> undo.version().filter(version::equals).isPresent())
                        .<Step>map(Step.Translate::new)
                        .toList();
            case UNREACHABLE,
                    NO_LEDGER,
                    OBJECTS_MISSING,
                    PENDING,
                    UNKNOWN_REVISION,
                    FAILED,
                    UNFINISHED,
                    BUNDLE_PROBLEM -> throw new IllegalStateException(difference.kind() + " is not a difference");
        };
    }

    private static LedgerRow applied(Situation s, Version version) {
        return Optional.ofNullable(s.ledger().applied().get(version)).orElseThrow();
    }

    private static Plan plan(Situation s, List<Step> steps) {
        return new Plan(s.state().current(), s.state().current(), steps);
    }
}
