package dev.headgate.operation;

import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import java.util.List;

/** The targets in Headgate's care. */
public interface Targets {

    /** All, by name. */
    List<Target> all();

    /**
     * @throws dev.headgate.migration.Refused when there is no such target
     */
    Target named(TargetName name);
}
