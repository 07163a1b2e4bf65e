package dev.headgate;

import dev.headgate.dev.EmbeddedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A target that remembers what ran on it, in a table beside its managed schema. Here and in the tests around it, what ran
 * is a list of numbers, oldest first: 4 is revision 4, -4 its undo.
 */
final class Audit {

    private static final String TABLE = """
            CREATE SCHEMA audit;
            CREATE TABLE audit.ran (
                seq     bigint      GENERATED ALWAYS AS IDENTITY,
                version integer     NOT NULL,
                way     text        NOT NULL CHECK (way IN ('forward', 'undo')),
                at      timestamptz NOT NULL DEFAULT clock_timestamp()
            )
            """;

    private static final String RAN =
            "SELECT CASE way WHEN 'undo' THEN -version ELSE version END FROM audit.ran ORDER BY seq";

    private static final String HAS_LEDGER = "SELECT count(to_regclass('public.flyway_schema_history'))";

    /** A failed row is no number, and so never equal to what ran. */
    private static final String LEDGER = """
            SELECT CASE WHEN NOT success THEN NULL WHEN type = 'DELETE' THEN -version::integer ELSE version::integer END
            FROM public.flyway_schema_history
            WHERE version IS NOT NULL
            ORDER BY installed_rank
            """;

    /** The documented keys of a target's lock. */
    private static final String LOCKS = """
            SELECT count(*)
            FROM pg_locks
            WHERE locktype = 'advisory' AND classid IN (1212632139, 1212634955)
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """;

    private final String target;
    private final String url;

    private Audit(String target, String url) {
        this.target = target;
        this.url = url;
    }

    /** Of the target of this name in the empty database that is there. */
    static Audit of(String target, String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, EmbeddedServer.USER, "");
                Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
        }
        return new Audit(target, url);
    }

    /** How Headgate learns of the target. */
    Map<String, String> config(Path bundle) {
        String prefix = "headgate.targets.%s.".formatted(target);
        return Map.of(
                prefix + "jdbc-url",
                url,
                prefix + "username",
                EmbeddedServer.USER,
                prefix + "schemas",
                AuditedBundle.SCHEMA,
                prefix + "bundle",
                "filesystem:" + bundle,
                prefix + "downgrade-allowed",
                "true");
    }

    String target() {
        return target;
    }

    /** What ran, as the scripts themselves noted it. */
    List<Integer> ran() throws SQLException {
        return numbers(RAN);
    }

    /** What ran, as the ledger has it. */
    List<Integer> ledger() throws SQLException {
        return numbers(HAS_LEDGER).equals(List.of(1)) ? numbers(LEDGER) : List.of();
    }

    /** The revision it is at; 0 is before the first. */
    int at() throws SQLException {
        return at(ran());
    }

    static int at(List<Integer> ran) {
        int last = ran.isEmpty() ? 0 : ran.getLast();
        return last >= 0 ? last : -last - 1;
    }

    boolean isLocked() throws SQLException {
        return !numbers(LOCKS).equals(List.of(0));
    }

    private List<Integer> numbers(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, EmbeddedServer.USER, "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<Integer> numbers = new ArrayList<>();
            while (rows.next()) {
                numbers.add(rows.getInt(1)); // 0 where it is NULL
            }
            return numbers;
        }
    }
}
