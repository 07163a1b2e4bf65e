package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import java.util.List;

/** The targets in Headgate's care, and the bundle of each. */
public interface Targets {

    /** All, by name. */
    List<Target> all();

    /**
     * @throws dev.headgate.migration.Refused when there is no such target
     */
    Target named(TargetName name);

    /**
     * The target's active bundle.
     *
     * @throws dev.headgate.migration.Refused when its scripts have problems, listing all of them
     */
    Bundle bundleOf(Target target);
}
