package dev.headgate.flyway;

import dev.headgate.migration.Script;
import dev.headgate.migration.Target;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Warning;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.database.DatabaseType;
import org.flywaydb.core.internal.jdbc.JdbcTemplate;
import org.flywaydb.core.internal.jdbc.Results;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.parser.Token;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.flywaydb.core.internal.sqlscript.ParserSqlScript;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;
import org.flywaydb.database.postgresql.PostgreSQLDatabaseType;
import org.flywaydb.database.postgresql.PostgreSQLParser;
import org.jspecify.annotations.Nullable;

/**
 * A script that Flyway does not run for us (an undo, a snapshot), parsed by Flyway's own parser, so that it is split into
 * statements exactly as a forward script would be.
 */
final class ParsedScript {

    private static final DatabaseType POSTGRES = new PostgreSQLDatabaseType();

    private static final int READABLE = 1000; // of a notice, in characters

    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /** Words that only the beginning or the end of a transaction has; ROLLBACK TO a savepoint is neither. */
    private static final Pattern TRANSACTION = Pattern.compile(
            "(?i)(BEGIN|START\\s+TRANSACTION|COMMIT|END|ABORT|PREPARE\\s+TRANSACTION|ROLLBACK(?!(\\s+(WORK|TRANSACTION))?\\s+TO\\b))\\b");

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
                        "flyway:user", connection.getMetaData().getUserName(),
                        "flyway:filename", script.file().substring(script.file().lastIndexOf('/') + 1),
                        "flyway:environment", configuration.getCurrentEnvironmentName(),
                        "flyway:timestamp", TIMESTAMP.format(LocalDateTime.now(ZoneId.systemDefault())),
                        "flyway:workingDirectory", Path.of("").toAbsolutePath().toString()));
        LoadableResource resource =
                Objects.requireNonNull(configuration.getResourceProvider().getResource(script.file()));
        this.script = new ParserSqlScript(
                new Parser(configuration, context),
                resource,
                configuration.getResourceProvider().getResource(script.file() + ".conf"),
                false);
    }

    /**
     * What is known of a script before it runs.
     *
     * @param transactional whether all of it can run in one transaction
     * @param statements how many it has
     */
    record Outline(boolean transactional, int statements) {}

    /**
     * Reads it through.
     *
     * @throws FlywayException when it cannot be parsed, mixes what can run in a transaction and what cannot, or ends
     *     transactions itself: then what it did and its ledger row would not be one
     */
    Outline outline() {
        boolean transactional = script.executeInTransaction();
        int count = 0;
        try (SqlStatementIterator statements = script.getSqlStatements()) {
            while (statements.hasNext()) {
                SqlStatement statement = statements.next();
                if (transactional) {
                    refuseTransaction(statement);
                }
                count++;
            }
        }
        return new Outline(transactional, count);
    }

    private static void refuseTransaction(SqlStatement statement) {
        if (TRANSACTION.matcher(withoutComments(statement.getSql())).lookingAt()) {
            throw new FlywayException(
                    "line %d begins or ends a transaction, but Headgate runs each script in one of its own; take BEGIN, COMMIT and ROLLBACK out"
                            .formatted(statement.getLineNumber()));
        }
    }

    /** Is told of each statement of a script. */
    interface Listener {

        void runs(int number, String sql);

        void said(List<String> notices);
    }

    /**
     * Runs its statements one after another.
     *
     * @throws FlywaySqlScriptException when one fails
     */
    void execute(Connection connection, Listener listener) {
        JdbcTemplate template = new JdbcTemplate(connection, POSTGRES);
        int number = 0;
        try (SqlStatementIterator statements = script.getSqlStatements()) {
            while (statements.hasNext()) {
                SqlStatement statement = statements.next();
                listener.runs(++number, statement.getSql());
                execute(statement, template, listener);
            }
        } finally {
            template.executeStatement("RESET ROLE"); // a script may have changed it; the ledger is not its business
        }
    }

    /** The statement from its first word on. */
    private static String withoutComments(String sql) {
        String rest = sql.stripLeading();
        while (rest.startsWith("--") || rest.startsWith("/*")) {
            String end = rest.startsWith("--") ? "\n" : "*/";
            int over = rest.indexOf(end);
            rest = over < 0 ? "" : rest.substring(over + end.length()).stripLeading();
        }
        return rest;
    }

    private void execute(SqlStatement statement, JdbcTemplate template, Listener listener) {
        Results results = statement.execute(template, (nested, ignored) -> List.of(), configuration);
        listener.said(notices(results.getWarnings()));
        if (results.getException() != null) {
            throw new FlywaySqlScriptException(
                    script.getResource(), statement, results.getException(), configuration.getCurrentEnvironmentName());
        }
    }

    /** What the server said, as it said it. */
    static List<String> notices(List<Warning> warnings) {
        return warnings.stream()
                .map(Warning::getMessage)
                .filter(Objects::nonNull)
                .map(text -> text.length() > READABLE ? text.substring(0, READABLE) + "…" : text)
                .toList();
    }

    /** Flyway's parser, for servers of version 12 and later without asking one: there, ADD VALUE needs no exception. */
    private static final class Parser extends PostgreSQLParser {

        Parser(Configuration configuration, ParsingContext context) {
            super(configuration, context);
        }

        @Override
        protected @Nullable Boolean detectCanExecuteInTransaction(String simplifiedStatement, List<Token> keywords) {
            return simplifiedStatement.startsWith("ALTER TYPE")
                    ? null
                    : super.detectCanExecuteInTransaction(simplifiedStatement, keywords);
        }
    }
}
