package dev.headgate.flyway;

import dev.headgate.migration.Script;
import dev.headgate.migration.Step;
import dev.headgate.migration.Target;
import dev.headgate.operation.Connections;
import dev.headgate.operation.Engine;
import dev.headgate.operation.TargetLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.FlywayException;

/** Carries out plans: scripts as Flyway's parser splits them, in one session, with the ledger rows that Flyway would write. */
public final class FlywayEngine implements Engine {

    private static final Outline WITHOUT_SCRIPT = new Outline(true, 0, List.of());

    private final Connections connections;

    public FlywayEngine(Connections connections) {
        this.connections = connections;
    }

    @Override
    public List<Outline> outline(Target target, List<Step> steps, int most) {
        try (Connection connection = connections.forFacts(target)) {
            List<Outline> outlines = new ArrayList<>();
            for (Step step : steps) {
                outlines.add(outline(target, step, most, connection));
            }
            return outlines;
        } catch (SQLException e) {
            throw Failure.ofAccess(target, e);
        }
    }

    private static Outline outline(Target target, Step step, int most, Connection connection) throws SQLException {
        if (step.script().isEmpty()) {
            return WITHOUT_SCRIPT;
        }
        Script script = step.script().get();
        try {
            return new Outliner(target, step, most).outline(new ParsedScript(target, script, connection));
        } catch (FlywayException e) {
            throw Failure.unsuitable(target, script, e);
        }
    }

    @Override
    public void run(Job job, TargetLock.Session lock, Progress progress) {
        try (Connection connection = lock.work()) {
            Work work = new Work(job, connection, Settings.of(connection), lock, progress);
            FlywayLock flyways = new FlywayLock(work, job.newestRow());
            int next = 0;
            while (next < job.steps().size()) {
                int end = together(job.target(), job.steps(), next);
                if (job.outlines().get(next).transactional()) {
                    flyways.hold();
                    new InTransaction(work).run(next, end);
                } else {
                    flyways.letGo();
                    new WithoutTransaction(work).run(next);
                }
                connection.setAutoCommit(true);
                flyways.wrote();
                next = end;
            }
        } catch (SQLException e) {
            throw Failure.ofAccess(job.target(), e);
        }
    }

    /** The index after the last step that goes into one transaction with this one. */
    private static int together(Target target, List<Step> steps, int first) {
        int end = first + 1;
        while (end < steps.size() && isOneWith(target, steps.get(first), steps.get(end))) {
            end++;
        }
        return end;
    }

    private static boolean isOneWith(Target target, Step one, Step next) {
        return switch (target.transaction()) {
            case SINGLE -> true;
            case PER_REVISION -> one instanceof Step.LedgerChange && next instanceof Step.LedgerChange;
        };
    }
}
