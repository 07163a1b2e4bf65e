package dev.headgate.operation;

import dev.headgate.migration.Reading;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Situation;
import dev.headgate.migration.Target;

/** A target as it was seen just now. */
public record Sight(Target target, Reading reading, Standing standing) {

    /** Where it stands against its bundle. */
    public sealed interface Standing {

        /** The bundle is sound, and this is how they compare. */
        record Against(Situation situation) implements Standing {}

        /** The bundle has problems, so there is nothing to compare with. */
        record WithoutBundle(Refusal problems) implements Standing {}
    }

    /**
     * @throws dev.headgate.migration.Refused when the bundle has problems
     */
    public Situation situation() {
        return switch (standing) {
            case Standing.Against against -> against.situation();
            case Standing.WithoutBundle without -> throw without.problems().thrown();
        };
    }
}
