package dev.headgate.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a target is, compared with its bundle (DESIGN 2). Exactly one holds at a time. */
public sealed interface State {

    /** No connection, or none that may look. */
    record Unreachable(Reading.Unreachable reading) implements State {}

    /** Nothing recorded, nothing there. */
    record Empty() implements State {}

    /**
     * Objects, but no ledger.
     *
     * @param adoptableAt the revision it is taken to be at, when the adoption marker exists
     */
    record Unstamped(List<String> objects, Optional<Version> adoptableAt) implements State {}

    /** The ledger manages this database, and something is pending. */
    record Behind(Optional<Version> current, List<Revision> revisions, List<Repeatable> repeatables) implements State {}

    /** The ledger is at the head of the bundle, nothing is pending. */
    record Current(Version version) implements State {}

    /**
     * The ledger holds revisions above the bundle's head.
     *
     * @param unknown those, oldest first
     */
    record Ahead(Version version, List<Unknown> unknown) implements State {

        /** Whether the bundle's release can run on it all the same. */
        public boolean isCompatible() {
            return unknown.stream().allMatch(Unknown::expands);
        }

        /** Those that keep it from that, oldest first. */
        public List<Unknown> breaking() {
            return unknown.stream().filter(u -> !u.expands()).toList();
        }
    }

    /** Ledger and bundle tell different stories. */
    record Diverged(Optional<Version> current, List<Finding> differences) implements State {}

    /** A step was begun and did not end well. */
    record Failed(Optional<Version> current, List<Finding> failures) implements State {}

    /**
     * The state that facts show.
     *
     * @param ledger what their rows say together
     */
    static State of(Facts facts, Ledger ledger, Bundle bundle, Optional<Adoption> adoption, Phases phases) {
        if (ledger.isBlank() && !facts.objects().isEmpty()) {
            return new Unstamped(facts.objects(), facts.adoptable() ? adoption.map(Adoption::at) : Optional.empty());
        }
        Comparison comparison = new Comparison(ledger, bundle);
        boolean goesOn = facts.holder().isPresent() && ledger.failed().stream().allMatch(LedgerRow::isUnfinished);
        if (!comparison.failures().isEmpty() && !goesOn) {
            return new Failed(ledger.current(), comparison.failures());
        }
        if (!comparison.differences().isEmpty()) {
            return new Diverged(ledger.current(), comparison.differences());
        }
        if (!comparison.unknown().isEmpty()) {
            return new Ahead(
                    ledger.applied().lastKey(),
                    comparison.unknown().stream()
                            .map(row -> new Unknown(row.version().orElseThrow(), row.script(), phases.of(row)))
                            .toList());
        }
        if (ledger.current().isEmpty() && facts.objects().isEmpty()) {
            return new Empty();
        }
        if (ledger.current().isPresent()
                && comparison.pending().isEmpty()
                && comparison.repeatables().isEmpty()) {
            return new Current(ledger.current().get());
        }
        return new Behind(ledger.current(), comparison.pending(), comparison.repeatables());
    }

    /** The one word of DESIGN 2. */
    default String word() {
        return switch (this) {
            case Unreachable u -> "unreachable";
            case Empty e -> "empty";
            case Unstamped u -> "unstamped";
            case Behind b -> "behind";
            case Current c -> "current";
            case Ahead a -> "ahead";
            case Diverged d -> "diverged";
            case Failed f -> "failed";
        };
    }

    /** The newest revision that the ledger says is applied. */
    default Optional<Version> current() {
        return switch (this) {
            case Unreachable u -> Optional.empty();
            case Empty e -> Optional.empty();
            case Unstamped u -> Optional.empty();
            case Behind b -> b.current;
            case Current c -> Optional.of(c.version);
            case Ahead a -> Optional.of(a.version);
            case Diverged d -> d.current;
            case Failed f -> f.current;
        };
    }

    /** What keeps it from being current, for a person; nothing when it is. */
    default List<Finding> findings() {
        return switch (this) {
            case Unreachable u -> List.of(Finding.of(Finding.Kind.UNREACHABLE, u.reading.why()));
            case Empty e -> List.of(Finding.of(Finding.Kind.NO_LEDGER, "nothing is there yet; init creates it"));
            case Unstamped u -> List.of(Finding.of(Finding.Kind.NO_LEDGER, unstamped(u)));
            case Behind b -> pending(b);
            case Current c -> List.of();
            case Ahead a ->
                a.unknown.stream()
                        .map(u -> Finding.of(
                                Finding.Kind.UNKNOWN_REVISION,
                                u.version(),
                                u.script(),
                                "%s is applied, but the bundle does not know it".formatted(u)))
                        .toList();
            case Diverged d -> d.differences;
            case Failed f -> f.failures;
        };
    }

    private static String unstamped(Unstamped state) {
        String objects = String.join(", ", state.objects);
        return state.adoptableAt
                .map(at -> "there are objects (%s) but no ledger; upgrade adopts it at %s".formatted(objects, at))
                .orElse("there are objects (%s) but no ledger; stamp it, or configure adoption".formatted(objects));
    }

    private static List<Finding> pending(Behind state) {
        List<Finding> findings = new ArrayList<>();
        for (Revision revision : state.revisions) {
            findings.add(Finding.of(
                    Finding.Kind.PENDING,
                    revision.version(),
                    revision.forward().file(),
                    "%s is pending: upgrade applies it".formatted(revision.version())));
        }
        for (Repeatable repeatable : state.repeatables) {
            findings.add(new Finding(
                    Finding.Kind.PENDING,
                    Optional.empty(),
                    Optional.of(repeatable.script().file()),
                    "'%s' is new or changed: upgrade applies it".formatted(repeatable.description())));
        }
        return findings;
    }
}
