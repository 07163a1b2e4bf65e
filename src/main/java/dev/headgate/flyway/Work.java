package dev.headgate.flyway;

import dev.headgate.migration.Script;
import dev.headgate.migration.Step;
import dev.headgate.migration.Target;
import dev.headgate.operation.Engine;
import dev.headgate.operation.TargetLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.internal.sqlscript.SqlStatement;

/** The steps of a plan at work, in one session. */
record Work(
        Engine.Job job, Connection connection, Settings settings, TargetLock.Session lock, Engine.Progress progress) {

    Target target() {
        return job.target();
    }

    List<Step> steps() {
        return job.steps();
    }

    LedgerWriter ledger() {
        return new LedgerWriter(connection, target().ledger());
    }

    Optional<ParsedScript> script(int index) throws SQLException {
        Optional<Script> script = steps().get(index).script();
        return script.isPresent()
                ? Optional.of(new ParsedScript(target(), script.get(), connection))
                : Optional.empty();
    }

    Engine.Statement statement(int index, int number, SqlStatement found) {
        return Outliner.statement(number, job.outlines().get(index).statements(), found);
    }

    static int millisSince(long nanos) {
        return (int) ((System.nanoTime() - nanos) / 1_000_000);
    }
}
