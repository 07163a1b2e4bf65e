package dev.headgate.migration;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A revision that is applied, or will be, and that somebody does not know: a bundle, or the release that came with it.
 *
 * @param phase what it says it does to those; none where no bundle that is known has it
 */
public record Unknown(Version version, String script, Optional<Phase> phase) {

    /** Whether who does not know it can go on all the same. */
    public boolean expands() {
        return phase.filter(Phase.EXPAND::equals).isPresent();
    }

    /** Several, for a person. */
    public static String listed(List<Unknown> several) {
        return several.stream().map(Unknown::toString).collect(Collectors.joining(", "));
    }

    /** For a person. */
    @Override
    public String toString() {
        return "%s (%s, %s)"
                .formatted(
                        version,
                        script,
                        phase.map(Phase::word).orElse("of a phase that is not known, so it counts as contract"));
    }
}
