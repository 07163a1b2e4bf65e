package dev.headgate.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.gate.Work;
import dev.headgate.migration.Digest;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Request;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Verb;
import dev.headgate.migration.Version;
import dev.headgate.operation.Cancellation;
import dev.headgate.operation.Event;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Operation.Course;
import dev.headgate.operation.Operation.Outcome;
import dev.headgate.operation.Operation.Status;
import dev.headgate.operation.StepRun;
import dev.headgate.security.Caller;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows of the store as operations, steps and events, and their values as columns take them. */
final class OperationRows {

    private static final TypeReference<Map<String, Object>> DETAILS = new TypeReference<>() {};

    private final ObjectMapper json;

    /**
     * @param json writes what refusals and events tell of
     */
    OperationRows(ObjectMapper json) {
        this.json = json;
    }

    Operation operation(ResultSet row) throws SQLException {
        return new Operation(
                row.getObject("id", UUID.class),
                new TargetName(row.getString("target")),
                request(row),
                new Digest(row.getString("bundle")),
                row.getBoolean("activates"),
                new Caller(
                        row.getString("requested_by"),
                        Optional.ofNullable(row.getString("client")),
                        Optional.ofNullable(row.getString("user_agent")),
                        Optional.ofNullable(row.getString("traceparent"))),
                instant(row, "created_at").orElseThrow(),
                row.getInt("attempt"),
                cancellation(row),
                course(row),
                List.of());
    }

    Map.Entry<TargetName, Work> work(ResultSet row) throws SQLException {
        return Map.entry(
                new TargetName(row.getString("target")),
                new Work(
                        row.getObject("id", UUID.class),
                        Verb.of(row.getString("verb")),
                        row.getString("status"),
                        Optional.ofNullable(row.getString("step")),
                        row.getInt("done"),
                        row.getInt("steps"),
                        instant(row, "created_at").orElseThrow()));
    }

    StepRun step(ResultSet row) throws SQLException {
        return new StepRun(
                version(row, "version"),
                row.getString("description"),
                row.getString("kind"),
                Optional.ofNullable(row.getString("script")),
                Optional.ofNullable(row.getString("bundle")).map(Digest::new),
                StepRun.Status.valueOf(constant(row.getString("status"))),
                row.getBoolean("transactional"),
                instant(row, "started_at"),
                number(row, "ms"),
                number(row, "rows"),
                List.of((String[]) row.getArray("notices").getArray()));
    }

    Event event(ResultSet row) throws SQLException {
        return new Event(
                row.getInt("number"),
                instant(row, "at").orElseThrow(),
                Event.Kind.valueOf(constant(row.getString("kind"))),
                row.getString("sentence"),
                read(row.getString("details")));
    }

    static Optional<Cancellation> cancellation(ResultSet row) throws SQLException {
        String mode = row.getString("cancel");
        return mode == null
                ? Optional.empty()
                : Optional.of(new Cancellation(
                        Cancellation.Mode.valueOf(constant(mode)),
                        row.getString("cancelled_by"),
                        Optional.ofNullable(row.getString("cancel_reason"))));
    }

    String write(Refusal refusal) {
        return write(Map.of(
                "reason", refusal.reason().word(), "sentence", refusal.sentence(), "details", refusal.details()));
    }

    String write(Map<String, Object> details) {
        try {
            return json.writeValueAsString(details);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static @Nullable String text(Optional<Version> version) {
        return version.map(Version::toString).orElse(null);
    }

    static @Nullable OffsetDateTime at(Optional<Instant> instant) {
        return instant.map(i -> i.atOffset(ZoneOffset.UTC)).orElse(null);
    }

    static @Nullable Long number(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    static Object versions(Connection connection, Request request) throws SQLException {
        return connection.createArrayOf(
                "text", request.versions().stream().map(Version::toString).toArray());
    }

    private static Request request(ResultSet row) throws SQLException {
        return new Request(
                Verb.of(row.getString("verb")),
                version(row, "goal"),
                row.getBoolean("force"),
                Optional.ofNullable(row.getString("reason")),
                Stream.of((String[]) row.getArray("versions").getArray())
                        .map(Version::of)
                        .toList());
    }

    private Course course(ResultSet row) throws SQLException {
        return new Course(
                Status.valueOf(constant(row.getString("status"))),
                Optional.ofNullable(row.getString("outcome")).map(o -> Outcome.valueOf(constant(o))),
                Optional.ofNullable(row.getString("decision")),
                version(row, "from_version"),
                version(row, "to_version"),
                instant(row, "started_at"),
                instant(row, "ended_at"),
                Optional.ofNullable(row.getString("message")),
                Optional.ofNullable(row.getString("problem")).map(this::refusal));
    }

    private Refusal refusal(String text) {
        Map<String, Object> fields = read(text);
        return new Refusal(
                Reason.of(String.valueOf(fields.get("reason"))),
                String.valueOf(fields.get("sentence")),
                json.convertValue(fields.get("details"), DETAILS));
    }

    private Map<String, Object> read(String text) {
        try {
            return json.readValue(text, DETAILS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static OptionalLong number(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, Long.class))
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    private static Optional<Version> version(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column)).map(Version::of);
    }

    static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
