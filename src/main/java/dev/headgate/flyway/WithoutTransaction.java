package dev.headgate.flyway;

import dev.headgate.migration.Mark;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Script;
import dev.headgate.migration.Step;
import dev.headgate.operation.ScriptFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.postgresql.PGConnection;

/**
 * A step whose script runs without a transaction, statement by statement. Before each of them the ledger says that it is
 * under way ({@link Mark}), so that whoever finds it knows what to look at; where what became of it can be told, the step
 * is gone on with from there.
 */
final class WithoutTransaction {

    /** Who cancels an operation's sessions finds them by this name. */
    private static final String NOT_TO_BE_CANCELLED = "SET application_name = 'headgate/ledger'";

    private static final Pattern SETTING = Pattern.compile("(?i)(SET|RESET)\\b");

    private final Work work;
    private final Connection connection;

    WithoutTransaction(Work work) {
        this.work = work;
        this.connection = work.connection();
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
            Attempt attempt = new Attempt(index, work.steps().get(index), ledgers, ledger);
            try {
                attempt.run(work.script(index).orElseThrow());
            } catch (FlywayException | SQLException e) {
                throw attempt.failure(e);
            } catch (Refused refused) {
                attempt.forgetIfNotBegun();
                throw refused;
            }
        }
        work.progress().succeeded(index, OptionalLong.empty());
    }

    /** Changes of the ledger that belong together. */
    private interface Change {

        void make() throws SQLException;
    }

    private static void inOne(Connection ledgers, Change change) throws SQLException {
        ledgers.setAutoCommit(false);
        change.make();
        ledgers.commit();
        ledgers.setAutoCommit(true);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** One go at the step. */
    private final class Attempt {

        private final int index;
        private final Step step;
        private final Connection ledgers;
        private final LedgerWriter ledger;
        private final long begun = System.nanoTime();
        private Mark mark = Mark.START;
        private int statement = 0;
        private Optional<SqlStatement> at = Optional.empty();
        private ScriptFailure.Left left = ScriptFailure.Left.NOTHING;

        Attempt(int index, Step step, Connection ledgers, LedgerWriter ledger) {
            this.index = index;
            this.step = step;
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
                } else if (SETTING.matcher(Outliner.withoutComments(found.getSql()))
                        .lookingAt()) {
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
                            unknown.whatIsThere(),
                            actions.substring(0, 1).toUpperCase(Locale.ROOT),
                            actions.substring(1));
        }

        private void clear(List<String> statements, String what) throws SQLException {
            work.progress().clears(index, what, statements);
            for (String sql : statements) {
                LockPatience.during(work, Effect.of(sql), () -> execute(connection, sql));
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
            inOne(ledgers, () -> {
                ledger.forget(step);
                ledger.write(step, Work.millisSince(begun));
            });
        }

        /** What cannot be had within the lock time-out is left to the next attempt. */
        private void clearSoon(List<String> statements) throws SQLException {
            for (String sql : statements) {
                execute(ledgers, sql);
            }
        }

        RuntimeException failure(Exception thrown) {
            Script script = step.script().orElseThrow();
            return Failure.of(work.target(), thrown, new Failure.Place(script, statement, at, left));
        }
    }
}
