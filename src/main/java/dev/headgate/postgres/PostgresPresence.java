package dev.headgate.postgres;

import static dev.headgate.postgres.StoreAccess.execute;
import static dev.headgate.postgres.StoreAccess.query;

import dev.headgate.migration.Digest;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.TargetName;
import dev.headgate.operation.Presence;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
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
        Connection connection = StoreAccess.session(store);
        try {
            connection.setNetworkTimeout(HERE, PATIENCE_MS);
            new Pooler(connection, () -> StoreAccess.session(store)).refuseStore();
            query(connection, LongSession.settings(), row -> true);
            int mine = query(connection, NUMBER, row -> row.getInt(1)).getFirst();
            query(connection, LOCK, row -> true, mine);
            execute(connection, LISTEN);
            if (before.isPresent()) {
                Custody.keep(connection, mine, before.getAsInt(), underWay);
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
                                .map(Payload::change)
                                .flatMap(Optional::stream)
                                .toList();
            });
        }

        @Override
        public List<UUID> giveUpAbandoned(Collection<UUID> underWay) {
            return asked(() -> Custody.giveUpAbandoned(connection, mine, underWay));
        }

        @Override
        public List<UUID> claim(Collection<TargetName> targets, Map<TargetName, Digest> bundles) {
            return asked(() -> Custody.claim(connection, mine, targets, bundles));
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
    }

    private interface Question<T> {
        T ask() throws SQLException;
    }
}
