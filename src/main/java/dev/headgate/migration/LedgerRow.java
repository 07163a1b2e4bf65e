package dev.headgate.migration;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One row of the ledger, as it stands there.
 *
 * @param rank the order of the rows: {@code installed_rank}
 * @param version none for repeatables and for Flyway's note that it created a schema
 * @param type Flyway's word: {@code SQL}, {@code BASELINE}, {@code SQL_BASELINE}, {@code DELETE}, {@code SCHEMA},
 *     {@code UNDO_SQL}, …
 * @param ms how long the script ran; below zero how far one is that was not finished, see {@link Mark}
 */
public record LedgerRow(
        int rank,
        Optional<Version> version,
        String description,
        String type,
        String script,
        OptionalInt checksum,
        String installedBy,
        Instant installedOn,
        int ms,
        boolean success) {

    boolean isBaseline() {
        return type.equals("BASELINE") || type.equals("SQL_BASELINE");
    }

    boolean isDelete() {
        return type.equals("DELETE");
    }

    /** A script without a transaction that was begun and did not come to an end. */
    boolean isUnfinished() {
        return !success && ms < 0;
    }

    boolean isSchemaNote() {
        return type.equals("SCHEMA");
    }

    /** Written by a paid edition's undo; every command of open-source Flyway fails on it. */
    boolean isForeignUndo() {
        return type.startsWith("UNDO_");
    }
}
