package dev.headgate.gate;

import dev.headgate.gate.Verdict.Word;
import dev.headgate.migration.Compatibility;
import dev.headgate.migration.Facts;
import dev.headgate.migration.Finding;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Release;
import dev.headgate.migration.Rollback;
import dev.headgate.migration.Sight;
import dev.headgate.migration.Situation;
import dev.headgate.migration.State;
import dev.headgate.migration.Unknown;
import dev.headgate.migration.Version;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * When a gate is open: pure functions from what is known of a target, and the one place with their sentences.
 *
 * <p>{@code atLeast} and {@code exactly} speak of what is up to their revision, whatever is above it: a workload that needs 8 is
 * not kept from starting because 9 failed.
 */
final class Rules {

    private static final int MOST_FINDINGS = 3; // a person reads the line

    private Rules() {}

    static Verdict judge(Requirement requirement, Level level) {
        if (level.sight().isEmpty()) {
            return new Verdict(
                    Word.NOT_SEEN_YET,
                    "%s was not looked at yet; ask again"
                            .formatted(level.target().name()));
        }
        Sight sight = level.sight().get();
        Verdict verdict =
                switch (sight.standing()) {
                    case Sight.Standing.WithoutBundle without ->
                        new Verdict(
                                withoutBundle(without.problems()),
                                without.problems().sentence());
                    case Sight.Standing.Against against ->
                        judge(requirement, sight, against.situation(), level.releases());
                };
        return level.work()
                .filter(work -> !verdict.isOpen())
                .map(work -> new Verdict(verdict.word(), "%s; %s".formatted(verdict.sentence(), work.words())))
                .orElse(verdict);
    }

    private static Word withoutBundle(Refusal why) {
        return switch (why.reason()) {
            case NO_BUNDLE -> Word.NO_BUNDLE;
            case STORE_UNAVAILABLE -> Word.NOT_SEEN_YET; // which bundle it is, the store has yet to tell
            default -> Word.BUNDLE_INVALID;
        };
    }

    private static Verdict judge(Requirement requirement, Sight sight, Situation s, Optional<List<Release>> releases) {
        Optional<Version> current = s.state().current();
        if (current.isEmpty()) {
            return head(s);
        }
        if (sight.reading() instanceof Facts facts && facts.objects().isEmpty()) {
            return verdict(
                    Word.OBJECTS_MISSING,
                    s,
                    "the ledger is at %s, but the managed schemas hold nothing: were they dropped, or only the ledger restored?"
                            .formatted(current.get()));
        }
        return switch (requirement) {
            case Requirement.Head head -> head(s);
            case Requirement.AtLeast atLeast -> atLeast(s, current.get(), atLeast.revision());
            case Requirement.Exactly exactly -> exactly(s, current.get(), exactly.revision());
            case Requirement.OfRelease of -> ofRelease(s, current.get(), of.release(), releases);
        };
    }

    /** What the state alone says: of the head of the bundle, and of all that is asked where nothing is applied. */
    private static Verdict head(Situation s) {
        return switch (s.state()) {
            case State.Unreachable u ->
                verdict(
                        Word.UNREACHABLE,
                        s,
                        "it cannot be reached: %s".formatted(u.reading().why()));
            case State.Empty e -> verdict(Word.EMPTY, s, "it is empty; ensure creates it");
            case State.Unstamped u ->
                verdict(Word.UNSTAMPED, s, sentences(s.state().findings()));
            case State.Behind b -> verdict(Word.BEHIND, s, pending(s, b));
            case State.Current c ->
                verdict(Word.CURRENT, s, "it is at %s, the head of its bundle".formatted(c.version()));
            case State.Ahead a -> ahead(s, a);
            case State.Diverged d -> verdict(Word.DIVERGED, s, sentences(d.differences()));
            case State.Failed f -> verdict(Word.FAILED, s, sentences(f.failures()));
        };
    }

    private static Verdict ahead(Situation s, State.Ahead state) {
        String where = "it is at %s, above the bundle's head %s"
                .formatted(state.version(), s.bundle().head());
        return switch (s.target().onAhead()) {
            case TOLERATE -> verdict(Word.AHEAD_TOLERATED, s, where + ", which this target tolerates");
            case REFUSE ->
                verdict(
                        Word.AHEAD,
                        s,
                        "%s; deploy the newer release, or ask for what is needed: atLeast=%s"
                                .formatted(where, s.bundle().head()));
            case COMPATIBLE ->
                state.isCompatible()
                        ? verdict(
                                Word.AHEAD_COMPATIBLE,
                                s,
                                "%s, by expand steps only: %s".formatted(where, Unknown.listed(state.unknown())))
                        : verdict(
                                Word.AHEAD_INCOMPATIBLE,
                                s,
                                "%s, and that cannot run on %s; deploy the newer release"
                                        .formatted(where, Unknown.listed(state.breaking())));
        };
    }

    private static Verdict ofRelease(Situation s, Version current, String asked, Optional<List<Release>> releases) {
        List<Release> known = Stream.concat(releases.stream().flatMap(List::stream), Stream.of(Release.of(s.bundle())))
                .toList(); // its own it knows without the store
        if (releases.isEmpty() && known.stream().noneMatch(release -> release.isCalled(asked))) {
            return verdict(
                    Word.UNKNOWN_RELEASE, s, "which releases it has had is not known: the store has not told yet");
        }
        try {
            Release release = Rollback.release(s.target().name(), asked, known);
            Version top = release.serves().to();
            Compatibility compatibility = Compatibility.of(release, s);
            String why = compatibility.why();
            return switch (compatibility) {
                case Compatibility.Serves serves ->
                    soundUpTo(current, s).orElseGet(() -> verdict(Word.CURRENT, s, why));
                case Compatibility.AheadCompatible ahead ->
                    soundUpTo(top, s).orElseGet(() -> verdict(Word.AHEAD_COMPATIBLE, s, why));
                case Compatibility.AheadIncompatible ahead ->
                    verdict(Word.AHEAD_INCOMPATIBLE, s, why + "; deploy a newer release");
                case Compatibility.Behind behind -> below(s, current, behind.from());
            };
        } catch (Refused unknown) {
            return new Verdict(Word.UNKNOWN_RELEASE, unknown.refusal().sentence());
        }
    }

    private static Verdict atLeast(Situation s, Version current, Version revision) {
        return current.isBelow(revision)
                ? below(s, current, revision)
                : soundUpTo(revision, s)
                        .orElseGet(() -> verdict(
                                Word.APPLIED,
                                s,
                                current.equals(revision)
                                        ? "it is at %s".formatted(current)
                                        : "it is at %s, and %s is applied".formatted(current, revision)));
    }

    private static Verdict exactly(Situation s, Version current, Version revision) {
        if (current.isBelow(revision)) {
            return below(s, current, revision);
        }
        if (current.isAbove(revision)) {
            return verdict(
                    Word.ABOVE,
                    s,
                    "it is at %s, above %s; deploy the release for that, or downgrade".formatted(current, revision));
        }
        return s.state() instanceof State.Failed
                ? head(s) // what failed is above it, and may have left something
                : soundUpTo(revision, s).orElseGet(() -> verdict(Word.APPLIED, s, "it is at %s".formatted(current)));
    }

    private static Verdict below(Situation s, Version current, Version revision) {
        if (s.state() instanceof State.Failed || s.state() instanceof State.Diverged) {
            return head(s);
        }
        return verdict(
                Word.BEHIND,
                s,
                s.bundle().knows(revision)
                        ? "it is at %s, below %s; upgrade applies it".formatted(current, revision)
                        : "it is at %s, below %s, which its bundle does not know either; give Headgate the bundle that has it, then upgrade"
                                .formatted(current, revision));
    }

    /** Why what is up to the revision is not to be trusted, if it is not. */
    private static Optional<Verdict> soundUpTo(Version revision, Situation s) {
        List<Finding> faults = s.faultsUpTo(revision);
        boolean failed =
                faults.stream().anyMatch(f -> f.kind() == Finding.Kind.FAILED || f.kind() == Finding.Kind.UNFINISHED);
        return faults.isEmpty()
                ? Optional.empty()
                : Optional.of(verdict(failed ? Word.FAILED : Word.DIVERGED, s, sentences(faults)));
    }

    private static String pending(Situation s, State.Behind state) {
        if (state.current().isEmpty()) {
            return "no revision is applied; ensure applies them";
        }
        String at = "it is at %s".formatted(state.current().get());
        return state.revisions().isEmpty()
                ? "%s, and repeatable scripts are new or changed; upgrade applies them".formatted(at)
                : "%s, and its bundle goes up to %s (pending: %d); upgrade applies that"
                        .formatted(at, s.bundle().head(), state.revisions().size());
    }

    private static String sentences(List<Finding> findings) {
        String first =
                findings.stream().limit(MOST_FINDINGS).map(Finding::sentence).collect(Collectors.joining("; "));
        return findings.size() > MOST_FINDINGS
                ? "%s; and %d more".formatted(first, findings.size() - MOST_FINDINGS)
                : first;
    }

    private static Verdict verdict(Word word, Situation s, String sentence) {
        return new Verdict(word, "%s: %s".formatted(s.target().name(), sentence));
    }
}
