package dev.headgate.postgres;

import static dev.headgate.postgres.OperationRows.at;
import static dev.headgate.postgres.OperationRows.number;
import static dev.headgate.postgres.OperationRows.text;
import static dev.headgate.postgres.OperationRows.word;
import static dev.headgate.postgres.StoreAccess.execute;
import static dev.headgate.postgres.StoreAccess.query;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Request;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Version;
import dev.headgate.operation.Cancellation;
import dev.headgate.operation.Event;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Operation.Course;
import dev.headgate.operation.Operation.Status;
import dev.headgate.operation.OperationLog;
import dev.headgate.operation.StepRun;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The store's tables of operations, steps and events. What an attempt writes is one statement: the fence (is it still the
 * newest attempt, and has not ended?), the change, the event, and the notification of all replicas.
 */
public final class PostgresOperationLog implements OperationLog {

    /** Replicas listen here; a payload is an operation's id and the kind of the event. */
    static final String CHANNEL = "headgate";

    private static final String ADD = """
            WITH added AS (
                INSERT INTO headgate.operation (
                    id, target, verb, goal, force, reason, versions, bundle, requested_by, client, user_agent, created_at,
                    status, owner, events)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
                ON CONFLICT (target, verb, coalesce(goal, ''), force, versions, bundle) WHERE ended_at IS NULL DO NOTHING
                RETURNING id
            ), noted AS (
                INSERT INTO headgate.event (operation, number, at, kind, sentence, details)
                SELECT id, 1, ?, ?, ?, ?::jsonb FROM added
            )
            SELECT id FROM added
            """;

    private static final String UNDER_WAY = """
            SELECT * FROM headgate.operation
            WHERE target = ? AND verb = ? AND coalesce(goal, '') = coalesce(?, '') AND force = ? AND versions = ? AND bundle = ?
              AND ended_at IS NULL
            """;

    private static final String NAMED = """
            SELECT o.* FROM headgate.operation o JOIN headgate.idempotency_key k ON k.operation = o.id
            WHERE k.target = ? AND k.key = ?
            """;

    private static final String NAME = """
            INSERT INTO headgate.idempotency_key (target, key, operation) VALUES (?, ?, ?)
            ON CONFLICT (target, key) DO UPDATE SET operation = excluded.operation
            """;

    /** Requests with one key take turns. */
    private static final String TURN =
            "SELECT pg_advisory_xact_lock(%d, hashtext(? || ' ' || ?))".formatted(0x48474b59); // "HGKY"

    /** What an attempt writes; the two parts are what it changes, and who may. */
    private static final String TELL = """
            WITH told AS (
                UPDATE headgate.operation SET %s events = events + 1
                WHERE id = ? AND ended_at IS NULL %s
                RETURNING id, events, cancel, cancelled_by, cancel_reason
            ), noted AS (
                INSERT INTO headgate.event (operation, number, at, kind, sentence, details)
                SELECT id, events, ?, ?, ?, ?::jsonb FROM told
            )
            SELECT cancel, cancelled_by, cancel_reason, pg_notify('""" + CHANNEL + "', id || ' ' || ?) FROM told";

    private static final String FENCE = "AND attempt = ?";

    private static final String NOTE = TELL.formatted("", FENCE);

    private static final String NOTE_OF_OTHERS = TELL.formatted("", "");

    private static final String UPDATE = TELL.formatted("""
            status = ?, outcome = ?, decision = ?, from_version = ?, to_version = ?, started_at = ?, ended_at = ?,
                message = ?, problem = ?::jsonb,""", FENCE);

    private static final String FREE =
            TELL.formatted("status = 'interrupted', owner = NULL, attempt = attempt + 1, freed_at = now(),", FENCE);

    private static final String CANCEL = TELL.formatted(
            "cancel = CASE cancel WHEN 'statement' THEN cancel ELSE ? END, cancelled_by = ?, cancel_reason = ?,", "");

    private static final String REMOVE_STEPS = "DELETE FROM headgate.step WHERE operation = ?";

    private static final String ADD_STEP = """
            INSERT INTO headgate.step (
                operation, position, version, description, kind, script, status, transactional, started_at, ms, rows, notices)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String UPDATE_STEP = """
            UPDATE headgate.step SET status = ?, transactional = ?, started_at = ?, ms = ?, rows = ?, notices = ?
            WHERE operation = ? AND position = ?
            """;

    private static final String FIND = "SELECT * FROM headgate.operation WHERE id = ?";

    private static final String STEPS = "SELECT * FROM headgate.step WHERE operation = ? ORDER BY position";

    private static final String EVENTS =
            "SELECT * FROM headgate.event WHERE operation = ? AND number > ? ORDER BY number";

    private static final String LIST = """
            SELECT * FROM headgate.operation
            WHERE (?::text IS NULL OR target = ?::text) AND (?::text IS NULL OR status = ?::text)
            ORDER BY created_at DESC, id OFFSET ? LIMIT ?
            """;

    private static final String PRUNE = """
            DELETE FROM headgate.operation WHERE id IN (
                SELECT id FROM headgate.operation WHERE ended_at < ? ORDER BY ended_at LIMIT 500 FOR UPDATE SKIP LOCKED)
            """;

    private final StoreAccess store;
    private final OperationRows rows;
    private final IntSupplier replica;

    /**
     * @param json writes what refusals and events tell of
     * @param replica this replica's number; throws Refused while it has none
     */
    public PostgresOperationLog(DataSource store, ObjectMapper json, IntSupplier replica) {
        this.store = new StoreAccess(store);
        this.rows = new OperationRows(json);
        this.replica = replica;
    }

    @Override
    public Taken add(Operation operation, Optional<String> key) {
        return key.isEmpty()
                ? store.with(connection -> addOrAttach(connection, operation))
                : store.inTransaction(connection -> addNamed(connection, operation, key.get()));
    }

    private Taken addNamed(Connection connection, Operation operation, String key) throws SQLException {
        String target = operation.target().text();
        query(connection, TURN, row -> true, target, key);
        Optional<Operation> named =
                query(connection, NAMED, rows::operation, target, key).stream().findFirst();
        if (named.isPresent() && !isSpent(named.get())) {
            if (!asksForTheSame(operation.request(), named.get().request())) {
                throw Refusal.of(
                                Reason.KEY_REUSED,
                                "this Idempotency-Key stands for operation %s, which was asked for something else: %s of %s. Use a key of its own for each thing that is asked for"
                                        .formatted(
                                                named.get().id(),
                                                named.get().request().verb().word(),
                                                target))
                        .thrown();
            }
            attach(connection, named.get(), operation);
            return new Taken(named.get(), false);
        }
        Taken taken = addOrAttach(connection, operation);
        execute(connection, NAME, target, key, taken.operation().id());
        return taken;
    }

    /** Trouble that passes is to be tried again: the key stands for what is asked, not for the trouble. */
    private static boolean isSpent(Operation operation) {
        return operation.hasEnded()
                && operation
                        .course()
                        .problem()
                        .filter(problem -> problem.reason().isPassing())
                        .isPresent();
    }

    private static boolean asksForTheSame(Request one, Request other) {
        return one.verb() == other.verb()
                && one.to().equals(other.to())
                && one.force() == other.force()
                && one.versions().equals(other.versions());
    }

    private Taken addOrAttach(Connection connection, Operation operation) throws SQLException {
        while (true) {
            if (insert(connection, operation)) {
                return new Taken(operation, true);
            }
            Request request = operation.request();
            Optional<Operation> underWay = query(
                            connection,
                            UNDER_WAY,
                            rows::operation,
                            operation.target().text(),
                            request.verb().word(),
                            text(request.to()),
                            request.force(),
                            versions(connection, request),
                            operation.bundle())
                    .stream()
                    .findFirst();
            if (underWay.isPresent()) {
                attach(connection, underWay.get(), operation);
                return new Taken(underWay.get(), false);
            }
        }
    }

    private boolean insert(Connection connection, Operation operation) throws SQLException {
        Request request = operation.request();
        Event event = Event.queued(operation);
        return !query(
                        connection,
                        ADD,
                        row -> true,
                        operation.id(),
                        operation.target().text(),
                        request.verb().word(),
                        text(request.to()),
                        request.force(),
                        request.reason().orElse(null),
                        versions(connection, request),
                        operation.bundle(),
                        operation.caller().principal(),
                        operation.caller().address().orElse(null),
                        operation.caller().userAgent().orElse(null),
                        at(Optional.of(operation.createdAt())),
                        word(operation.course().status()),
                        replica.getAsInt(),
                        at(Optional.of(event.at())),
                        word(event.kind()),
                        event.sentence(),
                        rows.write(event.details()))
                .isEmpty();
    }

    private void attach(Connection connection, Operation there, Operation asked) throws SQLException {
        tell(connection, NOTE_OF_OTHERS, Event.attached(asked.caller(), asked.createdAt()), there.id());
    }

    private static Object versions(Connection connection, Request request) throws SQLException {
        return connection.createArrayOf(
                "text", request.versions().stream().map(Version::toString).toArray());
    }

    @Override
    public Hold update(Operation operation, Event event) {
        return store.with(connection -> update(connection, operation, event));
    }

    @Override
    public Hold replan(Operation operation, Event event) {
        return store.inTransaction(connection -> {
            Hold hold = update(connection, operation, event);
            if (hold.mine()) {
                execute(connection, REMOVE_STEPS, operation.id());
                addSteps(connection, operation);
            }
            return hold;
        });
    }

    @Override
    public Hold update(Operation operation, int step, Event event) {
        StepRun run = operation.steps().get(step);
        return store.inTransaction(connection -> {
            Hold hold = tell(connection, NOTE, event, operation.id(), operation.attempt());
            if (hold.mine()) {
                execute(
                        connection,
                        UPDATE_STEP,
                        word(run.status()),
                        run.transactional(),
                        at(run.startedAt()),
                        number(run.ms()),
                        number(run.rows()),
                        connection.createArrayOf("text", run.notices().toArray()),
                        operation.id(),
                        step);
            }
            return hold;
        });
    }

    @Override
    public Hold note(Operation operation, Event event) {
        return store.with(connection -> tell(connection, NOTE, event, operation.id(), operation.attempt()));
    }

    @Override
    public Hold free(Operation operation, Event event) {
        return store.with(connection -> tell(connection, FREE, event, operation.id(), operation.attempt()));
    }

    @Override
    public boolean cancel(UUID id, Cancellation cancellation, Event event) {
        return store.with(connection -> tell(
                        connection,
                        CANCEL,
                        event,
                        word(cancellation.mode()),
                        cancellation.by(),
                        cancellation.reason().orElse(null),
                        id))
                .mine();
    }

    @Override
    public Optional<Operation> find(UUID id) {
        return store.with(connection -> {
            // The operation first: its steps are then at least as far as it says.
            Optional<Operation> found =
                    query(connection, FIND, rows::operation, id).stream().findFirst();
            List<StepRun> steps = query(connection, STEPS, rows::step, id);
            return found.map(operation -> operation.with(steps));
        });
    }

    @Override
    public List<Operation> list(Optional<TargetName> target, Optional<Status> status, int offset, int limit) {
        String named = target.map(TargetName::text).orElse(null);
        String worded = status.map(OperationRows::word).orElse(null);
        return store.with(
                connection -> query(connection, LIST, rows::operation, named, named, worded, worded, offset, limit));
    }

    @Override
    public List<Event> events(UUID id, int after) {
        return store.with(connection -> query(connection, EVENTS, rows::event, id, after));
    }

    @Override
    public int prune(Instant before) {
        return store.with(connection -> execute(connection, PRUNE, at(Optional.of(before))));
    }

    private Hold update(Connection connection, Operation operation, Event event) throws SQLException {
        Course course = operation.course();
        return tell(
                connection,
                UPDATE,
                event,
                word(course.status()),
                course.outcome().map(OperationRows::word).orElse(null),
                course.decision().orElse(null),
                text(course.from()),
                text(course.to()),
                at(course.startedAt()),
                at(course.endedAt()),
                course.message().orElse(null),
                course.problem().map(rows::write).orElse(null),
                operation.id(),
                operation.attempt());
    }

    /**
     * @param values what goes before the event's own: what is changed, and the fence
     */
    private Hold tell(Connection connection, String sql, Event event, @Nullable Object... values) throws SQLException {
        @Nullable
        Object[] all = Stream.concat(
                        Stream.of(values),
                        Stream.of(
                                at(Optional.of(event.at())),
                                word(event.kind()),
                                event.sentence(),
                                rows.write(event.details()),
                                word(event.kind())))
                .toArray();
        return query(connection, sql, row -> new Hold(true, OperationRows.cancellation(row)), all).stream()
                .findFirst()
                .orElse(new Hold(false, Optional.empty()));
    }

    private static void addSteps(Connection connection, Operation operation) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD_STEP)) {
            for (int i = 0; i < operation.steps().size(); i++) {
                StepRun step = operation.steps().get(i);
                StoreAccess.bind(
                        statement,
                        operation.id(),
                        i,
                        text(step.version()),
                        step.description(),
                        step.kind(),
                        step.script().orElse(null),
                        word(step.status()),
                        step.transactional(),
                        at(step.startedAt()),
                        number(step.ms()),
                        number(step.rows()),
                        connection.createArrayOf("text", step.notices().toArray()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
