package dev.headgate.gate;

import dev.headgate.migration.Version;

/** What a workload needs of a target before it starts. */
public sealed interface Requirement {

    /** The head of the active bundle. */
    record Head() implements Requirement {}

    /** This revision or a newer one. */
    record AtLeast(Version revision) implements Requirement {}

    /** This revision and no other. */
    record Exactly(Version revision) implements Requirement {}

    /** As the query says it: {@code head}, {@code atLeast 8}. */
    default String words() {
        return switch (this) {
            case Head head -> "head";
            case AtLeast atLeast -> "atLeast " + atLeast.revision;
            case Exactly exactly -> "exactly " + exactly.revision;
        };
    }
}
