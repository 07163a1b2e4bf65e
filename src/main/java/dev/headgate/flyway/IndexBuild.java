package dev.headgate.flyway;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * CREATE INDEX. Concurrently it is several transactions, and whatever breaks it leaves an invalid index (PostgreSQL
 * manual, "Building Indexes Concurrently"), which IF NOT EXISTS then takes for the index.
 *
 * @param only whether it is for the table without its partitions
 */
record IndexBuild(boolean concurrently, boolean ifNotExists, Optional<String> name, boolean only, Name table)
        implements Effect {

    private static final String OF_TABLE = "i.indrelid = to_regclass(?)";

    private static final String NAMED = OF_TABLE + " AND c.relname = ?::name";

    private static final String NAMED_ELSEWHERE = """
            i.indrelid <> to_regclass(?) AND c.relname = ?::name
              AND c.relnamespace = (SELECT o.relnamespace FROM pg_class o WHERE o.oid = to_regclass(?))
            """;

    static Optional<IndexBuild> read(Words words) {
        if (!words.skip("CREATE", "INDEX") && !words.skip("CREATE", "UNIQUE", "INDEX")) {
            return Optional.empty();
        }
        boolean concurrently = words.skip("CONCURRENTLY");
        boolean ifNotExists = words.skip("IF", "NOT", "EXISTS");
        Optional<String> name = Optional.empty();
        if (!words.skip("ON")) {
            name = words.identifier();
            if (name.isEmpty() || !words.skip("ON")) {
                return Optional.empty();
            }
        }
        boolean only = words.skip("ONLY");
        Optional<String> index = name;
        return words.name().map(table -> new IndexBuild(concurrently, ifNotExists, index, only, table));
    }

    @Override
    public Optional<String> object() {
        return Optional.of(name.map(n -> "index " + table.beside(n)).orElse("index of " + table));
    }

    @Override
    public boolean keepsNobodyOut() {
        return concurrently;
    }

    @Override
    public Before observe(Connection connection) throws SQLException {
        List<Index> there = own(connection);
        return new Observed(
                this,
                there.stream().map(Index::oid).collect(Collectors.toSet()),
                name.isEmpty() ? Optional.empty() : obstacle(there, elsewhere(connection)));
    }

    /** What was there, and what of it is in the way. */
    private record Observed(IndexBuild build, Set<Long> there, Optional<String> obstacle) implements Before {

        @Override
        public Verdict afterError(Connection connection) throws SQLException {
            List<Index> fresh = build.own(connection).stream()
                    .filter(index -> !there.contains(index.oid()))
                    .toList();
            return switch (fresh.size()) {
                case 0 -> new Verdict.Again(List.of(), "the error left nothing of it");
                case 1 -> build.verdict(fresh.getFirst());
                default -> unclear(fresh, "indexes were added to %s meanwhile".formatted(build.table));
            };
        }
    }

    private Optional<String> obstacle(List<Index> own, List<Index> elsewhere) {
        if (!elsewhere.isEmpty()) {
            return Optional.of("index %s is there already, on another table: %s. Give this one another name"
                    .formatted(elsewhere.getFirst().name(), elsewhere.getFirst().table()));
        }
        if (own.isEmpty() || (ifNotExists && isComplete(own.getFirst()))) {
            return Optional.empty();
        }
        Index there = own.getFirst();
        if (there.busy()) {
            return Optional.of(
                    "another session is building or dropping index %s right now. Wait until it has ended, then ask again"
                            .formatted(there.name()));
        }
        return Optional.of(
                isComplete(there)
                        ? "index %s is there already. Drop it, or say IF NOT EXISTS".formatted(there.name())
                        : "index %s is there already, but invalid: queries do not use it. %s, then ask again"
                                .formatted(there.name(), there.drop()));
    }

    @Override
    public Verdict verdict(Connection connection) throws SQLException {
        List<Index> own = own(connection);
        if (name.isEmpty()) {
            return unclear(
                    own,
                    "the index has no name in the script, so it cannot be told from others of %s".formatted(table));
        }
        List<Index> elsewhere = elsewhere(connection);
        if (!elsewhere.isEmpty()) {
            return new Verdict.Unknown(
                    "index %s is there, but on another table: %s"
                            .formatted(
                                    elsewhere.getFirst().name(),
                                    elsewhere.getFirst().table()),
                    "drop or rename it, or give the script's index another name");
        }
        return own.isEmpty()
                ? new Verdict.Again(List.of(), "index %s is not there".formatted(table.beside(name.get())))
                : verdict(own.getFirst());
    }

    private Verdict verdict(Index index) {
        if (index.busy()) {
            return index.underWayElsewhere();
        }
        return isComplete(index)
                ? new Verdict.Done()
                : new Verdict.Again(
                        List.of(index.drop()),
                        "it left index %s of %s invalid: queries do not use it, and writes pay for it"
                                .formatted(index.name(), index.table()));
    }

    /** Of a partitioned table without its partitions, an index is complete before it is usable. */
    private boolean isComplete(Index index) {
        return index.usable() || (only && index.partitioned());
    }

    private static Verdict unclear(List<Index> indexes, String why) {
        String there = indexes.stream()
                .map(index -> index.usable() ? index.name() : index.name() + " (invalid)")
                .collect(Collectors.joining(", "));
        String drops = indexes.stream()
                .filter(index -> !index.usable() && !index.busy() && !index.partitioned())
                .map(index -> index.drop() + "; ")
                .collect(Collectors.joining());
        return new Verdict.Unknown(
                "%s. Its indexes: %s".formatted(why, there.isEmpty() ? "none" : there),
                drops + "look whether the index is there, and give it a name in the script");
    }

    /** Those of the table that may be it. */
    private List<Index> own(Connection connection) throws SQLException {
        return name.isPresent()
                ? Index.find(connection, NAMED, table.sql(), name.get())
                : Index.find(connection, OF_TABLE, table.sql());
    }

    private List<Index> elsewhere(Connection connection) throws SQLException {
        return Index.find(connection, NAMED_ELSEWHERE, table.sql(), name.orElseThrow(), table.sql());
    }
}
