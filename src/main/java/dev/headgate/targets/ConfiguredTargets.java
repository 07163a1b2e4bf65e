package dev.headgate.targets;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.operation.Targets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The targets of the configuration. */
public final class ConfiguredTargets implements Targets {

    private final Map<TargetName, Target> targets = new TreeMap<>();

    public ConfiguredTargets(List<Target> targets) {
        targets.forEach(target -> this.targets.put(target.name(), target));
    }

    @Override
    public List<Target> all() {
        return List.copyOf(targets.values());
    }

    @Override
    public Target named(TargetName name) {
        return Optional.ofNullable(targets.get(name))
                .orElseThrow(() -> Refusal.of(
                                Reason.UNKNOWN_TARGET,
                                "there is no target %s; configure headgate.targets.%s.jdbc-url and .bundle, or ask for one that is there: GET /api/v1/targets lists them"
                                        .formatted(name, name))
                        .thrown());
    }
}
