package dev.headgate.flyway;

import dev.headgate.flyway.ConstraintChange.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the statements of a step name that can be there without being sound. Keeps names, and no more. */
final class Touched {

    /** Each with whether it is for the partitions too. */
    private final Map<Part, Boolean> built = new HashMap<>();

    private final Set<Name> rebuilt = new HashSet<>();
    private final Set<Name> rebuiltTables = new HashSet<>();
    private final Map<Part, Kind> constraints = new HashMap<>();

    void add(String sql) {
        Words words = new Words(sql);
        if (words.skip("DO")) {
            block(words);
        } else {
            statement(words);
        }
    }

    /** Scripts guard themselves by a look at the catalogs, inside a block. What that builds from text is not seen. */
    private void block(Words words) {
        Optional<String> body = words.literal();
        while (body.isEmpty() && !words.atEnd()) {
            words.pass();
            body = words.literal();
        }
        Words inside = new Words(body.orElse(""));
        while (!inside.atEnd()) {
            statement(inside);
            inside.pass();
        }
    }

    private void statement(Words words) {
        if (words.isNext("CREATE")) {
            IndexBuild.read(words.fromHere()).ifPresent(this::add);
        } else if (words.isNext("REINDEX")) {
            Reindex.read(words.fromHere()).ifPresent(this::add);
        } else if (words.isNext("ALTER")) {
            ConstraintChange.read(words.fromHere()).forEach(change -> constraints.put(change.part(), change.kind()));
        }
    }

    private void add(IndexBuild build) {
        build.name().ifPresent(name -> built.merge(new Part(build.table(), name), !build.only(), Boolean::logicalOr));
    }

    private void add(Reindex reindex) {
        switch (reindex.kind()) {
            case INDEX -> reindex.name().ifPresent(rebuilt::add);
            case TABLE -> reindex.name().ifPresent(rebuiltTables::add);
            case SCHEMA, DATABASE, SYSTEM -> {} // these name no index, and pass over an invalid one
        }
    }

    /** Whether a statement named it and is to leave it sound. */
    boolean claims(Defect defect) {
        return switch (defect.sort()) {
            case INDEX -> found(built, defect).isPresent() || isRebuilt(defect);
            case PARTITIONED_INDEX -> found(built, defect).orElse(false) || isRebuilt(defect);
            case TABLE_CONSTRAINT, DOMAIN_CONSTRAINT ->
                found(constraints, defect)
                        .filter(kind -> kind != Kind.POSTPONED)
                        .isPresent();
        };
    }

    /** Whether a statement named it that leaves it as it is on purpose. */
    boolean postpones(Defect defect) {
        return found(constraints, defect).filter(kind -> kind == Kind.POSTPONED).isPresent();
    }

    private boolean isRebuilt(Defect defect) {
        Name owner = defect.part().of();
        Name index = owner.beside(defect.part().name());
        return rebuilt.contains(index)
                || rebuiltTables.contains(owner)
                || (defect.near() && rebuilt.contains(index.withoutSchema()))
                || (defect.nearPart() && rebuiltTables.contains(owner.withoutSchema()));
    }

    private static <T> Optional<T> found(Map<Part, T> named, Defect defect) {
        return Optional.ofNullable(named.get(defect.part()))
                .or(() -> defect.nearPart()
                        ? Optional.ofNullable(named.get(defect.part().withoutSchema()))
                        : Optional.empty());
    }
}
