package dev.headgate;

import dev.headgate.dev.EmbeddedServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/** Who else is in a scenario's database: sessions that stay open, known to the server by their names. */
final class ScenarioSessions implements AutoCloseable {

    private static final String LEDGER = """
            SELECT concat_ws('|', coalesce(version, description), type, success::text)
            FROM flyway_schema_history ORDER BY installed_rank
            """;

    /** What a migration is about, in words that are the same for every server version. */
    private static final String SCHEMA = """
            WITH relation AS (
                SELECT oid, relname, relkind FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'flyway_schema_history%')
            SELECT format('column %s.%s %s%s', r.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                          CASE WHEN a.attnotnull THEN ' NOT NULL' END) AS fact
            FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid
            WHERE r.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
            UNION ALL
            SELECT format('constraint %s.%s %s', r.relname, k.conname, pg_get_constraintdef(k.oid))
            FROM relation r JOIN pg_constraint k ON k.conrelid = r.oid
            WHERE k.contype <> 'n' -- its column says it; a constraint only since version 18
            UNION ALL
            SELECT format('index %s.%s %s', t.relname, r.relname, CASE WHEN i.indisvalid THEN 'valid' ELSE 'invalid' END)
            FROM relation r JOIN pg_index i ON i.indexrelid = r.oid JOIN pg_class t ON t.oid = i.indrelid
            UNION ALL
            SELECT format('partition %s of %s', r.relname, p.inhparent::regclass)
            FROM relation r JOIN pg_inherits p ON p.inhrelid = r.oid WHERE r.relkind = 'r'
            UNION ALL
            SELECT format('type %s %s', t.typname, string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder))
            FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.typname
            """;

    private final String url;
    private final Map<String, Connection> open = new LinkedHashMap<>();

    ScenarioSessions(String url) {
        this.url = url;
    }

    /** Runs one or more statements in the session of this name; the last one's rows, their columns with a bar between. */
    List<String> run(String session, String sql) throws SQLException {
        try (Statement statement = named(session).createStatement()) {
            boolean rows = statement.execute(sql);
            while (!rows && statement.getUpdateCount() >= 0) {
                rows = statement.getMoreResults();
            }
            return rows ? rows(statement.getResultSet()) : List.of();
        }
    }

    List<String> ledger() throws SQLException {
        return run("scenario", "SELECT to_regclass('flyway_schema_history') IS NULL")
                        .contains("t")
                ? List.of()
                : run("scenario", LEDGER);
    }

    /** In the order of the alphabet, whatever the server's is. */
    List<String> schema() throws SQLException {
        return run("scenario", SCHEMA).stream().sorted().toList();
    }

    /** The text with the process of each session where it says <code>{pid of name}</code>. */
    synchronized String withPids(String text) {
        String replaced = text;
        for (Map.Entry<String, Connection> session : open.entrySet()) {
            int pid = ((PGConnection) session.getValue()).getBackendPID();
            replaced = replaced.replace("{pid of %s}".formatted(session.getKey()), String.valueOf(pid));
        }
        return replaced;
    }

    private synchronized Connection named(String session) throws SQLException {
        if (!open.containsKey(session)) {
            Properties properties = new Properties();
            properties.setProperty("user", EmbeddedServer.USER);
            properties.setProperty("ApplicationName", session);
            open.put(session, DriverManager.getConnection(url, properties));
        }
        return open.get(session);
    }

    private static List<String> rows(ResultSet result) throws SQLException {
        try (result) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    columns.add(Stream.ofNullable(result.getString(i)).collect(Collectors.joining()));
                }
                rows.add(String.join("|", columns));
            }
            return rows;
        }
    }

    /** They let go of all that they hold, also where one still waits for its statement. */
    @Override
    public synchronized void close() throws SQLException {
        for (Connection connection : open.values()) {
            connection.abort(Runnable::run);
        }
    }
}
