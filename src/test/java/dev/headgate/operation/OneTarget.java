package dev.headgate.operation;

import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import java.util.List;

/** A configuration with one target. */
record OneTarget(Target target) implements Targets {

    @Override
    public List<Target> all() {
        return List.of(target);
    }

    @Override
    public Target named(TargetName name) {
        return target;
    }
}
