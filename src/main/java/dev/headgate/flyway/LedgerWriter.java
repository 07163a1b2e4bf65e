package dev.headgate.flyway;

import dev.headgate.migration.LedgerName;
import dev.headgate.migration.LedgerRow;
import dev.headgate.migration.Revision;
import dev.headgate.migration.Script;
import dev.headgate.migration.Snapshot;
import dev.headgate.migration.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Writes the ledger rows that Flyway cannot: inside a transaction of ours, together with what they record. The table and
 * its rows are as Flyway's own, so that any Flyway reads them (tested with its info and validate).
 */
final class LedgerWriter {

    private static final String CREATE_SCHEMA = "CREATE SCHEMA IF NOT EXISTS %1$s";

    private static final String CREATE_TABLE = """
            CREATE TABLE IF NOT EXISTS %1$s.%2$s (
                installed_rank integer       NOT NULL CONSTRAINT %3$s PRIMARY KEY,
                version        varchar(50),
                description    varchar(200)  NOT NULL,
                type           varchar(20)   NOT NULL,
                script         varchar(1000) NOT NULL,
                checksum       integer,
                installed_by   varchar(100)  NOT NULL,
                installed_on   timestamp     NOT NULL DEFAULT now(),
                execution_time integer       NOT NULL,
                success        boolean       NOT NULL
            )
            """;

    private static final String CREATE_INDEX = "CREATE INDEX IF NOT EXISTS %4$s ON %1$s.%2$s (success)";

    private static final String EXISTS = "SELECT to_regclass(?) IS NOT NULL";

    private static final String SCHEMA_EXISTS = "SELECT to_regnamespace(?) IS NOT NULL";

    private static final String INSERT = """
            INSERT INTO %1$s.%2$s (
                installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
            SELECT coalesce(max(installed_rank), 0) + 1, ?::text, ?::text, ?::text, ?::text, ?::integer,
                   current_user, ?::integer, ?
            FROM %1$s.%2$s
            """;

    private static final String REMOVE = "DELETE FROM %1$s.%2$s WHERE installed_rank = ?";

    private static final String REALIGN =
            "UPDATE %1$s.%2$s SET checksum = ?, description = ?, script = ? WHERE installed_rank = ?";

    private static final String TRANSLATE = "UPDATE %1$s.%2$s SET type = 'DELETE' WHERE installed_rank = ?";

    private final Connection connection;
    private final LedgerName name;

    LedgerWriter(Connection connection, LedgerName name) {
        this.connection = connection;
        this.name = name;
    }

    /** Makes sure that the ledger is there. */
    void create() throws SQLException {
        if (exists(EXISTS, quoted(name.schema()) + "." + quoted(name.table()))) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            if (!exists(SCHEMA_EXISTS, quoted(name.schema()))) { // the right to create schemas is asked for only then
                statement.execute(sql(CREATE_SCHEMA));
            }
            statement.execute(sql(CREATE_TABLE));
            statement.execute(sql(CREATE_INDEX));
        }
    }

    void write(Step.LedgerChange change) throws SQLException {
        switch (change) {
            case Step.Stamp stamp -> record(stamp.revision());
            case Step.StampSnapshot stamp -> record(stamp.snapshot(), 0);
            case Step.Withdraw withdraw -> withdraw(withdraw.row(), 0);
            case Step.RemoveFailure failure -> execute(REMOVE, failure.row().rank());
            case Step.Realign realign ->
                execute(
                        REALIGN,
                        realign.revision().forward().checksum(),
                        realign.revision().description(),
                        realign.revision().forward().file(),
                        realign.row().rank());
            case Step.Translate translate -> execute(TRANSLATE, translate.row().rank());
        }
    }

    /** That a revision is applied. */
    void record(Revision revision) throws SQLException {
        Script script = revision.forward();
        insert(revision.version().toString(), revision.description(), "SQL", script, 0);
    }

    /** That everything up to a snapshot's version is there, where the revisions' own scripts are not. */
    void record(Snapshot snapshot, int ms) throws SQLException {
        insert(snapshot.version().toString(), snapshot.description(), "SQL_BASELINE", snapshot.script(), ms);
    }

    /** That a revision is applied no longer. */
    void withdraw(Revision revision, int ms) throws SQLException {
        insert(revision.version().toString(), revision.description(), "DELETE", revision.forward(), ms);
    }

    /** That an undo failed half way, outside a transaction. */
    void fail(Step.Undo undo, int ms) throws SQLException {
        execute(
                INSERT,
                undo.revision().version().toString(),
                undo.revision().description(),
                "DELETE",
                undo.undo().file(),
                undo.undo().checksum(),
                ms,
                false);
    }

    private void withdraw(LedgerRow row, int ms) throws SQLException {
        OptionalInt checksum = row.checksum();
        execute(
                INSERT,
                row.version().map(Object::toString).orElse(null),
                row.description(),
                "DELETE",
                row.script(),
                checksum.isPresent() ? checksum.getAsInt() : null,
                ms,
                true);
    }

    private void insert(String version, String description, String type, Script script, int ms) throws SQLException {
        execute(INSERT, version, description, type, script.file(), script.checksum(), ms, true);
    }

    private boolean exists(String sql, String named) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, named);
            try (var result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    private void execute(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql(sql))) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private String sql(String template) {
        return template.formatted(
                quoted(name.schema()),
                quoted(name.table()),
                quoted(name.table() + "_pk"),
                quoted(name.table() + "_s_idx"));
    }

    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
