package dev.headgate.flyway;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * An index, as the catalogs have it.
 *
 * @param name with its schema, quoted where it must be
 * @param usable whether queries use it and writes keep it up
 * @param partitioned whether it is only the whole of its partitions' indexes: until each is attached, it is not usable
 * @param busy whether another session is building or dropping it right now
 */
record Index(long oid, String name, String table, boolean usable, boolean partitioned, boolean busy) {

    /**
     * Whether somebody else works on index {@code i}. Builds show in the view and keep their table locked to the end,
     * drops and rebuilds keep the index itself; what a build works on is hidden from lesser roles, locks are not.
     */
    static final String BUSY = """
            EXISTS (
                SELECT FROM pg_locks l
                WHERE l.locktype = 'relation' AND l.granted AND l.mode = 'ShareUpdateExclusiveLock'
                  AND l.pid <> pg_backend_pid()
                  AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
                  AND (l.relation = i.indexrelid
                       OR l.relation = i.indrelid AND l.pid IN (SELECT p.pid FROM pg_stat_progress_create_index p)))
            """;

    private static final String FIND = """
            SELECT i.indexrelid, format('%I.%I', n.nspname, c.relname), format('%I.%I', n.nspname, t.relname),
                   i.indisvalid AND i.indisready AND i.indislive, c.relkind = 'I',
            """ + BUSY + """
            FROM pg_index i
            JOIN pg_class c ON c.oid = i.indexrelid
            JOIN pg_class t ON t.oid = i.indrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            """;

    /** @param where a condition on the index's rows {@code i} of pg_index and {@code c} of pg_class */
    static List<Index> find(Connection connection, String where, String... values) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(FIND + "WHERE " + where + " ORDER BY n.nspname, c.relname")) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            List<Index> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new Index(
                            rows.getLong(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getBoolean(4),
                            rows.getBoolean(5),
                            rows.getBoolean(6)));
                }
            }
            return found;
        }
    }

    /** Takes it away while others read and write its table. */
    String drop() {
        return "DROP INDEX CONCURRENTLY IF EXISTS " + name;
    }

    /** What is to be said while another session works on it. */
    Verdict underWayElsewhere() {
        return new Verdict.Unknown(
                "another session is building or dropping index %s of %s right now".formatted(name, table),
                "wait until it has ended, or end it with pg_terminate_backend, then ask again");
    }
}
