package dev.headgate.postgres;

import static dev.headgate.postgres.StoreAccess.execute;
import static dev.headgate.postgres.StoreAccess.query;

import dev.headgate.migration.Digest;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.TargetName;
import dev.headgate.operation.Event;
import dev.headgate.operation.Presence;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.jdbc.PgConnection;

/**
 * Replicas by PostgreSQL's own means, in one session of the store for each: it holds an advisory lock on the replica's
 * number, so that a replica whose lock is free is gone, and it listens to what the others tell.
 */
public final class PostgresPresence implements Presence {

    /** "HGRP" as a number: the first key of the lock; the second is the replica's number. */
    static final int REPLICA = 0x48475250;

    private static final String NUMBER = "SELECT nextval('headgate.replica')::integer";

    private static final String LOCK = "SELECT pg_advisory_lock(%d, ?)".formatted(REPLICA);

    private static final String LISTEN = "LISTEN " + EventWriter.CHANNEL;

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
            """.formatted(REPLICA, EventWriter.CHANNEL);

    private static final String CLAIM = """
            UPDATE headgate.operation SET owner = ?
            WHERE id IN (
                SELECT o.id FROM headgate.operation o
                WHERE o.status = 'interrupted' AND o.ended_at IS NULL AND o.owner IS NULL
                  AND ((o.target, o.bundle) IN (SELECT * FROM unnest(?::text[], ?::text[]))
                       OR o.freed_at < now() - interval '60 s')
                FOR UPDATE SKIP LOCKED)
            RETURNING id
            """;

    private static final Logger LOG = Logger.getLogger(PostgresPresence.class);
    private static final int PATIENCE_MS = 10_000; // for an answer: a store that takes longer is taken to be gone
    private static final Executor HERE = Runnable::run;

    private final DataSource store;
    private volatile OptionalInt number = OptionalInt.empty();
    private OptionalInt before = OptionalInt.empty();

    public PostgresPresence(DataSource store) {
        this.store = store;
    }

    /**
     * This replica's number now.
     *
     * @throws dev.headgate.migration.Refused while it has no place among the replicas
     */
    public int number() {
        return number.orElseThrow(() -> Refusal.of(
                        Reason.STORE_UNAVAILABLE,
                        "this Headgate has lost its session in the store, or has none yet. Ask again in a moment")
                .thrown());
    }

    @Override
    public Place take(Collection<UUID> underWay) {
        try {
            return open(underWay);
        } catch (SQLException e) {
            throw StoreAccess.unavailable(e);
        }
    }

    private Place open(Collection<UUID> underWay) throws SQLException {
        Connection connection = store.getConnection();
        try {
            connection.setNetworkTimeout(HERE, PATIENCE_MS);
            new Pooler(connection, store::getConnection).refuseStore();
            query(connection, LongSession.settings(), row -> true);
            int mine = query(connection, NUMBER, row -> row.getInt(1)).getFirst();
            query(connection, LOCK, row -> true, mine);
            execute(connection, LISTEN);
            if (before.isPresent()) {
                execute(connection, KEEP, mine, before.getAsInt(), ids(connection, underWay));
            }
            before = OptionalInt.of(mine);
            number = before;
            return new Held(connection, mine);
        } catch (SQLException | RuntimeException e) {
            end(connection);
            throw e;
        }
    }

    /** Ends the session itself, and its lock with it, instead of giving it back to the pool. */
    private static void end(Connection connection) {
        try (connection) {
            connection.unwrap(PgConnection.class).abort(HERE); // the pool's own abort does not reach the session
            connection.createStatement().close();
            connection.isValid(1); // by this the pool notices, and lets go of it
        } catch (SQLException e) {
            LOG.debug("the session of this replica is gone", e);
        }
    }

    private static Object ids(Connection connection, Collection<UUID> operations) throws SQLException {
        return connection.createArrayOf("uuid", operations.toArray());
    }

    private final class Held implements Place {

        private final Connection connection;
        private final int mine;

        Held(Connection connection, int mine) {
            this.connection = connection;
            this.mine = mine;
        }

        @Override
        public List<Change> await(Duration atMost) {
            return asked(() -> {
                PGNotification[] heard =
                        connection.unwrap(PGConnection.class).getNotifications((int) Math.max(1, atMost.toMillis()));
                return heard == null
                        ? List.of()
                        : Stream.of(heard)
                                .map(PGNotification::getParameter)
                                .map(Held::change)
                                .flatMap(Optional::stream)
                                .toList();
            });
        }

        @Override
        public List<UUID> giveUpAbandoned(Collection<UUID> underWay) {
            return asked(() ->
                    query(connection, GIVE_UP, row -> row.getObject(1, UUID.class), mine, ids(connection, underWay)));
        }

        @Override
        public List<UUID> claim(Collection<TargetName> targets, Map<TargetName, Digest> bundles) {
            List<Map.Entry<TargetName, Digest>> pairs = List.copyOf(bundles.entrySet());
            return asked(() -> query(
                    connection,
                    CLAIM,
                    row -> row.getObject(1, UUID.class),
                    mine,
                    connection.createArrayOf(
                            "text",
                            pairs.stream().map(pair -> pair.getKey().text()).toArray()),
                    connection.createArrayOf(
                            "text",
                            pairs.stream().map(pair -> pair.getValue().text()).toArray())));
        }

        @Override
        public void close() {
            number = OptionalInt.empty();
            end(connection);
        }

        private <T> T asked(Question<T> question) {
            try {
                return question.ask();
            } catch (SQLException e) {
                throw StoreAccess.unavailable(e);
            }
        }

        /** Others may use the channel's name too. */
        private static Optional<Change> change(String payload) {
            try {
                String[] parts = payload.split(" ", -1);
                return Optional.of(
                        parts[0].equals("release")
                                ? new Change.OfReleases(new TargetName(parts[1]))
                                : new Change.OfOperation(
                                        UUID.fromString(parts[0]),
                                        Event.Kind.valueOf(parts[1].toUpperCase(Locale.ROOT)
                                                .replace('-', '_')),
                                        new TargetName(parts[2])));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                LOG.debugf("not ours: %s", payload);
                return Optional.empty();
            }
        }
    }

    private interface Question<T> {
        T ask() throws SQLException;
    }
}
