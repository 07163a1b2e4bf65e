package dev.headgate.flyway;

import dev.headgate.migration.Revision;
import dev.headgate.migration.Step;
import dev.headgate.migration.Target;
import dev.headgate.operation.Engine;
import dev.headgate.operation.TargetLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.flywaydb.core.api.FlywayException;

/** Carries out plans: forward by Flyway, snapshots, undo and the ledger's own changes by transactions of ours. */
public final class FlywayEngine implements Engine {

    @Override
    public void run(Target target, List<Step> steps, TargetLock.Session lock, Progress progress) {
        int next = 0;
        while (next < steps.size()) {
            next = runFrom(next, target, steps, lock, progress);
        }
    }

    /** Runs one step, or as many neighbours as go together; returns the index of the step after them. */
    private static int runFrom(int index, Target target, List<Step> steps, TargetLock.Session lock, Progress progress) {
        return switch (steps.get(index)) {
            case Step.RunSnapshot snapshot -> {
                snapshot(snapshot, index, target, lock, progress);
                yield index + 1;
            }
            case Step.Undo undo -> {
                undo(undo, index, target, lock, progress);
                yield index + 1;
            }
            case Step.LedgerChange change -> {
                int end = endOf(steps, index, Step.LedgerChange.class::isInstance);
                changeLedger(steps.subList(index, end), index, target, lock, progress);
                yield end;
            }
            case Step.Forward forward -> forward(index, target, steps, lock, progress);
            case Step.Repeat repeat -> forward(index, target, steps, lock, progress);
        };
    }

    /** Every script is parsed before the first one runs: what cannot be read stops the work while nothing is done. */
    private static int forward(int index, Target target, List<Step> steps, TargetLock.Session lock, Progress progress) {
        int end = endOf(steps, index, s -> s instanceof Step.Forward || s instanceof Step.Repeat);
        List<Step> neighbours = steps.subList(index, end);
        FlywayRun run;
        try (Connection connection = open(target, lock)) {
            List<ParsedScript.Outline> outlines = new ArrayList<>();
            for (Step step : neighbours) {
                outlines.add(outline(target, step, connection));
            }
            connection.setAutoCommit(false);
            createLedger(target, connection);
            connection.commit();
            run = new FlywayRun(target, neighbours, outlines, index, lock, progress);
        } catch (SQLException e) {
            throw Failure.ofAccess(target, e);
        }
        try {
            run.migrate();
        } catch (FlywayException e) {
            throw Failure.of(target, e, run.underWay(), true);
        }
        return end;
    }

    private static ParsedScript.Outline outline(Target target, Step step, Connection connection) throws SQLException {
        try {
            return new ParsedScript(target, step.script().orElseThrow(), connection).outline();
        } catch (FlywayException e) {
            throw Failure.of(target, e, step.script().orElseThrow().file(), true);
        }
    }

    private static void snapshot(
            Step.RunSnapshot step, int index, Target target, TargetLock.Session lock, Progress progress) {
        OptionalLong rows;
        try (Connection connection = open(target, lock)) {
            ParsedScript script = new ParsedScript(target, step.snapshot().script(), connection);
            ParsedScript.Outline outline = script.outline();
            if (!outline.transactional()) {
                throw new FlywayException(
                        "a snapshot and its ledger rows are one transaction, but it holds a statement that cannot run in one");
            }
            long begun = System.nanoTime();
            connection.setAutoCommit(false);
            LedgerWriter ledger = createLedger(target, connection);
            SearchPath.set(target, connection);
            RowCount counted = RowCount.of(connection);
            lock.verify();
            progress.started(index, true);
            script.execute(connection, new Statements(index, outline, progress));
            rows = counted.rows();
            for (Revision revision : step.revisions()) {
                ledger.record(revision);
            }
            if (step.revisions().isEmpty()) {
                ledger.record(step.snapshot(), millisSince(begun));
            }
            connection.commit();
        } catch (FlywayException | SQLException e) {
            throw Failure.of(target, e, step.snapshot().script().file(), true);
        }
        progress.succeeded(index, rows);
    }

    private static void undo(Step.Undo step, int index, Target target, TargetLock.Session lock, Progress progress) {
        boolean transactional = true;
        OptionalLong rows = OptionalLong.empty();
        try (Connection connection = open(target, lock)) {
            ParsedScript script = new ParsedScript(target, step.undo(), connection);
            ParsedScript.Outline outline = script.outline();
            transactional = outline.transactional();
            long begun = System.nanoTime();
            connection.setAutoCommit(!transactional);
            LedgerWriter ledger = new LedgerWriter(connection, target.ledger());
            SearchPath.set(target, connection);
            RowCount counted = RowCount.of(connection);
            lock.verify();
            progress.started(index, transactional);
            try {
                script.execute(connection, new Statements(index, outline, progress));
            } catch (FlywayException e) {
                if (!transactional) {
                    recordFailure(ledger, step, millisSince(begun), e);
                }
                throw e;
            }
            rows = transactional ? counted.rows() : rows;
            ledger.withdraw(step.revision(), millisSince(begun));
            if (transactional) {
                connection.commit();
            }
        } catch (FlywayException | SQLException e) {
            throw Failure.of(target, e, step.undo().file(), transactional);
        }
        progress.succeeded(index, rows);
    }

    /** Statements of a script that Flyway does not run for us, told as Flyway tells those of the others. */
    private record Statements(int index, ParsedScript.Outline outline, Progress progress)
            implements ParsedScript.Listener {

        @Override
        public void runs(int number, String sql) {
            progress.statement(index, new Statement(number, outline.statements(), sql));
        }

        @Override
        public void said(List<String> notices) {
            progress.said(index, notices);
        }
    }

    /** What it did before it failed is done; that it failed is worth more than why that could not be written. */
    private static void recordFailure(LedgerWriter ledger, Step.Undo step, int ms, FlywayException failure) {
        try {
            ledger.fail(step, ms);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private static void changeLedger(
            List<Step> changes, int first, Target target, TargetLock.Session lock, Progress progress) {
        try (Connection connection = open(target, lock)) {
            connection.setAutoCommit(false);
            LedgerWriter ledger = createLedger(target, connection);
            lock.verify();
            for (int i = 0; i < changes.size(); i++) {
                progress.started(first + i, true);
                ledger.write((Step.LedgerChange) changes.get(i));
            }
            connection.commit();
        } catch (SQLException e) {
            throw Failure.ofAccess(target, e);
        }
        for (int i = 0; i < changes.size(); i++) {
            progress.succeeded(first + i, OptionalLong.empty());
        }
    }

    private static Connection open(Target target, TargetLock.Session lock) {
        try {
            return lock.work();
        } catch (SQLException e) {
            throw Failure.ofAccess(target, e);
        }
    }

    private static LedgerWriter createLedger(Target target, Connection connection) {
        try {
            LedgerWriter ledger = new LedgerWriter(connection, target.ledger());
            ledger.create();
            return ledger;
        } catch (SQLException e) {
            throw Failure.ofAccess(target, e);
        }
    }

    private static int endOf(List<Step> steps, int from, Predicate<Step> sort) {
        int end = from;
        while (end < steps.size() && sort.test(steps.get(end))) {
            end++;
        }
        return end;
    }

    private static int millisSince(long nanos) {
        return (int) ((System.nanoTime() - nanos) / 1_000_000);
    }
}
