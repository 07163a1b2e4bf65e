package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Digest;
import dev.headgate.migration.Facts;
import dev.headgate.migration.Kept;
import dev.headgate.migration.Ledger;
import dev.headgate.migration.LedgerRow;
import dev.headgate.migration.Reading;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Target;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What refers to a bundle, so that it must stay. */
final class InUse {

    private final ActiveBundles active;
    private final Catalogue catalogue;
    private final Databases databases;

    InUse(ActiveBundles active, Catalogue catalogue, Databases databases) {
        this.active = active;
        this.catalogue = catalogue;
        this.databases = databases;
    }

    /**
     * What refers to it, for a person; nothing when nothing does.
     *
     * @throws Refused when that cannot be told: the target or the store does not answer
     */
    Optional<String> by(Target target, Digest digest) {
        Optional<Bundle> current = active.ifAny(target);
        if (current.filter(bundle -> bundle.digest().equals(digest)).isPresent()) {
            return Optional.of("it is the active one");
        }
        return catalogue
                .operationWith(target.name(), digest)
                .map(id ->
                        "operation %s worked with it; operations are kept for headgate.history-retention".formatted(id))
                .or(() -> byLedger(target, digest, current));
    }

    private Optional<String> byLedger(Target target, Digest digest, Optional<Bundle> current) {
        Collection<LedgerRow> rows = Ledger.of(read(target)).applied().values();
        Map<LedgerRow, Digest> appliedBy = catalogue.appliedBy(target.name(), rows);
        List<LedgerRow> referring = rows.stream()
                .filter(row -> Optional.ofNullable(appliedBy.get(row))
                        .map(digest::equals)
                        .orElseGet(() -> current.flatMap(bundle -> Kept.undoing(row, bundle))
                                        .isEmpty()
                                && catalogue.holding(target.name(), row).stream()
                                        .findFirst()
                                        .filter(digest::equals)
                                        .isPresent()))
                .toList();
        return referring.isEmpty()
                ? Optional.empty()
                : Optional.of("%s was applied from it, and is undone by it"
                        .formatted(referring.stream().map(LedgerRow::script).collect(Collectors.joining(", "))));
    }

    private List<LedgerRow> read(Target target) {
        return switch (databases.read(target)) {
            case Facts facts -> facts.ledger();
            case Reading.Unreachable unreachable ->
                throw Refusal.of(
                                unreachable.passing() ? Reason.UNREACHABLE : Reason.ACCESS_REFUSED,
                                "whether the ledger of %s refers to it cannot be told: %s. Ask again when it is up"
                                        .formatted(target.name(), unreachable.why()))
                        .thrown();
        };
    }
}
