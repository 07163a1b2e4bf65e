package dev.headgate.postgres;

import dev.headgate.migration.LockHolder;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Target;
import dev.headgate.operation.Connections;
import dev.headgate.operation.TargetLock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/**
 * The target's lock as PostgreSQL advisory locks (manual, "Advisory Locks") in the target's database.
 *
 * <p>Two keys, both with the hash of the ledger's name as second part, so that all who share a ledger share its lock:
 * {@link #LOCK} is held exclusively by one session for the whole operation; {@link #WORK} is held shared by each of its
 * working sessions. Who takes the first must find the second free, so a dead operation's last statement is waited for.
 */
public final class AdvisoryLock implements TargetLock {

    /** "HGLK" as a number. */
    static final int LOCK = 0x48474c4b;

    /** "HGWK" as a number. */
    static final int WORK = 0x4847574b;

    /** A common table expression: who holds either key. The one parameter is the ledger's name. */
    static final String HOLDER = """
            holder AS (
                SELECT coalesce(a.application_name, '') AS application_name,
                       coalesce(a.backend_start, now()) AS backend_start,
                       format('process %%s, user %%s, from %%s', a.pid, a.usename, coalesce(host(a.client_addr), 'a place that this user may not see'))
                           AS description
                FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
                WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
                  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND l.classid IN (%d, %d)
                  AND l.objid = (hashtext(?)::bigint & 4294967295)::oid
                  AND l.pid <> pg_backend_pid()
                ORDER BY l.classid
                LIMIT 1
            )""".formatted(LOCK, WORK);

    /** A common table expression: an operation's working sessions. The one parameter is their application name. */
    static final String WORKING = """
            working AS (
                SELECT pid, state FROM pg_stat_activity
                WHERE application_name = ? AND datname = current_database()
                  AND pid IN (SELECT pid FROM pg_locks
                              WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = %d
                                AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            )""".formatted(WORK);

    /**
     * What sessions do is told to, and they are cancelled by, the user that they log in as: who works as another role is
     * that user again until the end of the transaction, which is one with the statement that follows. It changes nothing for others.
     */
    static final String AS_LOGGED_IN = "SELECT set_config('role', 'none', true);\n";

    /** Null where another process answers: then the lock would be somebody else's. */
    private static final String TRY_LOCK =
            "SELECT CASE WHEN pg_backend_pid() = ? THEN pg_try_advisory_lock(%d, hashtext(?)) END".formatted(LOCK);

    private static final String TRY_WORK =
            "SELECT CASE WHEN pg_try_advisory_lock(%1$d, hashtext(?)) THEN pg_advisory_unlock(%1$d, hashtext(?)) ELSE false END"
                    .formatted(WORK);

    private static final String UNLOCK = "SELECT pg_advisory_unlock(%d, hashtext(?))".formatted(LOCK);

    /**
     * A server can be told to look whether the client of a long statement is still there, if not every server. The time-outs
     * are options already, as are the keep-alives, but a pooler may have dropped them.
     */
    private static final String SETTINGS = LongSession.settings(
            "WHEN 'client_connection_check_interval' THEN '1s' WHEN 'lock_timeout' THEN ? WHEN 'statement_timeout' THEN ?",
            ", 'client_connection_check_interval', 'lock_timeout', 'statement_timeout'");

    private static final String HOLD_WORK = "SELECT pg_advisory_lock_shared(%d, hashtext(?))".formatted(WORK);

    private static final String STILL_HELD = """
            SELECT pg_backend_pid() AS process, EXISTS (
                SELECT FROM pg_locks
                WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()
                  AND classid = %d AND objid = (hashtext(?)::bigint & 4294967295)::oid) AS held
            """.formatted(LOCK);

    /** Not the lock's own session: its questions are short, and what becomes of them decides over the operation. */
    private static final String INTERRUPT =
            AS_LOGGED_IN + "WITH " + WORKING + " SELECT pg_cancel_backend(pid) FROM working WHERE state = 'active'";

    private static final Logger LOG = Logger.getLogger(AdvisoryLock.class);
    private static final int PATIENCE_MS = 10_000; // of the lock's session, none of whose questions takes long

    private final Connections connections;

    public AdvisoryLock(Connections connections) {
        this.connections = connections;
    }

    @Override
    public Session open(Target target, String operation) {
        try {
            Connection connection = connections.open(target, LockHolder.sessionOf(operation));
            try {
                new Pooler(connection, () -> connections.open(target, "headgate/probe")).refuse(target);
                settle(connection, target);
                connection.setNetworkTimeout(Runnable::run, PATIENCE_MS);
                return new Held(target, operation, connection);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw DriverTrouble.refused(target, e);
        }
    }

    @Override
    public void interrupt(Target target, String operation) {
        try (Connection connection = connections.open(target, "headgate/interrupt");
                PreparedStatement statement = connection.prepareStatement(INTERRUPT)) {
            statement.setString(1, LockHolder.sessionOf(operation));
            statement.execute();
        } catch (SQLException e) {
            throw DriverTrouble.refused(target, e);
        }
    }

    private static void settle(Connection connection, Target target) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SETTINGS)) {
            statement.setString(1, target.courtesy().lockTimeout().toMillis() + "ms");
            statement.setString(2, target.courtesy().statementTimeout().toMillis() + "ms");
            statement.execute();
        }
    }

    private final class Held implements Session {

        private final Target target;
        private final String operation;
        private final Connection connection;
        private final int process;
        private final String key;

        Held(Target target, String operation, Connection connection) throws SQLException {
            this.target = target;
            this.operation = operation;
            this.connection = connection;
            this.process = Pooler.process(connection);
            this.key = target.ledger().toString();
        }

        @Override
        public boolean tryAcquire() {
            try {
                if (!takesLock()) {
                    return false;
                }
                if (ask(TRY_WORK, 2)) {
                    return true;
                }
                ask(UNLOCK, 1);
                return false;
            } catch (SQLException e) {
                throw DriverTrouble.refused(target, e);
            }
        }

        private boolean takesLock() throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(TRY_LOCK)) {
                statement.setInt(1, process);
                statement.setString(2, key);
                try (ResultSet result = statement.executeQuery()) {
                    result.next();
                    boolean taken = result.getBoolean(1);
                    if (result.wasNull()) {
                        throw Pooler.refused(target);
                    }
                    return taken;
                }
            }
        }

        @Override
        public Connection work() throws SQLException {
            Connection work = connections.open(target, LockHolder.sessionOf(operation));
            try {
                settle(work, target);
                try (PreparedStatement statement = work.prepareStatement(HOLD_WORK)) {
                    statement.setString(1, key);
                    statement.execute();
                }
                verify(); // from here on nobody else can take the lock; until here somebody could
                return work;
            } catch (SQLException | Refused e) {
                work.close();
                throw e;
            }
        }

        @Override
        public void verify() {
            try (PreparedStatement statement = connection.prepareStatement(STILL_HELD)) {
                statement.setString(1, key);
                try (ResultSet result = statement.executeQuery()) {
                    result.next();
                    if (result.getInt("process") != process) {
                        throw Pooler.refused(target);
                    }
                    if (!result.getBoolean("held")) {
                        throw lost("the server does not know of it any more");
                    }
                }
            } catch (SQLException e) {
                throw lost(DriverTrouble.of(e).why());
            }
        }

        @Override
        public void close() {
            try {
                connection.close(); // the session ends, and its locks with it
            } catch (SQLException e) {
                // It is gone already, which is what was wanted.
                LOG.debugf(e, "lock session of %s", target.name());
            }
        }

        private boolean ask(String sql, int keys) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 1; i <= keys; i++) {
                    statement.setString(i, key);
                }
                try (ResultSet result = statement.executeQuery()) {
                    return result.next() && result.getBoolean(1);
                }
            }
        }

        private Refused lost(String why) {
            return Refusal.of(
                            Reason.LOCK_LOST,
                            "the lock of %s was lost (%s), so the work stopped before its next step. Ask again; what was applied is kept"
                                    .formatted(target.name(), why))
                    .thrown();
        }
    }
}
