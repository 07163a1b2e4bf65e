package dev.headgate.flyway;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Target;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Flyway's own lock on the ledger, so that a Flyway elsewhere and Headgate keep out of each other's way. It is held while
 * transactions run, and not while a step without one does: a Flyway that waits for it does so in an open transaction, for
 * which a concurrent index would wait in turn, for ever (tested). The row of the step that is under way keeps that Flyway
 * from doing anything then.
 */
final class FlywayLock {

    /** Flyway 12, PostgreSQLAdvisoryLockTemplate: the letters "Flyway", and the hash of the table's quoted name. */
    private static final long FLYWAY = 0x466C79776179L;

    private static final String TRY = "SELECT pg_try_advisory_lock(?)";
    private static final String LET_GO = "SELECT pg_advisory_unlock(?)";
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    private final Work work;
    private final LedgerWriter ledger;
    private final long key;
    private int newest;
    private boolean held = false;

    /**
     * @param newest the rank of the ledger's newest row when the work was decided; 0 without one
     */
    FlywayLock(Work work, int newest) {
        this.work = work;
        this.ledger = work.ledger();
        this.newest = newest;
        Target target = work.target();
        String table = LedgerWriter.quoted(target.ledger().schema()) + "."
                + LedgerWriter.quoted(target.ledger().table());
        this.key = FLYWAY + table.hashCode();
    }

    /**
     * Takes it, before a transaction.
     *
     * @throws dev.headgate.migration.Refused when it is not free in the time that the target's own lock is waited for, or
     *     when the ledger is not as it was left
     */
    void hold() throws SQLException {
        if (!held) {
            take();
            held = true;
            requireUnchanged(newest);
        }
    }

    /** Gives it back, before a step without a transaction. */
    void letGo() throws SQLException {
        hold(); // what is not as it was decided is found out here
        ask(LET_GO);
        held = false;
    }

    /** The rows that were written since are our own. */
    void wrote() throws SQLException {
        if (!held) {
            requireUnchanged(newest + 1); // the step's own row
        }
        newest = ledger.newest();
    }

    private void requireUnchanged(int expected) throws SQLException {
        if (ledger.newest() > expected) {
            throw Refusal.of(
                            Reason.LOCK_LOST,
                            "somebody else wrote to the ledger %s of %s meanwhile, so what is to be done has to be decided anew. Ask again"
                                    .formatted(
                                            work.target().ledger(),
                                            work.target().name()))
                    .thrown();
        }
    }

    private void take() throws SQLException {
        Target target = work.target();
        long tries = 1 + target.lockWait().dividedBy(BETWEEN_TRIES);
        while (!ask(TRY)) {
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
            work.progress().waits("a Flyway elsewhere works on the ledger " + target.ledger(), BETWEEN_TRIES);
        }
    }

    private boolean ask(String sql) throws SQLException {
        try (PreparedStatement statement = work.connection().prepareStatement(sql)) {
            statement.setLong(1, key);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }
}
