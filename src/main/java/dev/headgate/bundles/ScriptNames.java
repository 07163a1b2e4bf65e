package dev.headgate.bundles;

import dev.headgate.migration.Version;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** The scripts of a bundle by their kinds, and what is wrong with their names as they stand beside each other. */
final class ScriptNames {

    private final Map<Version, ScriptName> forward = new TreeMap<>();
    private final Map<Version, ScriptName> undo = new TreeMap<>();
    private final Map<Version, ScriptName> snapshots = new TreeMap<>();
    private final Map<String, ScriptName> repeatables = new TreeMap<>();
    private final BiConsumer<String, String> problem;

    /**
     * @param problem is told a file and what is wrong with it
     */
    ScriptNames(BiConsumer<String, String> problem) {
        this.problem = problem;
    }

    void add(String file) {
        try {
            ScriptName name = ScriptName.of(file);
            ScriptName twin =
                    switch (name.kind()) {
                        case FORWARD -> forward.putIfAbsent(name.version().orElseThrow(), name);
                        case UNDO -> undo.putIfAbsent(name.version().orElseThrow(), name);
                        case SNAPSHOT -> snapshots.putIfAbsent(name.version().orElseThrow(), name);
                        case REPEATABLE -> repeatables.putIfAbsent(name.description(), name);
                    };
            if (twin != null) {
                problem.accept(
                        file,
                        "%s has the same %s"
                                .formatted(twin.file(), name.version().isPresent() ? "version" : "description"));
            }
        } catch (IllegalArgumentException e) {
            problem.accept(file, String.valueOf(e.getMessage()));
        }
    }

    /** Once all are there. */
    void check() {
        checkUndo();
        checkSnapshots();
    }

    Map<Version, ScriptName> forward() {
        return forward;
    }

    Optional<ScriptName> undo(Version version) {
        return Optional.ofNullable(undo.get(version));
    }

    Map<Version, ScriptName> snapshots() {
        return snapshots;
    }

    Map<String, ScriptName> repeatables() {
        return repeatables;
    }

    /** All but the forward ones. */
    Stream<ScriptName> others() {
        return Stream.of(undo, snapshots, repeatables).flatMap(kind -> kind.values().stream());
    }

    /** The newest version; nothing when there is neither a forward script nor a snapshot. */
    Optional<Version> head() {
        return Stream.of(forward, snapshots)
                .flatMap(kind -> kind.keySet().stream())
                .max(Comparator.naturalOrder());
    }

    /** Whether a database can be at this version by these. */
    boolean knows(Version version) {
        return forward.containsKey(version) || snapshots.containsKey(version);
    }

    private void checkUndo() {
        undo.forEach((version, name) -> {
            if (!forward.containsKey(version)) {
                problem.accept(
                        name.file(), "it undoes %s, but there is no V script of that version".formatted(version));
            }
        });
    }

    /** Where there are forward scripts, a snapshot above all of them could not be reached by upgrading. */
    private void checkSnapshots() {
        snapshots.forEach((version, name) -> {
            if (!forward.isEmpty() && forward.keySet().stream().noneMatch(v -> !v.isBelow(version))) {
                problem.accept(
                        name.file(),
                        "it is above every V script, so a database that exists already could never get there");
            }
        });
    }
}
