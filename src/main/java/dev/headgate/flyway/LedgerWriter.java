package dev.headgate.flyway;

import dev.headgate.migration.LedgerName;
import dev.headgate.migration.LedgerRow;
import dev.headgate.migration.Mark;
import dev.headgate.migration.Revision;
import dev.headgate.migration.Script;
import dev.headgate.migration.Snapshot;
import dev.headgate.migration.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Utils;

/**
 * Writes the ledger: inside the transaction of what its rows record, where that has one. The table and its rows are as
 * Flyway's own, so that any Flyway reads them (tested with its info and validate).
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

    private static final String NEWEST = "SELECT max(installed_rank) FROM %1$s.%2$s";

    private static final String UNFINISHED =
            "SELECT execution_time FROM %1$s.%2$s WHERE NOT success AND execution_time < 0 AND script = ?";

    private static final String MARK =
            "UPDATE %1$s.%2$s SET execution_time = ? WHERE NOT success AND execution_time < 0 AND script = ?";

    private static final String FORGET =
            "DELETE FROM %1$s.%2$s WHERE NOT success AND execution_time < 0 AND script = ?";

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

    /** The rank of its newest row; 0 without one, or without a ledger. */
    int newest() throws SQLException {
        if (!exists(EXISTS, quoted(name.schema()) + "." + quoted(name.table()))) {
            return 0;
        }
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql(NEWEST))) {
            return result.next() ? result.getInt(1) : 0;
        }
    }

    /** The rows that say that a step is done, or the change that it is. */
    void write(Step step, int ms) throws SQLException {
        switch (step) {
            case Step.Forward forward -> record(forward.revision(), ms);
            case Step.Repeat repeat ->
                insert(null, repeat.description(), "SQL", repeat.repeatable().script(), ms, true);
            case Step.RunSnapshot snapshot -> record(snapshot, ms);
            case Step.Undo undo -> {
                Revision undone = undo.revision();
                insert(undone.version().toString(), undone.description(), "DELETE", undone.forward(), ms, true);
            }
            case Step.Stamp stamp -> record(stamp.revision(), 0);
            case Step.StampSnapshot stamp -> record(stamp.snapshot(), 0);
            case Step.Withdraw withdraw -> withdraw(withdraw.row());
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

    private void record(Revision revision, int ms) throws SQLException {
        insert(revision.version().toString(), revision.description(), "SQL", revision.forward(), ms, true);
    }

    /** The revisions that it stands for, or itself where their scripts were squashed away. */
    private void record(Step.RunSnapshot step, int ms) throws SQLException {
        for (Revision revision : step.revisions()) {
            record(revision, 0);
        }
        if (step.revisions().isEmpty()) {
            record(step.snapshot(), ms);
        }
    }

    private void record(Snapshot snapshot, int ms) throws SQLException {
        insert(snapshot.version().toString(), snapshot.description(), "SQL_BASELINE", snapshot.script(), ms, true);
    }

    private void withdraw(LedgerRow row) throws SQLException {
        OptionalInt checksum = row.checksum();
        execute(
                INSERT,
                row.version().map(Object::toString).orElse(null),
                row.description(),
                "DELETE",
                row.script(),
                checksum.isPresent() ? checksum.getAsInt() : null,
                0,
                true);
    }

    /** How far a step's script is that was begun without a transaction and not finished; nothing when none was. */
    Optional<Mark> unfinished(Step step) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql(UNFINISHED))) {
            statement.setString(1, step.script().orElseThrow().file());
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? Optional.of(Mark.of(result.getInt(1))) : Optional.empty();
            }
        }
    }

    /** Writes the row that says that a step's script was begun. */
    void begin(Step step) throws SQLException {
        insert(
                step.version().map(Object::toString).orElse(null),
                step.description(),
                step instanceof Step.Undo ? "DELETE" : "SQL",
                step.script().orElseThrow(),
                Mark.START.ms(),
                false);
    }

    /** Lets that row say how far it is. */
    void mark(Step step, Mark mark) throws SQLException {
        execute(MARK, mark.ms(), step.script().orElseThrow().file());
    }

    /** Lets that row say that it failed, and that nobody may go on with it. */
    void fail(Step step, int ms) throws SQLException {
        execute(MARK, ms, step.script().orElseThrow().file());
    }

    /** Takes that row away. */
    void forget(Step step) throws SQLException {
        execute(FORGET, step.script().orElseThrow().file());
    }

    private void insert(
            @Nullable String version, String description, String type, Script script, int ms, boolean success)
            throws SQLException {
        execute(INSERT, version, description, type, script.file(), script.checksum(), ms, success);
    }

    private boolean exists(String sql, String named) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, named);
            try (ResultSet result = statement.executeQuery()) {
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

    /** As the driver quotes it, so that whatever is configured or written in a script is one name and nothing more. */
    static String quoted(String identifier) {
        try {
            return Utils.escapeIdentifier(null, identifier).toString();
        } catch (SQLException e) {
            throw new IllegalArgumentException("a name with a zero byte is none", e);
        }
    }
}
