package dev.headgate.postgres;

import static dev.headgate.postgres.StoreAccess.array;
import static dev.headgate.postgres.StoreAccess.execute;
import static dev.headgate.postgres.StoreAccess.query;

import dev.headgate.migration.Digest;
import dev.headgate.migration.TargetName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Which replica an operation that is under way belongs to, and how it changes hands. */
final class Custody {

    private static final String KEEP = """
            UPDATE headgate.operation SET owner = ? WHERE owner = ? AND id = ANY (?) AND ended_at IS NULL
            """;

    private static final String GIVE_UP = """
            WITH gone AS (
                SELECT o.id, o.events FROM headgate.operation o
                WHERE o.ended_at IS NULL
                  AND CASE WHEN o.owner IS NULL THEN o.status <> 'interrupted'
                           WHEN o.owner = ? THEN o.id <> ALL (?) AND o.recorded_at < now() - interval '60 s'
                           ELSE NOT EXISTS (
                                SELECT FROM pg_locks l
                                WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid = %d
                                  AND l.objid = o.owner::oid
                                  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
                      END
                FOR UPDATE SKIP LOCKED
            ), told AS (
                UPDATE headgate.operation o
                SET status = 'interrupted', owner = NULL, attempt = attempt + 1, freed_at = now(), events = o.events + 1
                FROM gone WHERE o.id = gone.id
                RETURNING o.id, o.target, o.events
            ), noted AS (
                INSERT INTO headgate.event (operation, number, at, kind, sentence, details)
                SELECT id, events, now(), 'interrupted', 'whoever worked on it is gone', '{}' FROM told
            )
            SELECT id, pg_notify('%s', id || ' interrupted ' || target) FROM told
            """.formatted(PostgresPresence.REPLICA, EventWriter.CHANNEL);

    private static final String CLAIM = """
            UPDATE headgate.operation SET owner = ?
            WHERE id IN (
                SELECT o.id FROM headgate.operation o
                WHERE o.status = 'interrupted' AND o.ended_at IS NULL AND o.owner IS NULL
                  AND ((o.target = ANY (?) AND EXISTS (SELECT FROM headgate.bundle b WHERE b.digest = o.bundle))
                       OR (o.target, o.bundle) IN (SELECT * FROM unnest(?::text[], ?::text[]))
                       OR o.freed_at < now() - interval '60 s')
                FOR UPDATE SKIP LOCKED)
            RETURNING id
            """;

    private Custody() {}

    /** What a replica works on stays its own under its new number. */
    static void keep(Connection connection, int mine, int before, Collection<UUID> underWay) throws SQLException {
        execute(connection, KEEP, mine, before, array(connection, "uuid", List.copyOf(underWay), id -> id));
    }

    static List<UUID> giveUpAbandoned(Connection connection, int mine, Collection<UUID> underWay) throws SQLException {
        return query(
                connection,
                GIVE_UP,
                row -> row.getObject(1, UUID.class),
                mine,
                array(connection, "uuid", List.copyOf(underWay), id -> id));
    }

    static List<UUID> claim(
            Connection connection, int mine, Collection<TargetName> targets, Map<TargetName, Digest> bundles)
            throws SQLException {
        List<Map.Entry<TargetName, Digest>> pairs = List.copyOf(bundles.entrySet());
        return query(
                connection,
                CLAIM,
                row -> row.getObject(1, UUID.class),
                mine,
                array(connection, "text", List.copyOf(targets), TargetName::text),
                array(connection, "text", pairs, pair -> pair.getKey().text()),
                array(connection, "text", pairs, pair -> pair.getValue().text()));
    }
}
