package dev.headgate.migration;

import java.util.Map;
import java.util.Optional;

/** Undo scripts of applied revisions that the active bundle cannot undo, as far as bundles that are kept have them. */
public record Undos(Map<Version, Kept> found) {

    public static final Undos NONE = new Undos(Map.of());

    public Undos {
        found = Map.copyOf(found);
    }

    Optional<Kept> of(Version version) {
        return Optional.ofNullable(found.get(version));
    }
}
