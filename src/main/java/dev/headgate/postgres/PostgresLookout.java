package dev.headgate.postgres;

import dev.headgate.migration.LockHolder;
import dev.headgate.migration.Target;
import dev.headgate.operation.Connections;
import dev.headgate.operation.Lookout;
import dev.headgate.operation.Sighting;
import dev.headgate.operation.Sighting.Blocker;
import dev.headgate.operation.Sighting.ServerProgress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One SELECT of our own on a session for facts: one round trip, of a few milliseconds. */
public final class PostgresLookout implements Lookout {

    private static final int MOST_BLOCKERS = 10; // an ALTER TABLE can have hundreds of readers in its way

    /**
     * Who waits is read from pg_locks, since pg_stat_activity tells it of others only to some roles. pg_blocking_pids
     * holds up all who lock while it looks, so it is asked about nobody else, and only for an operation that is at work.
     * Who waits for somebody behind us is behind us too: of those who want the same row, only the first waits for its
     * writer.
     */
    private static final String SESSIONS = """
            , waiting AS MATERIALIZED (
                SELECT l.pid, b.pid AS blocker
                FROM pg_locks l CROSS JOIN LATERAL unnest(pg_blocking_pids(l.pid)) AS b (pid)
                WHERE NOT l.granted AND EXISTS (SELECT FROM working)
            ), behind AS (
                SELECT pid FROM working
                UNION
                SELECT w.pid FROM waiting w JOIN behind b ON b.pid = w.blocker
            ), blockers AS (
                SELECT w.blocker AS pid,
                       coalesce(a.usename, '') AS role,
                       coalesce(nullif(a.application_name, ''), nullif(a.backend_type, 'client backend'), '') AS application,
                       CASE w.blocker WHEN 0 THEN 'a prepared transaction (see pg_prepared_xacts)'
                                      ELSE coalesce(a.state, '') END AS state,
                       extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS seconds,
                       coalesce(left(a.query, %d), '') AS query
                FROM (SELECT DISTINCT blocker FROM waiting JOIN working USING (pid)) w
                     LEFT JOIN pg_stat_activity a ON a.pid = w.blocker
                WHERE w.blocker = 0 OR a.pid IS NOT NULL -- else it has gone meanwhile
                ORDER BY a.xact_start
                LIMIT %d
            ),
            """.formatted(ShownQuery.ENOUGH, MOST_BLOCKERS);

    /** A row for each blocker, or one without. */
    private static final String SEEN = """

            SELECT (SELECT count(*) FROM behind WHERE pid NOT IN (SELECT pid FROM working)) AS queued,
                   progress.*, blockers.*
            FROM (VALUES (1)) AS one (row) LEFT JOIN progress ON true LEFT JOIN blockers ON true
            """;

    private final Connections connections;

    public PostgresLookout(Connections connections) {
        this.connections = connections;
    }

    @Override
    public Sighting look(Target target, String operation) {
        try (Connection connection = connections.forFacts(target);
                PreparedStatement statement = connection.prepareStatement(question(connection))) {
            statement.setString(1, LockHolder.sessionOf(operation));
            statement.execute();
            statement.getMoreResults(); // the first are the role's
            try (ResultSet rows = statement.getResultSet()) {
                return sighting(rows);
            }
        } catch (SQLException e) {
            throw DriverTrouble.refused(target, e);
        }
    }

    private static String question(Connection connection) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion(); // told at log-in: no round trip
        return AdvisoryLock.AS_LOGGED_IN + "WITH RECURSIVE " + AdvisoryLock.WORKING + SESSIONS
                + ReportedProgress.expression(version) + SEEN;
    }

    private static Sighting sighting(ResultSet rows) throws SQLException {
        rows.next();
        int queued = rows.getInt("queued");
        Optional<ServerProgress> progress = ReportedProgress.in(rows);
        List<Blocker> blockers = new ArrayList<>();
        do {
            int pid = rows.getInt("pid");
            if (!rows.wasNull()) {
                blockers.add(blocker(pid, rows));
            }
        } while (rows.next());
        return new Sighting(List.copyOf(blockers), queued, progress);
    }

    private static Blocker blocker(int pid, ResultSet row) throws SQLException {
        double seconds = row.getDouble("seconds");
        Optional<Duration> age =
                row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis((long) (seconds * 1000)));
        return new Blocker(
                pid,
                row.getString("role"),
                row.getString("application"),
                row.getString("state"),
                age,
                ShownQuery.of(row.getString("query")));
    }
}
