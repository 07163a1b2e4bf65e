package dev.headgate.flyway;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An index that is not valid, or a constraint that is not validated.
 *
 * @param part where it is, with its schema
 * @param nearPart whether an unqualified name of what it belongs to means that
 * @param near whether its own unqualified name means it; never so for a constraint
 * @param sql its own name, for statements
 * @param ownerSql the name of what it belongs to, for statements
 * @param inherited whether it is there because of another one, on a parent
 */
record Defect(
        Sort sort,
        long oid,
        Part part,
        boolean nearPart,
        boolean near,
        String sql,
        String ownerSql,
        boolean busy,
        boolean inherited) {

    /** What has it. */
    enum Sort {
        INDEX,
        /** Not valid before the index of each partition is attached to it. */
        PARTITIONED_INDEX,
        TABLE_CONSTRAINT,
        DOMAIN_CONSTRAINT
    }

    /** A constraint that is not enforced, of version 18, is never validated, and meant so. */
    private static final String FIND = """
            SELECT CASE c.relkind WHEN 'I' THEN 'PARTITIONED_INDEX' ELSE 'INDEX' END,
                   i.indexrelid, n.nspname, t.relname, c.relname, pg_table_is_visible(t.oid), pg_table_is_visible(c.oid),
                   format('%I.%I', n.nspname, c.relname), format('%I.%I', n.nspname, t.relname), c.relispartition,
            """ + Index.BUSY + """
            FROM pg_index i
            JOIN pg_class c ON c.oid = i.indexrelid
            JOIN pg_class t ON t.oid = i.indrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT (i.indisvalid AND i.indisready AND i.indislive)
            UNION ALL
            SELECT CASE k.contypid WHEN 0 THEN 'TABLE_CONSTRAINT' ELSE 'DOMAIN_CONSTRAINT' END,
                   k.oid, n.nspname, coalesce(t.relname, d.typname), k.conname,
                   coalesce(pg_table_is_visible(t.oid), pg_type_is_visible(d.oid)), false,
                   format('%I', k.conname), format('%I.%I', n.nspname, coalesce(t.relname, d.typname)),
                   k.conparentid <> 0 OR k.coninhcount > 0, false
            FROM pg_constraint k
            JOIN pg_namespace n ON n.oid = k.connamespace
            LEFT JOIN pg_class t ON t.oid = k.conrelid
            LEFT JOIN pg_type d ON d.oid = k.contypid
            WHERE NOT k.convalidated AND coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true)
            ORDER BY 8
            """;

    /** All of the database, in one round trip. */
    static List<Defect> find(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND);
                ResultSet rows = statement.executeQuery()) {
            List<Defect> found = new ArrayList<>();
            while (rows.next()) {
                Name owner = new Name(Optional.of(rows.getString(3)), rows.getString(4));
                found.add(new Defect(
                        Sort.valueOf(rows.getString(1)),
                        rows.getLong(2),
                        new Part(owner, rows.getString(5)),
                        rows.getBoolean(6),
                        rows.getBoolean(7),
                        rows.getString(8),
                        rows.getString(9),
                        rows.getBoolean(11),
                        rows.getBoolean(10)));
            }
            return found;
        }
    }

    boolean isIn(List<String> schemas) {
        return part.of().schema().filter(schemas::contains).isPresent();
    }

    /** That it must not stay so, and the way out. */
    String asFault() {
        return switch (sort) {
            case INDEX ->
                busy
                        ? "index %s of %s is not valid: another session is building or dropping it right now. Wait until it has ended, then ask again"
                                .formatted(sql, ownerSql)
                        : "index %s of %s is invalid: queries do not use it. DROP INDEX CONCURRENTLY %s, then ask again"
                                .formatted(sql, ownerSql, sql);
            case PARTITIONED_INDEX ->
                "index %s of %s is not valid, as not every partition has a valid index attached to it. DROP INDEX %s, then ask again"
                        .formatted(sql, ownerSql, sql);
            case TABLE_CONSTRAINT, DOMAIN_CONSTRAINT ->
                "constraint %s of %s is not validated: rows that were there may break it. %s, then ask again"
                        .formatted(sql, ownerSql, validation());
        };
    }

    /** That it may be so for now, and what is still to be done. */
    String asRemark() {
        return switch (sort) {
            case INDEX, PARTITIONED_INDEX ->
                "index %s of %s is not valid before an index of each partition is attached to it: ALTER INDEX %s ATTACH PARTITION …"
                        .formatted(sql, ownerSql, sql);
            case TABLE_CONSTRAINT, DOMAIN_CONSTRAINT ->
                "constraint %s of %s is not validated yet, which a later revision has to do: %s"
                        .formatted(sql, ownerSql, validation());
        };
    }

    private String validation() {
        return "ALTER %s %s VALIDATE CONSTRAINT %s"
                .formatted(sort == Sort.DOMAIN_CONSTRAINT ? "DOMAIN" : "TABLE", ownerSql, sql);
    }
}
