package dev.headgate.flyway;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Target;
import dev.headgate.operation.Engine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Flyway's own lock on the ledger, so that a Flyway that works on it elsewhere and Headgate keep out of each other's way.
 * Held by the session, not by a transaction: a transaction that is open all the while would keep a concurrent index
 * waiting for ever.
 */
final class FlywayLock {

    /** Flyway 12, PostgreSQLAdvisoryLockTemplate: the letters "Flyway", and the hash of the table's quoted name. */
    private static final long FLYWAY = 0x466C79776179L;

    private static final String TRY = "SELECT pg_try_advisory_lock(?)";
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    private FlywayLock() {}

    /**
     * Takes it for as long as the session lives.
     *
     * @throws dev.headgate.migration.Refused when it is not free in the time that the target's own lock is waited for
     */
    static void take(Work work) throws SQLException {
        Target target = work.target();
        Engine.Progress progress = work.progress();
        long tries = 1 + target.lockWait().dividedBy(BETWEEN_TRIES);
        while (!isTaken(work.connection(), target)) {
            if (--tries <= 0) {
                throw Refusal.of(
                                Reason.LOCKED,
                                "a Flyway elsewhere works on the ledger %s of %s, and did for the %d s that this operation waited. Ask again when it is done"
                                        .formatted(
                                                target.ledger(),
                                                target.name(),
                                                target.lockWait().toSeconds()))
                        .thrown();
            }
            progress.waits("a Flyway elsewhere works on the ledger " + target.ledger(), BETWEEN_TRIES);
        }
    }

    private static boolean isTaken(Connection connection, Target target) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TRY)) {
            statement.setLong(1, key(target));
            try (ResultSet result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    static long key(Target target) {
        String table = LedgerWriter.quoted(target.ledger().schema()) + "."
                + LedgerWriter.quoted(target.ledger().table());
        return FLYWAY + table.hashCode();
    }
}
