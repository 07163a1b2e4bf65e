package dev.headgate.flyway;

import dev.headgate.migration.Mark;
import dev.headgate.migration.Script;
import dev.headgate.migration.Step;
import dev.headgate.operation.ScriptFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.postgresql.PGConnection;

/**
 * One go at a step whose script runs without a transaction: each statement with the mark that the ledger has of it before,
 * and with what became of it after.
 */
final class JournalledStep {

    private static final Pattern SETTING = Pattern.compile("(?i)(SET|RESET)\\b");

    private final Work work;
    private final Connection connection;
    private final int index;
    private final Step step;
    private final Connection ledgers;
    private final LedgerWriter ledger;
    private final long begun = System.nanoTime();
    private Mark mark = Mark.START;
    private int statement = 0;
    private Optional<SqlStatement> at = Optional.empty();
    private ScriptFailure.Left left = ScriptFailure.Left.NOTHING;

    /**
     * @param ledgers a session for the ledger alone
     */
    JournalledStep(Work work, int index, Connection ledgers, LedgerWriter ledger) {
        this.work = work;
        this.connection = work.connection();
        this.index = index;
        this.step = work.steps().get(index);
        this.ledgers = ledgers;
        this.ledger = ledger;
    }

    void run(ParsedScript script) throws SQLException {
        SearchPath.set(work.target(), connection);
        Soundness soundness = Soundness.before(connection, work.target().schemas());
        work.lock().verify();
        work.progress().started(index, false);
        mark = ledger.unfinished(step).orElse(Mark.START);
        left = mark.equals(Mark.START) ? ScriptFailure.Left.NOTHING : ScriptFailure.Left.TO_GO_ON_WITH;
        if (mark.equals(Mark.START)) {
            ledger.forget(step);
            ledger.begin(step);
        }
        script.each((number, found) -> {
            statement = number;
            soundness.touched(found.getSql());
            if (number > mark.done()) {
                run(number, found, script);
            } else if (SETTING.matcher(Outliner.withoutComments(found.getSql())).lookingAt()) {
                script.execute(connection, found); // the session in which it was done is gone
            }
        });
        script.leave(connection);
        requireSound(soundness);
        work.settings().restore(connection);
        finish();
    }

    private void run(int number, SqlStatement found, ParsedScript script) throws SQLException {
        at = Optional.of(found);
        Effect effect = Effect.of(found.getSql());
        if (mark.underWay() && isDone(effect.verdict(connection))) {
            mark(new Mark(number, false));
            return;
        }
        Effect.Before before = effect.observe(connection);
        refuse(before.obstacle());
        work.progress()
                .journalled(
                        index,
                        work.statement(index, number, found),
                        connection.unwrap(PGConnection.class).getBackendPID(),
                        effect.object().orElse(""));
        mark(new Mark(number - 1, true));
        try {
            LockPatience.during(work, effect, () -> work.progress().said(index, script.execute(connection, found)));
        } catch (FlywayException e) {
            settle(before, e);
            throw e;
        }
        mark(new Mark(number, false));
    }

    private void refuse(Optional<String> obstacle) throws SQLException {
        if (obstacle.isPresent()) {
            leaveOff();
            throw new FlywayException(obstacle.get());
        }
    }

    /** Clears away what the statement left that was under way, and says whether it is done. */
    private boolean isDone(Verdict verdict) throws SQLException {
        return switch (verdict) {
            case Verdict.Done done -> true;
            case Verdict.Again again -> {
                clear(again.clearFirst(), again.what());
                yield false;
            }
            case Verdict.Finish finish -> {
                clear(finish.sql(), finish.what());
                yield true;
            }
            case Verdict.Unknown unknown -> {
                fail();
                throw new FlywayException("statement %d was under way when the work broke, and %s"
                        .formatted(statement, sentence(unknown)));
            }
        };
    }

    private static String sentence(Verdict.Unknown unknown) {
        String actions = unknown.actions();
        return "%s. %s%s"
                .formatted(
                        unknown.whatIsThere(), actions.substring(0, 1).toUpperCase(Locale.ROOT), actions.substring(1));
    }

    private void clear(List<String> statements, String what) throws SQLException {
        work.progress().clears(index, what, statements);
        for (String sql : statements) {
            LockPatience.during(work, Effect.of(sql), () -> WithoutTransaction.execute(connection, sql));
        }
    }

    /**
     * After an error: so that nothing of the statement is left, if that can be had soon. In a session that was lost, it
     * may have been done, or even go on: the mark says that it is under way, and the next attempt finds out.
     */
    private void settle(Effect.Before before, FlywayException error) {
        left = ScriptFailure.Left.TO_GO_ON_WITH;
        if (Failure.isLostSession(error)) {
            return;
        }
        try {
            switch (before.afterError(connection)) {
                case Verdict.Again again -> {
                    clearSoon(again.clearFirst());
                    leaveOff();
                }
                case Verdict.Unknown unknown -> {
                    work.progress().said(index, List.of(sentence(unknown)));
                    fail();
                }
                case Verdict.Done done -> {} // for the next attempt to find out
                case Verdict.Finish finish -> {
                    clearSoon(finish.sql());
                    mark(new Mark(mark.done() + 1, false));
                }
            }
        } catch (FlywayException | SQLException broken) {
            error.addSuppressed(broken); // the mark says that it is under way, which is all that is known
        }
    }

    private void requireSound(Soundness soundness) throws SQLException {
        Soundness.Findings findings = soundness.after(connection);
        if (!findings.broken().isEmpty()) {
            fail();
            throw new FlywayException(String.join("; ", findings.broken()));
        }
        work.progress().said(index, findings.remarks());
    }

    /** The statement is not done, and left nothing; nor did the script, if it is the first. */
    private void leaveOff() throws SQLException {
        if (mark.done() == 0) {
            ledger.forget(step);
            left = ScriptFailure.Left.NOTHING;
        } else if (step instanceof Step.Undo) {
            fail(); // downgrades are not gone on with
        } else {
            mark(new Mark(mark.done(), false));
            left = ScriptFailure.Left.TO_GO_ON_WITH;
        }
    }

    void forgetIfNotBegun() throws SQLException {
        if (mark.equals(Mark.START)) {
            ledger.forget(step);
        }
    }

    /** Nobody can tell how to go on. */
    private void fail() throws SQLException {
        ledger.fail(step, Work.millisSince(begun));
        left = ScriptFailure.Left.TO_LOOK_AT;
    }

    private void mark(Mark now) throws SQLException {
        left = ScriptFailure.Left.TO_GO_ON_WITH;
        ledger.mark(step, now);
        mark = now;
    }

    private void finish() throws SQLException {
        WithoutTransaction.inOne(ledgers, () -> {
            ledger.forget(step);
            ledger.write(step, Work.millisSince(begun));
        });
    }

    /** What cannot be had within the lock time-out is left to the next attempt. */
    private void clearSoon(List<String> statements) throws SQLException {
        for (String sql : statements) {
            WithoutTransaction.execute(ledgers, sql);
        }
    }

    RuntimeException failure(Exception thrown) {
        Script script = step.script().orElseThrow();
        return Failure.of(work.target(), thrown, new Failure.Place(script, statement, at, left));
    }
}
