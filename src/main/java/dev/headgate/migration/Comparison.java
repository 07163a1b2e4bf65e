package dev.headgate.migration;

import dev.headgate.migration.Finding.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A ledger held against a bundle, row by row and revision by revision. */
final class Comparison {

    private final Ledger ledger;
    private final Bundle bundle;
    private final List<Finding> failures = new ArrayList<>();
    private final List<Finding> differences = new ArrayList<>();
    private final List<LedgerRow> unknown = new ArrayList<>();
    private final List<Revision> pending = new ArrayList<>();
    private final List<Repeatable> repeatables;

    Comparison(Ledger ledger, Bundle bundle) {
        this.ledger = ledger;
        this.bundle = bundle;
        ledger.failed().forEach(this::failed);
        ledger.foreignUndo().forEach(this::foreignUndo);
        bundle.revisions().forEach(this::compare);
        ledger.applied().forEach(this::lookUp);
        ledger.current().ifPresent(this::checkSquashed);
        repeatables = bundle.repeatables().stream().filter(this::isPending).toList();
    }

    List<Finding> failures() {
        return failures;
    }

    List<Finding> differences() {
        return differences;
    }

    /** Applied above its head, oldest first. */
    List<LedgerRow> unknown() {
        return unknown;
    }

    List<Revision> pending() {
        return pending;
    }

    List<Repeatable> repeatables() {
        return repeatables;
    }

    private void failed(LedgerRow row) {
        if (row.isUnfinished()) {
            unfinished(row);
            return;
        }
        failures.add(new Finding(
                Kind.FAILED,
                row.version(),
                Optional.of(row.script()),
                "%s failed half way on %s; look at what it left, then repair"
                        .formatted(row.script(), row.installedOn())));
    }

    private void unfinished(LedgerRow row) {
        failures.add(new Finding(
                Kind.UNFINISHED,
                row.version(),
                Optional.of(row.script()),
                "%s was begun on %s and not finished: %s. %s"
                        .formatted(row.script(), row.installedOn(), Mark.of(row.ms()), wayOn(row))));
    }

    private String wayOn(LedgerRow row) {
        if (row.isDelete()) {
            return "It is an undo, which nothing goes on with; look at what it did, then repair";
        }
        if (row.version().filter(bundle.head()::isBelow).isPresent()) {
            return "The active bundle does not know it: ask again with the one that it came with, which goes on with it; else look at what it did, then repair";
        }
        if (!bundle.holds(row)) {
            return "It is not as it was then; look at what it did, then repair";
        }
        return Mark.of(row.ms()).underWay()
                ? "upgrade looks what became of that, and goes on with it where that can be told"
                : "upgrade goes on with it";
    }

    private void foreignUndo(LedgerRow row) {
        differences.add(new Finding(
                Kind.FOREIGN_UNDO,
                row.version(),
                Optional.of(row.script()),
                "the ledger's row %d is of type %s, written by a paid Flyway edition; open-source Flyway fails on it. repair with this version turns it into a DELETE row, which says the same"
                        .formatted(row.rank(), row.type())));
    }

    private void compare(Revision revision) {
        Optional<LedgerRow> row = Optional.ofNullable(ledger.applied().get(revision.version()));
        if (row.isPresent()) {
            compare(revision, row.get());
        } else if (ledger.baseline().filter(revision.version()::isBelow).isPresent()) {
            return; // the ledger began above it
        } else if (ledger.current().filter(revision.version()::isBelow).isPresent()) {
            differences.add(Finding.of(
                    Kind.OUT_OF_ORDER,
                    revision.version(),
                    revision.forward().file(),
                    "%s is not applied, although the database is at %s already"
                            .formatted(revision.version(), ledger.current().orElseThrow())));
        } else {
            pending.add(revision);
        }
    }

    private void compare(Revision revision, LedgerRow row) {
        if (row.isBaseline()) {
            return; // it stands for the whole schema as of then, not for this script
        }
        if (!revision.forward().matches(row.checksum())) {
            differences.add(Finding.of(
                    Kind.CHECKSUM_DIFFERS,
                    revision.version(),
                    revision.forward().file(),
                    "%s has checksum %d, but %d was applied: it was edited afterwards"
                            .formatted(
                                    revision.forward().file(),
                                    revision.forward().checksum(),
                                    row.checksum().orElseThrow())));
        } else if (!revision.description().equals(row.description())) {
            differences.add(Finding.of(
                    Kind.DESCRIPTION_DIFFERS,
                    revision.version(),
                    revision.forward().file(),
                    "%s was applied as '%s'".formatted(revision.forward().file(), row.description())));
        }
    }

    private void lookUp(Version version, LedgerRow row) {
        if (version.isAbove(bundle.head())) {
            unknown.add(row); // a baseline too: it stands for a schema that this bundle does not know
        } else if (bundle.revision(version).isEmpty() && !row.isBaseline() && !bundle.isSquashed(version)) {
            differences.add(Finding.of(
                    Kind.MISSING_FROM_BUNDLE,
                    version,
                    row.script(),
                    "%s (%s) was applied, but the bundle lacks it".formatted(version, row.script())));
        }
    }

    /** What comes before the snapshot is not in the bundle any more; to go on above it would skip that for ever. */
    private void checkSquashed(Version current) {
        bundle.squashed()
                .filter(s -> current.isBelow(s.version()))
                .ifPresent(snapshot -> differences.add(new Finding(
                        Kind.MISSING_FROM_BUNDLE,
                        Optional.empty(),
                        Optional.of(snapshot.script().file()),
                        "it is at %s, and the scripts from there to %s were squashed into %s, which can only create; upgrade to %s with a bundle that has them first"
                                .formatted(
                                        current,
                                        snapshot.version(),
                                        snapshot.script().file(),
                                        snapshot.version()))));
    }

    private boolean isPending(Repeatable repeatable) {
        return Optional.ofNullable(ledger.repeatables().get(repeatable.description()))
                .filter(row -> repeatable.script().matches(row.checksum()))
                .isEmpty();
    }
}
