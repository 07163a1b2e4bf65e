package dev.headgate.operation;

import dev.headgate.migration.Reading;
import dev.headgate.migration.Target;

/** Looks at targets. */
public interface Databases {

    /**
     * What the target's database says of itself now, in one round trip and one snapshot. An unreachable database is an
     * answer, not an exception; it comes within a few seconds.
     */
    Reading read(Target target);

    /** The same, without keeping a session for the next time: for looking at many targets at once. */
    Reading glance(Target target);
}
