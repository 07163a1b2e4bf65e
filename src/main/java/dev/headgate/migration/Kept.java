package dev.headgate.migration;

import java.util.Optional;

/** An applied revision as a bundle has it that is kept and not the active one. */
public record Kept(Digest bundle, Revision revision) {

    /** The revision that a row records, where this bundle has it as it was applied, and can undo it. */
    public static Optional<Kept> undoing(LedgerRow row, Bundle bundle) {
        return bundle.applied(row)
                .filter(revision -> revision.undo().isPresent())
                .map(revision -> new Kept(bundle.digest(), revision));
    }
}
