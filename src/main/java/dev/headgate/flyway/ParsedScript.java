package dev.headgate.flyway;

import dev.headgate.migration.Script;
import dev.headgate.migration.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.database.DatabaseType;
import org.flywaydb.core.internal.jdbc.JdbcTemplate;
import org.flywaydb.core.internal.jdbc.Results;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;
import org.flywaydb.database.postgresql.PostgreSQLDatabaseType;

/**
 * A script that Flyway does not run for us (an undo, a snapshot), parsed by Flyway's own parser, so that it is split into
 * statements exactly as a forward script would be.
 */
final class ParsedScript {

    private static final DatabaseType POSTGRES = new PostgreSQLDatabaseType();

    private final Configuration configuration;
    private final SqlScript script;

    /**
     * @param connection where it will run; its database and user are among Flyway's placeholders
     */
    ParsedScript(Target target, Script script, Connection connection) throws SQLException {
        this.configuration = FlywayRun.configuration(target, List.of(script));
        ParsingContext context = new ParsingContext();
        context.getPlaceholders()
                .putAll(Map.of(
                        "flyway:defaultSchema", target.ledger().schema(),
                        "flyway:table", target.ledger().table(),
                        "flyway:database", connection.getCatalog(),
                        "flyway:user", connection.getMetaData().getUserName()));
        this.script = POSTGRES.createSqlScriptFactory(configuration, context)
                .createSqlScript(
                        configuration.getResourceProvider().getResource(script.file()),
                        false,
                        configuration.getResourceProvider());
    }

    /**
     * Whether all of it can run in one transaction.
     *
     * @throws org.flywaydb.core.api.FlywayException when it cannot be parsed, or mixes what can and what cannot
     */
    boolean isTransactional() {
        return script.executeInTransaction();
    }

    /**
     * Runs its statements one after another.
     *
     * @throws FlywaySqlScriptException when one fails
     */
    void execute(Connection connection) {
        JdbcTemplate template = new JdbcTemplate(connection, POSTGRES);
        try (SqlStatementIterator statements = script.getSqlStatements()) {
            while (statements.hasNext()) {
                execute(statements.next(), template);
            }
        }
    }

    private void execute(SqlStatement statement, JdbcTemplate template) {
        Results results = statement.execute(template, (nested, ignored) -> List.of(), configuration);
        if (results.getException() != null) {
            throw new FlywaySqlScriptException(
                    script.getResource(), statement, results.getException(), configuration.getCurrentEnvironmentName());
        }
    }
}
