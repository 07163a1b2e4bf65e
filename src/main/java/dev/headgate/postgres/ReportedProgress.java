package dev.headgate.postgres;

import dev.headgate.operation.Sighting.ServerProgress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the server tells of the commands that it reports on (PostgreSQL manual, "Progress Reporting"), from PostgreSQL 13
 * on, in columns that all of them have.
 *
 * <p>Each view has several counters, of which one moves in a phase. A total of 0 is one that is not known.
 */
final class ReportedProgress {

    private static final int FIRST_WITH_COPY = 14;

    /** Each partition's blocks and tuples are counted anew. */
    private static final String CREATE_INDEX = """
                SELECT p.pid, p.relid, p.command,
                       CASE WHEN p.partitions_total > 0 AND p.partitions_done < p.partitions_total
                            THEN format('%s, partition %s of %s', p.phase, p.partitions_done + 1, p.partitions_total)
                            ELSE p.phase
                       END AS phase,
                       c.unit, c.done, c.total
                FROM pg_stat_progress_create_index p JOIN LATERAL (
                    VALUES ('sessions', p.lockers_done, p.lockers_total),
                           ('tuples', p.tuples_done, p.tuples_total),
                           ('blocks', p.blocks_done, p.blocks_total)
                ) c (unit, done, total) ON c.unit = CASE WHEN p.phase LIKE 'waiting for %' THEN 'sessions'
                                                         WHEN p.phase LIKE 'building index: % tuples%' THEN 'tuples'
                                                         ELSE 'blocks' END
            """;

    private static final String VACUUM = """
                SELECT p.pid, p.relid, 'VACUUM', p.phase, 'blocks',
                       CASE p.phase WHEN 'vacuuming heap' THEN p.heap_blks_vacuumed ELSE p.heap_blks_scanned END,
                       p.heap_blks_total
                FROM pg_stat_progress_vacuum p
            """;

    private static final String ANALYZE = """
                SELECT p.pid, p.relid, 'ANALYZE', p.phase, 'blocks', p.sample_blks_scanned, p.sample_blks_total
                FROM pg_stat_progress_analyze p
            """;

    private static final String CLUSTER = """
                SELECT p.pid, p.relid, p.command, p.phase, c.unit, c.done, c.total
                FROM pg_stat_progress_cluster p JOIN LATERAL (
                    VALUES ('indexes', p.index_rebuild_count, 0),
                           ('tuples', p.heap_tuples_written, p.heap_tuples_scanned),
                           ('blocks', p.heap_blks_scanned, p.heap_blks_total)
                ) c (unit, done, total) ON c.unit = CASE p.phase WHEN 'rebuilding index' THEN 'indexes'
                                                                 WHEN 'writing new heap' THEN 'tuples'
                                                                 ELSE 'blocks' END
            """;

    /** It has one phase, and a size to go by only where it reads a file. */
    private static final String COPY = """
                SELECT p.pid, p.relid, p.command, 'copying', c.unit, c.done, c.total
                FROM pg_stat_progress_copy p JOIN LATERAL (
                    VALUES ('bytes', p.bytes_processed, p.bytes_total),
                           ('tuples', p.tuples_processed, 0)
                ) c (unit, done, total) ON c.unit = CASE WHEN p.bytes_total > 0 THEN 'bytes' ELSE 'tuples' END
            """;

    private static final String UNTIL_13 = String.join("UNION ALL\n", CREATE_INDEX, VACUUM, ANALYZE, CLUSTER);
    private static final String FROM_14 = String.join("UNION ALL\n", UNTIL_13, COPY);

    private ReportedProgress() {}

    /**
     * A common table expression: what the first of the sessions in {@link AdvisoryLock#WORKING} reports, if one does.
     *
     * @param version the server's major version
     */
    static String expression(int version) {
        return """
            reported AS (
            %s
            ), progress AS (
                SELECT r.command, r.phase, r.unit, r.done, r.total,
                       CASE r.relid WHEN 0 THEN 'a query'
                                    ELSE coalesce(quote_ident(n.nspname) || '.' || quote_ident(c.relname),
                                                  'a relation that is not committed yet') END AS relation
                FROM reported r JOIN working USING (pid)
                     LEFT JOIN (pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace) ON c.oid = r.relid
                ORDER BY r.pid
                LIMIT 1
            )""".formatted(version < FIRST_WITH_COPY ? UNTIL_13 : FROM_14);
    }

    /** Of a row with that expression's columns, all null where nothing is reported. */
    static Optional<ServerProgress> in(ResultSet row) throws SQLException {
        if (row.getString("command") == null) {
            return Optional.empty();
        }
        long total = row.getLong("total");
        return Optional.of(new ServerProgress(
                row.getString("command"),
                row.getString("phase"),
                row.getString("relation"),
                row.getString("unit"),
                row.getLong("done"),
                total == 0 ? OptionalLong.empty() : OptionalLong.of(total)));
    }
}
