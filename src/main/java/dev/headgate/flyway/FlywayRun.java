package dev.headgate.flyway;

import dev.headgate.migration.Script;
import dev.headgate.migration.Step;
import dev.headgate.migration.Target;
import dev.headgate.operation.Engine;
import dev.headgate.operation.TargetLock;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
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
    private int begun = 0;

    /**
     * @param steps neighbours in a plan, all of them forward or repeatable
     * @param first the index of the first of them in the plan
     */
    FlywayRun(Target target, List<Step> steps, int first, TargetLock.Session lock, Engine.Progress progress) {
        this.target = target;
        this.steps = steps;
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
        return event == Event.BEFORE_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        endBegun();
        lock.verify();
        try {
            SearchPath.set(target, context.getConnection());
        } catch (SQLException e) {
            throw Failure.ofAccess(target, e);
        }
        progress.started(first + begun);
        begun++;
    }

    @Override
    public String getCallbackName() {
        return "headgate";
    }

    /** A step is done once it is committed, and Flyway says so only by beginning the next or by returning. */
    private void endBegun() {
        if (begun > 0) {
            progress.succeeded(first + begun - 1);
        }
    }
}
