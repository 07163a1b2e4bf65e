package dev.headgate.migration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a ledger's rows say together. The ledger is append-only: a {@code DELETE} row takes back the row of the same
 * version (or, for a repeatable, of the same description) before it.
 */
public final class Ledger {

    private final boolean blank;
    private final int newest;
    private final NavigableMap<Version, LedgerRow> applied = new TreeMap<>();
    private final Map<String, LedgerRow> repeatables = new TreeMap<>();
    private final List<LedgerRow> failed = new ArrayList<>();
    private final List<LedgerRow> foreignUndo = new ArrayList<>();

    private Ledger(List<LedgerRow> rows) {
        blank = rows.stream().allMatch(LedgerRow::isSchemaNote);
        newest = rows.stream().mapToInt(LedgerRow::rank).max().orElse(0);
        rows.stream().sorted(Comparator.comparingInt(LedgerRow::rank)).forEach(this::take);
    }

    public static Ledger of(List<LedgerRow> rows) {
        return new Ledger(rows);
    }

    /** Whether it has never recorded anything: as good as no ledger. */
    public boolean isBlank() {
        return blank;
    }

    /** The rank of the newest row; 0 without one. */
    public int newest() {
        return newest;
    }

    /** The row that counts, for each version that is applied now. */
    public NavigableMap<Version, LedgerRow> applied() {
        return applied;
    }

    /** The row that counts, for each repeatable that is applied now, by description. */
    public Map<String, LedgerRow> repeatables() {
        return repeatables;
    }

    /** The newest version that is applied now. */
    public Optional<Version> current() {
        return applied.isEmpty() ? Optional.empty() : Optional.of(applied.lastKey());
    }

    /** The version below which the ledger says nothing, because it began there. */
    Optional<Version> baseline() {
        return applied.values().stream()
                .filter(LedgerRow::isBaseline)
                .flatMap(row -> row.version().stream())
                .max(Comparator.naturalOrder());
    }

    List<LedgerRow> failed() {
        return failed;
    }

    List<LedgerRow> foreignUndo() {
        return foreignUndo;
    }

    private void take(LedgerRow row) {
        if (row.isSchemaNote()) {
            return;
        }
        if (row.isForeignUndo()) {
            foreignUndo.add(row);
            row.version().ifPresent(applied::remove);
        } else if (!row.success()) {
            failed.add(row);
        } else if (row.isDelete()) {
            row.version().ifPresentOrElse(applied::remove, () -> repeatables.remove(row.description()));
        } else {
            row.version()
                    .ifPresentOrElse(
                            version -> applied.put(version, row), () -> repeatables.put(row.description(), row));
        }
    }
}
