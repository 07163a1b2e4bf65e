package dev.headgate.flyway;

import dev.headgate.migration.Mark;
import dev.headgate.migration.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import org.flywaydb.core.api.FlywayException;

/**
 * A step whose script runs without a transaction, statement by statement. Before each of them the ledger says that it is
 * under way ({@link Mark}), so that whoever finds it knows what to look at; where what became of it can be told, the step
 * is gone on with from there.
 */
final class WithoutTransaction {

    /** Who cancels an operation's sessions finds them by this name. */
    private static final String NOT_TO_BE_CANCELLED = "SET application_name = 'headgate/ledger'";

    private final Work work;

    WithoutTransaction(Work work) {
        this.work = work;
    }

    /**
     * The ledger has a session of its own, in which no script has changed the role or anything else, and which is not
     * cancelled with the statement: it clears up behind it.
     */
    void run(int index) throws SQLException {
        try (Connection ledgers = work.lock().work()) {
            execute(ledgers, NOT_TO_BE_CANCELLED);
            LedgerWriter ledger = new LedgerWriter(ledgers, work.target().ledger());
            inOne(ledgers, ledger::create);
            JournalledStep step = new JournalledStep(work, index, ledgers, ledger);
            try {
                step.run(work.script(index).orElseThrow());
            } catch (FlywayException | SQLException e) {
                RuntimeException failure = step.failure(e);
                if (failure instanceof Refused
                        && !Failure.isLostSession(e)) { // such as of the store, which it is read from
                    step.forgetIfNotBegun();
                }
                throw failure;
            } catch (Refused refused) {
                step.forgetIfNotBegun();
                throw refused;
            }
        }
        work.progress().succeeded(index, OptionalLong.empty());
    }

    /** Changes of the ledger that belong together. */
    interface Change {

        void make() throws SQLException;
    }

    static void inOne(Connection ledgers, Change change) throws SQLException {
        ledgers.setAutoCommit(false);
        change.make();
        ledgers.commit();
        ledgers.setAutoCommit(true);
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
