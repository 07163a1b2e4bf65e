package dev.headgate.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Request;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Verb;
import dev.headgate.migration.Version;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Operation.Outcome;
import dev.headgate.operation.Operation.Status;
import dev.headgate.operation.OperationLog;
import dev.headgate.operation.StepRun;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The store's tables of operations and steps. */
public final class PostgresOperationLog implements OperationLog {

    private static final String ADD = """
            INSERT INTO headgate.operation (
                id, target, verb, goal, force, reason, versions, bundle, requested_by, created_at, status)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String UPDATE = """
            UPDATE headgate.operation
            SET status = ?, outcome = ?, decision = ?, from_version = ?, to_version = ?, started_at = ?, ended_at = ?,
                message = ?, problem = ?::jsonb
            WHERE id = ? AND status IN ('queued', 'waiting', 'running') -- what has ended stays as it ended
            """;

    private static final String ADD_STEP = """
            INSERT INTO headgate.step (operation, position, version, description, kind, script, status)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """;

    private static final String UPDATE_STEP =
            "UPDATE headgate.step SET status = ?, started_at = ?, ms = ? WHERE operation = ? AND position = ?";

    private static final String FIND = "SELECT * FROM headgate.operation WHERE id = ?";

    private static final String STEPS = "SELECT * FROM headgate.step WHERE operation = ? ORDER BY position";

    private static final String LIST = """
            SELECT * FROM headgate.operation
            WHERE (?::text IS NULL OR target = ?::text) AND (?::text IS NULL OR status = ?::text)
            ORDER BY created_at DESC, id OFFSET ? LIMIT ?
            """;

    private static final TypeReference<Map<String, Object>> DETAILS = new TypeReference<>() {};

    private final DataSource store;
    private final ObjectMapper json;

    /**
     * @param json writes what a refusal tells of
     */
    public PostgresOperationLog(DataSource store, ObjectMapper json) {
        this.store = store;
        this.json = json;
    }

    @Override
    public void add(Operation operation) {
        Request request = operation.request();
        inStore(connection -> {
            String[] versions =
                    request.versions().stream().map(Version::toString).toArray(String[]::new);
            execute(
                    connection,
                    ADD,
                    operation.id(),
                    operation.target().text(),
                    request.verb().word(),
                    text(request.to()),
                    request.force(),
                    request.reason().orElse(null),
                    connection.createArrayOf("text", versions),
                    operation.bundle(),
                    operation.requestedBy(),
                    at(Optional.of(operation.createdAt())),
                    word(operation.status()));
            return true;
        });
    }

    @Override
    public void update(Operation operation) {
        inStore(connection -> {
            execute(
                    connection,
                    UPDATE,
                    word(operation.status()),
                    operation.outcome().map(PostgresOperationLog::word).orElse(null),
                    operation.decision().orElse(null),
                    text(operation.from()),
                    text(operation.to()),
                    at(operation.startedAt()),
                    at(operation.endedAt()),
                    operation.message().orElse(null),
                    operation.problem().map(this::write).orElse(null),
                    operation.id());
            if (!operation.status().isEnded()) {
                addSteps(connection, operation);
            }
            return true;
        });
    }

    @Override
    public void update(Operation operation, int step) {
        StepRun run = operation.steps().get(step);
        inStore(connection -> {
            execute(
                    connection,
                    UPDATE_STEP,
                    word(run.status()),
                    at(run.startedAt()),
                    run.ms().isPresent() ? run.ms().getAsLong() : null,
                    operation.id(),
                    step);
            return true;
        });
    }

    @Override
    public Optional<Operation> find(UUID id) {
        return inStore(connection -> {
            // The operation first: its steps are then at least as far as it says.
            Optional<Operation> found = query(connection, FIND, row -> operation(row, List.of()), id).stream()
                    .findFirst();
            List<StepRun> steps = query(connection, STEPS, PostgresOperationLog::step, id);
            return found.map(operation -> operation.with(steps));
        });
    }

    @Override
    public List<Operation> list(Optional<TargetName> target, Optional<Status> status, int offset, int limit) {
        String named = target.map(TargetName::text).orElse(null);
        String worded = status.map(PostgresOperationLog::word).orElse(null);
        return inStore(connection ->
                query(connection, LIST, row -> operation(row, List.of()), named, named, worded, worded, offset, limit));
    }

    private static void addSteps(Connection connection, Operation operation) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD_STEP)) {
            for (int i = 0; i < operation.steps().size(); i++) {
                StepRun step = operation.steps().get(i);
                bind(
                        statement,
                        operation.id(),
                        i,
                        text(step.version()),
                        step.description(),
                        step.kind(),
                        step.script().orElse(null),
                        word(step.status()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private Operation operation(ResultSet row, List<StepRun> steps) throws SQLException {
        Request request = new Request(
                Verb.of(row.getString("verb")),
                version(row, "goal"),
                row.getBoolean("force"),
                Optional.ofNullable(row.getString("reason")),
                Stream.of((String[]) row.getArray("versions").getArray())
                        .map(Version::of)
                        .toList());
        return new Operation(
                row.getObject("id", UUID.class),
                new TargetName(row.getString("target")),
                request,
                row.getString("bundle"),
                row.getString("requested_by"),
                instant(row, "created_at").orElseThrow(),
                Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                Optional.ofNullable(row.getString("outcome")).map(o -> Outcome.valueOf(o.toUpperCase(Locale.ROOT))),
                Optional.ofNullable(row.getString("decision")),
                version(row, "from_version"),
                version(row, "to_version"),
                steps,
                instant(row, "started_at"),
                instant(row, "ended_at"),
                Optional.ofNullable(row.getString("message")),
                Optional.ofNullable(row.getString("problem")).map(this::read));
    }

    private static StepRun step(ResultSet row) throws SQLException {
        return new StepRun(
                version(row, "version"),
                row.getString("description"),
                row.getString("kind"),
                Optional.ofNullable(row.getString("script")),
                StepRun.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                instant(row, "started_at"),
                Optional.ofNullable(row.getObject("ms", Long.class))
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty()));
    }

    private String write(Refusal refusal) {
        try {
            return json.writeValueAsString(Map.of(
                    "reason", refusal.reason().word(), "sentence", refusal.sentence(), "details", refusal.details()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Refusal read(String text) {
        try {
            Map<String, Object> fields = json.readValue(text, DETAILS);
            Map<String, Object> details = json.convertValue(fields.get("details"), DETAILS);
            return new Refusal(
                    Reason.of(String.valueOf(fields.get("reason"))), String.valueOf(fields.get("sentence")), details);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Something to do with a session of the store. */
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private interface Mapping<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> T inStore(Work<T> work) {
        try (Connection connection = store.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private static RuntimeException unavailable(SQLException e) {
        if (DriverTrouble.of(e).isOurs()) {
            return new IllegalStateException("the store does not take what Headgate writes", e);
        }
        return Refusal.of(
                        Reason.STORE_UNAVAILABLE,
                        "Headgate's store does not answer: %s. Ask again when it does"
                                .formatted(DriverTrouble.of(e).why()))
                .thrown();
    }

    private static void execute(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            statement.executeUpdate();
        }
    }

    private static <T> List<T> query(Connection connection, String sql, Mapping<T> mapping, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet rows = statement.executeQuery()) {
                List<T> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(mapping.of(rows));
                }
                return found;
            }
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String text(Optional<Version> version) {
        return version.map(Version::toString).orElse(null);
    }

    private static @Nullable OffsetDateTime at(Optional<Instant> instant) {
        return instant.map(i -> i.atOffset(ZoneOffset.UTC)).orElse(null);
    }

    private static Optional<Version> version(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column)).map(Version::of);
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
