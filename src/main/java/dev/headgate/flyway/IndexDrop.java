package dev.headgate.flyway;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * DROP INDEX CONCURRENTLY: the index is made invalid first and dropped last, so that one which is still there can always
 * be dropped again.
 *
 * @param names PostgreSQL takes only one at a time, and says so
 */
record IndexDrop(List<Name> names) implements Effect {

    private static final String NAMED = "c.oid = to_regclass(?)";

    private static final String FIRST_IN_PATH = """
            SELECT n.nspname = current_schema()
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass(?)
            """;

    static Optional<IndexDrop> read(Words words) {
        if (!words.skip("DROP", "INDEX", "CONCURRENTLY")) {
            return Optional.empty();
        }
        words.skip("IF", "EXISTS");
        List<Name> names = new ArrayList<>();
        do {
            Optional<Name> name = words.name();
            if (name.isEmpty()) {
                return Optional.empty();
            }
            names.add(name.get());
        } while (words.skip(','));
        return Optional.of(new IndexDrop(names));
    }

    @Override
    public Optional<String> object() {
        return Optional.of("index " + names.stream().map(Name::toString).collect(Collectors.joining(", ")));
    }

    @Override
    public boolean keepsNobodyOut() {
        return true;
    }

    @Override
    public Before observe(Connection connection) throws SQLException {
        List<Long> before = oids(there(connection));
        return after -> {
            List<Index> left = there(after).stream()
                    .filter(index -> before.contains(index.oid()))
                    .toList();
            if (left.isEmpty() && !before.isEmpty()) {
                return new Verdict.Done();
            }
            return left.stream()
                    .filter(Index::busy)
                    .findFirst()
                    .map(Index::underWayElsewhere)
                    .orElseGet(() -> again(left));
        };
    }

    @Override
    public Verdict verdict(Connection connection) throws SQLException {
        List<Index> left = there(connection);
        if (left.isEmpty()) {
            return new Verdict.Done();
        }
        Optional<Index> busy = left.stream().filter(Index::busy).findFirst();
        if (busy.isPresent()) {
            return busy.get().underWayElsewhere();
        }
        return left.stream().allMatch(index -> !index.usable()) || areMeant(connection)
                ? again(left)
                : new Verdict.Unknown(
                        "index %s is there, but if the one that was meant stood before it in the search path, that one is dropped"
                                .formatted(left.getFirst().name()),
                        "look which schema it was to be dropped from, and name the schema in the script");
    }

    /** One without its schema may have been another, nearer in the search path, that is gone now. */
    private boolean areMeant(Connection connection) throws SQLException {
        for (Name name : names) {
            if (name.schema().isEmpty() && !Catalog.says(connection, FIRST_IN_PATH, name.sql())) {
                return false;
            }
        }
        return true;
    }

    private static Verdict again(List<Index> left) {
        return new Verdict.Again(
                List.of(),
                left.isEmpty()
                        ? "the error left nothing of it"
                        : left.stream()
                                .map(index -> "index %s is there still%s"
                                        .formatted(index.name(), index.usable() ? "" : ", made invalid"))
                                .collect(Collectors.joining("; ")));
    }

    private List<Index> there(Connection connection) throws SQLException {
        List<Index> there = new ArrayList<>();
        for (Name name : names) {
            there.addAll(Index.find(connection, NAMED, name.sql()));
        }
        return there;
    }

    private static List<Long> oids(List<Index> indexes) {
        return indexes.stream().map(Index::oid).toList();
    }
}
