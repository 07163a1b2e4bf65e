package dev.headgate.operation;

import dev.headgate.migration.Kept;
import dev.headgate.migration.LedgerRow;
import dev.headgate.migration.Target;
import dev.headgate.migration.Undos;
import dev.headgate.migration.Version;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds undo scripts in kept bundles: that of the bundle which applied the revision, or else of any that has it as it was. */
public final class KeptUndos {

    private final Catalogue catalogue;
    private final Library library;

    public KeptUndos(Catalogue catalogue, Library library) {
        this.catalogue = catalogue;
        this.library = library;
    }

    /**
     * @param rows what is applied and the active bundle cannot undo
     * @throws dev.headgate.migration.Refused when the store does not answer
     */
    public Undos of(Target target, Collection<LedgerRow> rows) {
        Map<Version, Kept> found = new HashMap<>();
        for (LedgerRow row : rows) {
            find(target, row).ifPresent(kept -> found.put(row.version().orElseThrow(), kept));
        }
        return new Undos(found);
    }

    private Optional<Kept> find(Target target, LedgerRow row) {
        return catalogue.holding(target.name(), row).stream()
                .flatMap(digest -> library.find(digest).stream())
                .flatMap(bundle -> Kept.undoing(row, bundle).stream())
                .findFirst();
    }
}
