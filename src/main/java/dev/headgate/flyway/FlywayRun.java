package dev.headgate.flyway;

import dev.headgate.migration.Script;
import dev.headgate.migration.Step;
import dev.headgate.migration.Target;
import dev.headgate.operation.Engine;
import dev.headgate.operation.TargetLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Forward and repeatable scripts, run by Flyway: each in a transaction with its ledger row, or without one where it
 * cannot.
 */
final class FlywayRun implements Callback {

    private final Target target;
    private final List<Step> steps;
    private final int first;
    private final TargetLock.Session lock;
    private final Engine.Progress progress;
    private final List<ParsedScript.Outline> outlines;
    private int begun = 0;
    private int statement = 0;
    private Optional<RowCount> counted = Optional.empty();
    private OptionalLong rows = OptionalLong.empty();

    /**
     * @param steps neighbours in a plan, all of them forward or repeatable
     * @param outlines of their scripts
     * @param first the index of the first of them in the plan
     */
    FlywayRun(
            Target target,
            List<Step> steps,
            List<ParsedScript.Outline> outlines,
            int first,
            TargetLock.Session lock,
            Engine.Progress progress) {
        this.target = target;
        this.steps = steps;
        this.outlines = outlines;
        this.first = first;
        this.lock = lock;
        this.progress = progress;
    }

    void migrate() {
        List<Script> scripts =
                steps.stream().flatMap(step -> step.script().stream()).toList();
        configuration(target, scripts)
                .dataSource(new WorkingSource(target, lock))
                .callbacks(this)
                .load()
                .migrate();
        endBegun();
        if (begun != steps.size()) {
            throw new IllegalStateException("Flyway ran %d of %d steps".formatted(begun, steps.size()));
        }
    }

    /** The script that runs now, or that ran last; the first one before any has. */
    String underWay() {
        return steps.get(Math.max(0, begun - 1)).script().orElseThrow().file();
    }

    /**
     * Flyway with these scripts and no others. Its transactional lock is off: with it, a concurrent index waits for
     * Flyway's own idle transaction for ever, and a script's rows are committed apart from the script. The ledger exists
     * already, and what may run was decided already, so it neither creates nor validates.
     */
    static FluentConfiguration configuration(Target target, List<Script> scripts) {
        return Flyway.configure(FlywayRun.class.getClassLoader())
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .defaultSchema(target.ledger().schema())
                .schemas(target.ledger().schema())
                .createSchemas(false)
                .table(target.ledger().table())
                .resourceProvider(new BundleResources(scripts))
                .javaMigrationClassProvider(List::of)
                .validateOnMigrate(false);
    }

    @Override
    public boolean supports(Event event, Context context) {
        return switch (event) {
            case BEFORE_EACH_MIGRATE,
                    BEFORE_EACH_MIGRATE_STATEMENT,
                    AFTER_EACH_MIGRATE_STATEMENT,
                    AFTER_EACH_MIGRATE_STATEMENT_ERROR,
                    AFTER_EACH_MIGRATE -> true;
            default -> false; // of a list that is Flyway's, not ours
        };
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        switch (event) {
            case BEFORE_EACH_MIGRATE -> begin(context.getConnection());
            case BEFORE_EACH_MIGRATE_STATEMENT -> tell(context.getStatement().getSql());
            case AFTER_EACH_MIGRATE -> count();
            default ->
                progress.said(
                        first + begun - 1,
                        ParsedScript.notices(context.getStatement().getWarnings()));
        }
    }

    /** In the step's own transaction, where it has one. */
    private void begin(Connection connection) {
        endBegun();
        lock.verify();
        boolean transactional = outlines.get(begun).transactional();
        try {
            SearchPath.set(target, connection);
            counted = transactional ? Optional.of(RowCount.of(connection)) : Optional.empty();
        } catch (SQLException e) {
            throw Failure.ofAccess(target, e);
        }
        progress.started(first + begun, transactional);
        statement = 0;
        rows = OptionalLong.empty();
        begun++;
    }

    private void tell(String sql) {
        int of = outlines.get(begun - 1).statements();
        progress.statement(first + begun - 1, new Engine.Statement(++statement, of, sql));
    }

    private void count() {
        try {
            rows = counted.isPresent() ? counted.get().rows() : OptionalLong.empty();
        } catch (SQLException e) {
            throw Failure.ofAccess(target, e);
        }
    }

    @Override
    public String getCallbackName() {
        return "headgate";
    }

    /** A step is done once it is committed, and Flyway says so only by beginning the next or by returning. */
    private void endBegun() {
        if (begun > 0) {
            progress.succeeded(first + begun - 1, rows);
        }
    }
}
