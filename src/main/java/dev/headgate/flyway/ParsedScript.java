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
import java.util.Optional;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Warning;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.database.DatabaseType;
import org.flywaydb.core.internal.jdbc.JdbcTemplate;
import org.flywaydb.core.internal.jdbc.Results;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.parser.Token;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.flywaydb.core.internal.sqlscript.SqlScriptMetadata;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;
import org.flywaydb.database.postgresql.PostgreSQLDatabaseType;
import org.flywaydb.database.postgresql.PostgreSQLParser;
import org.jspecify.annotations.Nullable;

/**
 * A script as Flyway's own parser splits it, read from where it is each time, so that no more of it is in memory than the
 * statement that runs.
 */
final class ParsedScript {

    private static final DatabaseType POSTGRES = new PostgreSQLDatabaseType();

    private static final int READABLE = 1000; // of a notice, in characters

    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final Configuration configuration;
    private final LoadableResource resource;
    private final SqlScriptMetadata settings;
    private final Parser parser;

    /**
     * @param connection where it will run; its database and user are among Flyway's placeholders
     */
    ParsedScript(Target target, Script script, Connection connection) throws SQLException {
        this.configuration = configuration(target, List.of(script));
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
        this.parser = new Parser(configuration, context);
        this.resource =
                Objects.requireNonNull(configuration.getResourceProvider().getResource(script.file()));
        this.settings = SqlScriptMetadata.fromResource(
                configuration.getResourceProvider().getResource(script.file() + ".conf"), parser, configuration);
    }

    private static FluentConfiguration configuration(Target target, List<Script> scripts) {
        return Flyway.configure(ParsedScript.class.getClassLoader())
                .defaultSchema(target.ledger().schema())
                .table(target.ledger().table())
                .resourceProvider(new BundleResources(scripts))
                .javaMigrationClassProvider(List::of);
    }

    /** Is handed each statement, with its number from 1. */
    interface Visitor {

        void visit(int number, SqlStatement statement) throws SQLException;
    }

    /**
     * Reads it from its beginning to its end.
     *
     * @throws FlywayException when it cannot be parsed
     */
    void each(Visitor visitor) throws SQLException {
        int number = 0;
        try (SqlStatementIterator statements = parser.parse(resource, settings)) {
            while (statements.hasNext()) {
                visitor.visit(++number, statements.next());
            }
        }
    }

    /** What its configuration file says about a transaction; nothing when it is for the statements to say. */
    Optional<Boolean> declaredTransactional() {
        return Optional.ofNullable(settings.executeInTransaction());
    }

    /**
     * Runs one of its statements.
     *
     * @return what the server said
     * @throws FlywaySqlScriptException when it fails
     */
    List<String> execute(Connection connection, SqlStatement statement) {
        Results results = statement.execute(
                new JdbcTemplate(connection, POSTGRES), (nested, ignored) -> List.of(), configuration);
        if (results.getException() != null) {
            throw new FlywaySqlScriptException(
                    resource, statement, results.getException(), configuration.getCurrentEnvironmentName());
        }
        return notices(results.getWarnings());
    }

    /** A script may have changed who the session works as; the ledger is not that one's business. */
    void leave(Connection connection) {
        new JdbcTemplate(connection, POSTGRES).executeStatement("RESET SESSION AUTHORIZATION; RESET ROLE");
    }

    /** What the server said, as it said it. */
    private static List<String> notices(List<Warning> warnings) {
        return warnings.stream()
                .map(Warning::getMessage)
                .filter(Objects::nonNull)
                .map(text -> text.length() > READABLE ? text.substring(0, READABLE) + "…" : text)
                .toList();
    }

    /**
     * Flyway's parser, for servers of version 12 and later without asking one: there, ADD VALUE needs no exception. To ask
     * it about each word of other statements would take ten times as long, since it then looks for the server.
     */
    private static final class Parser extends PostgreSQLParser {

        private static final Pattern MAY_BE_ALONE =
                Pattern.compile("(CREATE|DROP|ALTER SYSTEM|REINDEX|VACUUM|DISCARD)\\b");

        Parser(Configuration configuration, ParsingContext context) {
            super(configuration, context);
        }

        @Override
        protected @Nullable Boolean detectCanExecuteInTransaction(String simplifiedStatement, List<Token> keywords) {
            return MAY_BE_ALONE.matcher(simplifiedStatement).lookingAt()
                    ? super.detectCanExecuteInTransaction(simplifiedStatement, keywords)
                    : null;
        }
    }
}
