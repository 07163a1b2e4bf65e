package dev.headgate.migration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Whether a release can run on a database: by the window that it serves, and beyond that by what was done since. */
public sealed interface Compatibility {

    /** One sentence for a person, without a full stop. */
    String why();

    /** Where the database is, or will be; nothing where nothing is applied. */
    Optional<Version> at();

    /** The database is within the release's window. */
    record Serves(Optional<Version> at, String why) implements Compatibility {}

    /**
     * It is above, by expand steps only.
     *
     * @param unknown those, oldest first
     */
    record AheadCompatible(Optional<Version> at, List<Unknown> unknown, String why) implements Compatibility {}

    /**
     * It is above, and not by expand steps only.
     *
     * @param breaking what the release cannot run on, oldest first; never empty
     */
    record AheadIncompatible(Optional<Version> at, List<Unknown> breaking, String why) implements Compatibility {}

    /**
     * It is below.
     *
     * @param from what the release needs at least
     */
    record Behind(Optional<Version> at, Version from, String why) implements Compatibility {}

    /** Whether the release can run on what is applied now. */
    static Compatibility of(Release release, Situation situation) {
        return judge(release, situation.ledger().current(), applied(situation), "is");
    }

    /** The same once all that is pending up to the head of the active bundle is applied too. */
    static Compatibility afterUpgrade(Release release, Situation situation) {
        List<Unknown> steps = new ArrayList<>(applied(situation));
        steps.addAll(pending(situation));
        Optional<Version> at = steps.stream().map(Unknown::version).max(Comparator.naturalOrder());
        return judge(release, at, steps, steps.size() == applied(situation).size() ? "is" : "will be");
    }

    private static Compatibility judge(Release release, Optional<Version> at, List<Unknown> steps, String verb) {
        Window serves = release.serves();
        if (at.isEmpty() || at.get().isBelow(serves.from())) {
            String where = at.map(Version::toString).orElse("no revision");
            return new Behind(
                    at,
                    serves.from(),
                    "release %s needs %s at least, and the database %s at %s"
                            .formatted(release, serves.from(), verb, where));
        }
        if (serves.holds(at.get())) {
            return new Serves(
                    at, "release %s serves %s, and the database %s at %s".formatted(release, serves, verb, at.get()));
        }
        List<Unknown> above = steps.stream()
                .filter(step -> step.version().isAbove(serves.to()))
                .toList();
        List<Unknown> breaking = above.stream().filter(step -> !step.expands()).toList();
        String where = "the database %s at %s, above %s, the newest that release %s serves"
                .formatted(verb, at.get(), serves.to(), release);
        return breaking.isEmpty()
                ? new AheadCompatible(at, above, "%s, by expand steps only: %s".formatted(where, Unknown.listed(above)))
                : new AheadIncompatible(
                        at, breaking, "%s, and that cannot run on %s".formatted(where, Unknown.listed(breaking)));
    }

    /** The ledger's own, oldest first: a phase by the active bundle where it has that very script, else as found out. */
    private static List<Unknown> applied(Situation situation) {
        return situation.ledger().applied().entrySet().stream()
                .map(entry -> new Unknown(
                        entry.getKey(),
                        entry.getValue().script(),
                        situation
                                .bundle()
                                .applied(entry.getValue())
                                .map(Revision::phase)
                                .or(() -> situation.phases().of(entry.getValue()))))
                .toList();
    }

    private static List<Unknown> pending(Situation situation) {
        Bundle bundle = situation.bundle();
        List<Unknown> steps = new ArrayList<>();
        if (situation.ledger().current().isEmpty()) {
            bundle.squashed() // nothing but this leads there, and what it holds nobody can tell
                    .map(s -> new Unknown(s.version(), s.script().file(), Optional.empty()))
                    .ifPresent(steps::add);
        }
        new Comparison(situation.ledger(), bundle)
                .pending()
                .forEach(revision -> steps.add(
                        new Unknown(revision.version(), revision.forward().file(), Optional.of(revision.phase()))));
        return steps;
    }
}
