package dev.headgate.migration;

import java.util.List;
import java.util.Optional;

/** One step of a plan. */
public sealed interface Step {

    /**
     * Run a snapshot and record the revisions that it stands for, in one transaction.
     *
     * @param revisions those; empty when their scripts were squashed away, and then the snapshot itself is recorded
     */
    record RunSnapshot(Snapshot snapshot, List<Revision> revisions) implements Step {}

    /** Apply a revision: its script and its ledger row. */
    record Forward(Revision revision) implements Step {}

    /** Apply a repeatable: its script and its ledger row. */
    record Repeat(Repeatable repeatable) implements Step {}

    /**
     * Undo a revision: its undo script and a {@code DELETE} row, in one transaction.
     *
     * @param bundle that has the script, which may be another than the active one
     */
    record Undo(Revision revision, Script undo, Digest bundle) implements Step {}

    /** A change of the ledger alone; neighbours of this kind go into one transaction. */
    sealed interface LedgerChange extends Step {}

    /** Record a revision as applied without running it. */
    record Stamp(Revision revision) implements LedgerChange {}

    /** Record a snapshot, whose revisions were squashed away, as applied without running it. */
    record StampSnapshot(Snapshot snapshot) implements LedgerChange {}

    /** Record with a {@code DELETE} row that what this row says no longer holds. */
    record Withdraw(LedgerRow row) implements LedgerChange {}

    /** Remove the row of a failed script, as Flyway's repair does. */
    record RemoveFailure(LedgerRow row) implements LedgerChange {}

    /** Let a row say what the bundle says: checksum, description and script. */
    record Realign(LedgerRow row, Revision revision) implements LedgerChange {}

    /** Turn a paid edition's undo row into the {@code DELETE} row that means the same. */
    record Translate(LedgerRow row) implements LedgerChange {}

    /** {@code snapshot}, {@code forward}, {@code repeatable}, {@code undo}, {@code stamp} or {@code repair}. */
    default String kind() {
        return switch (this) {
            case RunSnapshot s -> "snapshot";
            case Forward f -> "forward";
            case Repeat r -> "repeatable";
            case Undo u -> "undo";
            case Stamp s -> "stamp";
            case StampSnapshot s -> "stamp";
            case Withdraw w -> "stamp";
            case RemoveFailure r -> "repair";
            case Realign r -> "repair";
            case Translate t -> "repair";
        };
    }

    default Optional<Version> version() {
        return switch (this) {
            case RunSnapshot s -> Optional.of(s.snapshot.version());
            case Forward f -> Optional.of(f.revision.version());
            case Repeat r -> Optional.empty();
            case Undo u -> Optional.of(u.revision.version());
            case Stamp s -> Optional.of(s.revision.version());
            case StampSnapshot s -> Optional.of(s.snapshot.version());
            case Withdraw w -> w.row.version();
            case RemoveFailure r -> r.row.version();
            case Realign r -> r.row.version();
            case Translate t -> t.row.version();
        };
    }

    default String description() {
        return switch (this) {
            case RunSnapshot s -> s.snapshot.description();
            case Forward f -> f.revision.description();
            case Repeat r -> r.repeatable.description();
            case Undo u -> u.revision.description();
            case Stamp s -> s.revision.description();
            case StampSnapshot s -> s.snapshot.description();
            case Withdraw w -> w.row.description();
            case RemoveFailure r -> r.row.description();
            case Realign r -> r.revision.description();
            case Translate t -> t.row.description();
        };
    }

    /** The scripts of revisions that the ledger records as applied once it is done. */
    default List<Script> applied() {
        return switch (this) {
            case RunSnapshot s ->
                s.revisions.isEmpty()
                        ? List.of(s.snapshot.script())
                        : s.revisions.stream().map(Revision::forward).toList();
            case Forward f -> List.of(f.revision.forward());
            case Stamp s -> List.of(s.revision.forward());
            case StampSnapshot s -> List.of(s.snapshot.script());
            case Realign r -> List.of(r.revision.forward());
            case Repeat r -> List.of(); // nothing undoes one
            case Undo u -> List.of();
            case Withdraw w -> List.of();
            case RemoveFailure r -> List.of();
            case Translate t -> List.of();
        };
    }

    /** The bundle that it comes from, where that may be another than the plan's. */
    default Optional<Digest> origin() {
        return this instanceof Undo undo ? Optional.of(undo.bundle) : Optional.empty();
    }

    /** The script that the step runs; none when it changes the ledger only. */
    default Optional<Script> script() {
        return switch (this) {
            case RunSnapshot s -> Optional.of(s.snapshot.script());
            case Forward f -> Optional.of(f.revision.forward());
            case Repeat r -> Optional.of(r.repeatable.script());
            case Undo u -> Optional.of(u.undo);
            case LedgerChange c -> Optional.empty();
        };
    }
}
