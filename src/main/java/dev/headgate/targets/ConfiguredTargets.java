package dev.headgate.targets;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.operation.Targets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The targets of the configuration, each with the bundle that was read for it, or what was wrong with that. */
public final class ConfiguredTargets implements Targets {

    /** A bundle, or the refusal that lists its problems. */
    public sealed interface Active {
        record Ready(Bundle bundle) implements Active {}

        record Broken(Refusal refusal) implements Active {}
    }

    private final Map<TargetName, Target> targets = new TreeMap<>();
    private final Map<TargetName, Active> bundles = new TreeMap<>();

    /**
     * @param bundleAt reads the bundle at a location
     */
    public ConfiguredTargets(
            List<Target> targets, Map<TargetName, String> locations, Function<String, Bundle> bundleAt) {
        Map<String, Active> read = new TreeMap<>(); // once for each location, however many targets share it
        for (Target target : targets) {
            this.targets.put(target.name(), target);
            String location = Optional.ofNullable(locations.get(target.name())).orElseThrow();
            bundles.put(target.name(), read.computeIfAbsent(location, l -> read(l, bundleAt)));
        }
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

    @Override
    public Bundle bundleOf(Target target) {
        return switch (Optional.ofNullable(bundles.get(target.name())).orElseThrow()) {
            case Active.Ready ready -> ready.bundle();
            case Active.Broken broken -> throw broken.refusal().thrown();
        };
    }

    private static Active read(String location, Function<String, Bundle> bundleAt) {
        try {
            return new Active.Ready(bundleAt.apply(location));
        } catch (Refused refused) {
            return new Active.Broken(refused.refusal());
        }
    }
}
