package dev.headgate.flyway;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Revision;
import dev.headgate.migration.Step;
import dev.headgate.migration.Target;
import dev.headgate.operation.Engine;
import dev.headgate.operation.TargetLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Predicate;
import org.flywaydb.core.api.FlywayException;

/** Carries out plans: forward by Flyway, snapshots, undo and the ledger's own changes by transactions of ours. */
public final class FlywayEngine implements Engine {

    @Override
    public void run(Target target, Bundle bundle, List<Step> steps, TargetLock.Session lock, Progress progress) {
        int next = 0;
        while (next < steps.size()) {
            lock.verify();
            next = runFrom(next, target, steps, lock, progress);
        }
    }

    /** Runs one step, or as many neighbours as go together; returns the index of the step after them. */
    private static int runFrom(int index, Target target, List<Step> steps, TargetLock.Session lock, Progress progress) {
        Step step = steps.get(index);
        return switch (step) {
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

    private static int forward(int index, Target target, List<Step> steps, TargetLock.Session lock, Progress progress) {
        int end = endOf(steps, index, s -> s instanceof Step.Forward || s instanceof Step.Repeat);
        String script = steps.get(index).script().orElseThrow().file();
        try {
            try (Connection connection = lock.work()) {
                connection.setAutoCommit(false);
                new LedgerWriter(connection, target.ledger()).create();
                connection.commit();
            }
            new FlywayRun(target, steps.subList(index, end), index, lock, progress).migrate();
        } catch (FlywayException | SQLException e) {
            throw Failure.of(target, e, script, true);
        }
        return end;
    }

    private static void snapshot(
            Step.RunSnapshot step, int index, Target target, TargetLock.Session lock, Progress progress) {
        String file = step.snapshot().script().file();
        progress.started(index);
        try (Connection connection = lock.work()) {
            ParsedScript script = new ParsedScript(target, step.snapshot().script(), connection);
            if (!script.isTransactional()) {
                throw new FlywayException(
                        "a snapshot and its ledger rows are one transaction, but it holds a statement that cannot run in one");
            }
            long begun = System.nanoTime();
            connection.setAutoCommit(false);
            LedgerWriter ledger = new LedgerWriter(connection, target.ledger());
            ledger.create();
            FlywayRun.lookIn(target, connection);
            script.execute(connection);
            for (Revision revision : step.revisions()) {
                ledger.record(revision);
            }
            if (step.revisions().isEmpty()) {
                ledger.record(step.snapshot(), millisSince(begun));
            }
            connection.commit();
        } catch (FlywayException | SQLException e) {
            throw Failure.of(target, e, file, true);
        }
        progress.succeeded(index);
    }

    private static void undo(Step.Undo step, int index, Target target, TargetLock.Session lock, Progress progress) {
        boolean transactional = true;
        progress.started(index);
        try (Connection connection = lock.work()) {
            ParsedScript script = new ParsedScript(target, step.undo(), connection);
            transactional = script.isTransactional();
            long begun = System.nanoTime();
            connection.setAutoCommit(!transactional);
            FlywayRun.lookIn(target, connection);
            script.execute(connection);
            new LedgerWriter(connection, target.ledger()).withdraw(step.revision(), millisSince(begun));
            if (transactional) {
                connection.commit();
            }
        } catch (FlywayException | SQLException e) {
            throw Failure.of(target, e, step.undo().file(), transactional);
        }
        progress.succeeded(index);
    }

    private static void changeLedger(
            List<Step> changes, int first, Target target, TargetLock.Session lock, Progress progress) {
        try (Connection connection = lock.work()) {
            connection.setAutoCommit(false);
            LedgerWriter ledger = new LedgerWriter(connection, target.ledger());
            ledger.create();
            for (int i = 0; i < changes.size(); i++) {
                progress.started(first + i);
                ledger.write((Step.LedgerChange) changes.get(i));
            }
            connection.commit();
        } catch (SQLException e) {
            throw Failure.of(target, e, target.ledger().toString(), true);
        }
        for (int i = 0; i < changes.size(); i++) {
            progress.succeeded(first + i);
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
