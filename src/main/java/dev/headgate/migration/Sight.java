package dev.headgate.migration;

/** A target as it was seen at one moment. */
public record Sight(Target target, Reading reading, Standing standing) {

    /** Where it stands against its bundle. */
    public sealed interface Standing {

        /** The bundle is sound, and this is how they compare. */
        record Against(Situation situation) implements Standing {}

        /** The bundle has problems, so there is nothing to compare with. */
        record WithoutBundle(Refusal problems) implements Standing {}
    }

    /**
     * @throws Refused when the bundle has problems
     */
    public Situation situation() {
        return switch (standing) {
            case Standing.Against against -> against.situation();
            case Standing.WithoutBundle without -> throw without.problems().thrown();
        };
    }

    /** The same target, which does not answer any more. */
    public Sight lost(Reading.Unreachable reading) {
        return new Sight(
                target,
                reading,
                switch (standing) {
                    case Standing.Against against ->
                        new Standing.Against(
                                Situation.of(target, against.situation().bundle(), reading));
                    case Standing.WithoutBundle without -> without;
                });
    }
}
