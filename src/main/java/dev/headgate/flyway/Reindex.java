package dev.headgate.flyway;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * REINDEX. Concurrently, whatever breaks it leaves invalid indexes with names that end in {@code _ccnew} or
 * {@code _ccold} (PostgreSQL manual, "REINDEX"), beside the index that was to be rebuilt, which is good as before.
 *
 * @param name of a database or of its system catalogs it may be left out
 */
record Reindex(Kind kind, boolean concurrently, Optional<Name> name) implements Effect {

    private static final String LEFT_OVER = """
            NOT (i.indisvalid AND i.indisready AND i.indislive) AND c.relname ~ '_cc(new|old)[0-9]*$'
            """;

    /** What is rebuilt. */
    enum Kind {
        /** A long name is cut to make room for what is put after it. */
        INDEX("""
                AND EXISTS (
                    SELECT FROM pg_index m JOIN pg_class mc ON mc.oid = m.indexrelid,
                         regexp_replace(c.relname, '_cc(new|old)[0-9]*$', '') AS stem
                    WHERE m.indrelid = i.indrelid
                      AND m.indexrelid IN (
                          SELECT to_regclass(?)::oid UNION SELECT relid::oid FROM pg_partition_tree(to_regclass(?)))
                      AND (mc.relname = stem OR octet_length(c.relname) > 59 AND starts_with(mc.relname, stem)))
                """),
        TABLE("""
                AND i.indrelid IN (
                    SELECT unnest(ARRAY[m.oid, m.reltoastrelid]) FROM pg_class m
                    WHERE m.oid IN (
                        SELECT to_regclass(?)::oid UNION SELECT relid::oid FROM pg_partition_tree(to_regclass(?))))
                """),
        SCHEMA("""
                AND i.indrelid IN (
                    SELECT unnest(ARRAY[m.oid, m.reltoastrelid]) FROM pg_class m
                    WHERE m.relnamespace IN (to_regnamespace(?), to_regnamespace(?)))
                """),
        DATABASE(""),
        SYSTEM("");

        private final String where;

        Kind(String where) {
            this.where = where;
        }
    }

    static Optional<Reindex> read(Words words) {
        if (!words.skip("REINDEX")) {
            return Optional.empty();
        }
        boolean option = words.skip('(') && isConcurrent(words);
        Optional<Kind> kind =
                Stream.of(Kind.values()).filter(k -> words.skip(k.name())).findFirst();
        boolean concurrently = words.skip("CONCURRENTLY") || option;
        return kind.map(k -> new Reindex(k, concurrently, words.name()))
                .filter(reindex -> reindex.name.isPresent() || reindex.kind.where.isEmpty());
    }

    /** The list of options, up to its end; the last of several counts. */
    private static boolean isConcurrent(Words words) {
        boolean concurrent = false;
        while (!words.skip(')') && !words.atEnd()) {
            if (words.skip("CONCURRENTLY")) {
                concurrent = !words.skip("FALSE") && !words.skip("OFF") && !words.skip("0");
            } else {
                words.pass();
            }
        }
        return concurrent;
    }

    @Override
    public Optional<String> object() {
        return name.map(n -> kind.name().toLowerCase(Locale.ROOT) + " " + n);
    }

    @Override
    public boolean keepsNobodyOut() {
        return concurrently;
    }

    @Override
    public Before observe(Connection connection) throws SQLException {
        Set<Long> before = leftOver(connection).stream().map(Index::oid).collect(Collectors.toSet());
        return after -> verdict(leftOver(after).stream()
                .filter(index -> !before.contains(index.oid()))
                .toList());
    }

    @Override
    public Verdict verdict(Connection connection) throws SQLException {
        return verdict(leftOver(connection));
    }

    private static Verdict verdict(List<Index> leftOver) {
        return leftOver.stream()
                .filter(Index::busy)
                .findFirst()
                .map(Index::underWayElsewhere)
                .orElseGet(() -> new Verdict.Again(
                        leftOver.stream().map(Index::drop).toList(),
                        leftOver.isEmpty()
                                ? "it left nothing, and is safe to repeat"
                                : "it left invalid indexes: "
                                        + leftOver.stream().map(Index::name).collect(Collectors.joining(", "))));
    }

    private List<Index> leftOver(Connection connection) throws SQLException {
        if (!concurrently) {
            return List.of();
        }
        return kind.where.isEmpty()
                ? Index.find(connection, LEFT_OVER)
                : Index.find(
                        connection,
                        LEFT_OVER + kind.where,
                        name.orElseThrow().sql(),
                        name.orElseThrow().sql());
    }
}
