package dev.headgate.flyway;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;

/**
 * How many rows a transaction inserts, updates and deletes, by the server's own count (PostgreSQL manual, "The Cumulative
 * Statistics System": pg_stat_xact_user_tables). Rows of tables that it drops are not in it.
 */
final class RowCount {

    /** What the view says of those that no initdb made; the view itself joins and groups all indexes, which takes longer. */
    private static final String WRITTEN = """
            SELECT coalesce(sum(pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
                                + pg_stat_get_xact_tuples_deleted(oid)), 0)
            FROM pg_class
            WHERE relkind IN ('r', 'm') AND oid >= 16384
            """;

    private final Connection connection;
    private final long before;

    private RowCount(Connection connection, long before) {
        this.connection = connection;
        this.before = before; // of transactions of the same session that the server has not put away yet
    }

    /** Begins to count, in a transaction that has just begun. */
    static RowCount of(Connection connection) throws SQLException {
        return new RowCount(connection, written(connection));
    }

    /** As far as it is; nothing when it cannot be told, which nothing else depends on. */
    OptionalLong rows() throws SQLException {
        long rows = written(connection) - before;
        return rows < 0 ? OptionalLong.empty() : OptionalLong.of(rows);
    }

    private static long written(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(WRITTEN)) {
            result.next();
            return result.getLong(1);
        }
    }
}
