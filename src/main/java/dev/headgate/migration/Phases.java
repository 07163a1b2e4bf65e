package dev.headgate.migration;

import java.util.Map;
import java.util.Optional;

/** The phases of applied revisions that the active bundle does not hold, as far as they were found out. */
public record Phases(Map<Version, Phase> found) {

    public static final Phases NONE = new Phases(Map.of());

    public Phases {
        found = Map.copyOf(found);
    }

    Optional<Phase> of(LedgerRow row) {
        return row.version().filter(found::containsKey).map(found::get);
    }
}
