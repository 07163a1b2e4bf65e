package dev.headgate.flyway;

import dev.headgate.migration.Mark;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Step;
import dev.headgate.operation.ScriptFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/** Steps in one transaction with their ledger rows: all of them are done, or none. */
final class InTransaction {

    private static final Logger LOG = Logger.getLogger(InTransaction.class);

    private final Work work;
    private final Connection connection;
    private int statement = 0;

    InTransaction(Work work) {
        this.work = work;
        this.connection = work.connection();
    }

    /**
     * @param end the index after the last of them
     */
    void run(int first, int end) throws SQLException {
        connection.setAutoCommit(false);
        int index = first;
        List<OptionalLong> rows = new ArrayList<>();
        try {
            LedgerWriter ledger = work.ledger();
            ledger.create();
            for (; index < end; index++) {
                rows.add(run(index, ledger));
            }
            index = end - 1; // what the commit itself finds out is about the last one
            connection.commit();
        } catch (FlywayException | SQLException e) {
            throw failure(index, e);
        } finally {
            rollback();
        }
        for (int i = first; i < end; i++) {
            work.progress().succeeded(i, rows.get(i - first));
        }
    }

    private OptionalLong run(int index, LedgerWriter ledger) throws SQLException {
        Step step = work.steps().get(index);
        Optional<ParsedScript> script = work.script(index);
        long begun = System.nanoTime();
        statement = 0;
        work.lock().verify();
        if (script.isPresent()) {
            requireNotBegun(step, ledger);
        }
        work.progress().started(index, true);
        OptionalLong rows = script.isPresent() ? run(index, script.get()) : OptionalLong.empty();
        ledger.write(step, Work.millisSince(begun));
        return rows;
    }

    /** A configuration file has no part in the checksum: what was to be gone on with would begin again, unnoticed. */
    private void requireNotBegun(Step step, LedgerWriter ledger) throws SQLException {
        Optional<Mark> mark = ledger.unfinished(step);
        if (mark.isPresent()) {
            String file = step.script().orElseThrow().file();
            throw Refusal.of(
                            Reason.FAILED,
                            "%1$s was begun without a transaction and not finished (%2$s), but is to run in one now. Set executeInTransaction=false in %1$s.conf again and give Headgate the bundle with it; or look at what it did, then repair"
                                    .formatted(file, mark.get()))
                    .thrown();
        }
    }

    private OptionalLong run(int index, ParsedScript script) throws SQLException {
        SearchPath.set(work.target(), connection);
        RowCount counted = RowCount.of(connection);
        Soundness soundness = Soundness.before(connection, work.target().schemas());
        script.each((number, found) -> {
            statement = number;
            work.progress().statement(index, work.statement(index, number, found));
            soundness.touched(found.getSql());
            work.progress().said(index, script.execute(connection, found));
        });
        script.leave(connection);
        Soundness.Findings findings = soundness.after(connection);
        if (!findings.broken().isEmpty()) {
            throw new FlywayException(String.join("; ", findings.broken()));
        }
        work.progress().said(index, findings.remarks());
        work.settings().restore(connection);
        return counted.rows();
    }

    /** Nothing, once it is committed; else at once, so that nobody waits for its locks until the session is gone. */
    private void rollback() {
        try {
            connection.rollback();
        } catch (SQLException broken) {
            LOG.debugf(broken, "target=%s", work.target().name());
        }
    }

    private RuntimeException failure(int index, Exception thrown) {
        return work.steps()
                .get(index)
                .script()
                .map(script -> Failure.of(
                        work.target(),
                        thrown,
                        new Failure.Place(script, statement, Optional.empty(), ScriptFailure.Left.NOTHING)))
                .orElseGet(() -> thrown instanceof SQLException sql
                        ? Failure.ofAccess(work.target(), sql)
                        : (RuntimeException) thrown);
    }
}
