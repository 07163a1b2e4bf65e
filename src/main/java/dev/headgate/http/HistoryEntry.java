package dev.headgate.http;

import dev.headgate.migration.LedgerRow;
import dev.headgate.operation.Operation;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One line of a target's history: a row of its ledger, or an operation. */
public record HistoryEntry(Instant at, Optional<LedgerRow> ledger, Optional<OperationView> operation) {

    /** Both, newest first; rows of one transaction have one time, and keep the order of their ranks. */
    public static List<HistoryEntry> of(List<LedgerRow> rows, List<Operation> operations) {
        return Stream.concat(
                        rows.stream()
                                .map(row -> new HistoryEntry(row.installedOn(), Optional.of(row), Optional.empty())),
                        operations.stream()
                                .map(o -> new HistoryEntry(
                                        o.createdAt(), Optional.empty(), Optional.of(OperationView.of(o)))))
                .sorted(Comparator.comparing(HistoryEntry::at).reversed())
                .toList();
    }
}
