package dev.headgate.postgres;

import static dev.headgate.postgres.OperationRows.at;
import static dev.headgate.postgres.OperationRows.number;
import static dev.headgate.postgres.OperationRows.text;
import static dev.headgate.postgres.OperationRows.word;
import static dev.headgate.postgres.StoreAccess.execute;
import static dev.headgate.postgres.StoreAccess.query;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.audit.Entry;
import dev.headgate.gate.Work;
import dev.headgate.migration.Digest;
import dev.headgate.migration.TargetName;
import dev.headgate.operation.Cancellation;
import dev.headgate.operation.Deeds;
import dev.headgate.operation.Event;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Operation.Course;
import dev.headgate.operation.Operation.Status;
import dev.headgate.operation.OperationLog;
import dev.headgate.operation.StepRun;
import dev.headgate.security.Caller;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/** The store's tables of operations, steps and events. What an attempt writes is fenced by its number. */
public final class PostgresOperationLog implements OperationLog {

    private static final String FENCE = "AND attempt = ?";

    private static final String NOTE = EventWriter.statement("", FENCE);

    private static final String UPDATE = EventWriter.statement("""
            status = ?, outcome = ?, decision = ?, from_version = ?, to_version = ?, started_at = ?, ended_at = ?,
                message = ?, problem = ?::jsonb,""", FENCE);

    private static final String FREE = EventWriter.statement(
            "status = 'interrupted', owner = NULL, attempt = attempt + 1, freed_at = now(),", FENCE);

    private static final String CANCEL = EventWriter.statement(
            "cancel = CASE cancel WHEN 'statement' THEN cancel ELSE ? END, cancelled_by = ?, cancel_reason = ?,", "");

    private static final String REMOVE_STEPS = "DELETE FROM headgate.step WHERE operation = ?";

    private static final String ADD_STEP = """
            INSERT INTO headgate.step (
                operation, position, version, description, kind, script, bundle, status, transactional, started_at, ms, rows, notices)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
            WHERE (?::text[] IS NULL OR target = ANY (?::text[])) AND (?::text IS NULL OR status = ?::text)
            ORDER BY created_at DESC, id OFFSET ? LIMIT ?
            """;

    private static final String NEWEST = """
            SELECT o.* FROM unnest(?::text[]) AS t (name)
            CROSS JOIN LATERAL (
                SELECT * FROM headgate.operation WHERE target = t.name ORDER BY created_at DESC, id LIMIT 1) o
            """;

    private static final String UNDER_WAY = """
            SELECT DISTINCT ON (o.target) o.target, o.id, o.verb, o.status, o.created_at, s.steps, s.done, s.step
            FROM headgate.operation o
            CROSS JOIN LATERAL (
                SELECT count(*)::integer AS steps,
                       (count(*) FILTER (WHERE status = 'succeeded'))::integer AS done,
                       (array_agg(concat_ws(' ', version, description) ORDER BY position)
                            FILTER (WHERE status = 'running'))[1] AS step
                FROM headgate.step WHERE operation = o.id) s
            WHERE o.ended_at IS NULL
            ORDER BY o.target, array_position(ARRAY['running', 'waiting', 'interrupted', 'queued'], o.status), o.created_at
            """;

    /** A statement is told up to a second after it began: what was seen of it meanwhile still holds. */
    private static final String HINDRANCES = """
            SELECT o.id, hindrance.sentence
            FROM headgate.operation o
            CROSS JOIN LATERAL (
                SELECT e.number, e.at, e.sentence FROM headgate.event e
                WHERE e.operation = o.id
                  AND e.kind IN ('waiting-for-database', 'waiting-for-lock', 'blocked', 'retry')
                ORDER BY e.number DESC LIMIT 1) hindrance
            WHERE o.ended_at IS NULL AND NOT EXISTS (
                SELECT FROM headgate.event later
                WHERE later.operation = o.id AND later.number > hindrance.number
                  AND (later.kind IN ('progress', 'step-ended', 'interrupted', 'resumed')
                    OR later.kind = 'statement' AND later.at > hindrance.at + interval '2 s'))
            """;

    private static final String PRUNE = """
            DELETE FROM headgate.operation WHERE id IN (
                SELECT id FROM headgate.operation WHERE ended_at < ? ORDER BY ended_at LIMIT 500 FOR UPDATE SKIP LOCKED)
            """;

    private static final String TARGET = "SELECT target FROM headgate.operation WHERE id = ?";

    private final AuditedStore audited;
    private final StoreAccess store;
    private final OperationRows rows;
    private final EventWriter events;
    private final OperationIntake intake;

    /**
     * @param json writes what refusals and events tell of
     * @param replica this replica's number; throws Refused while it has none
     */
    public PostgresOperationLog(AuditedStore store, ObjectMapper json, IntSupplier replica) {
        this.audited = store;
        this.store = store.access();
        this.rows = new OperationRows(json);
        this.events = new EventWriter(rows);
        this.intake = new OperationIntake(rows, events, replica);
    }

    @Override
    public Taken add(Operation operation, Optional<String> key) {
        return audited.inTransaction((connection, audit) -> {
            if (operation.activates()) {
                PostgresShelf.holdOn(
                        connection, operation.target(), operation.bundle()); // from here on it is the operation's
            }
            Taken taken = key.isEmpty()
                    ? intake.take(connection, operation)
                    : intake.takeNamed(connection, operation, key.get());
            if (taken.isNew()) {
                audit.accept(Deeds.accepted(operation));
            }
            return taken;
        });
    }

    @Override
    public Hold update(Operation operation, Event event) {
        return operation.hasEnded()
                ? audited.inTransaction((connection, audit) -> update(connection, operation, event, audit))
                : store.with(connection -> update(connection, operation, event, entry -> {}));
    }

    @Override
    public Hold replan(Operation operation, Event event) {
        return audited.inTransaction((connection, audit) -> {
            Hold hold = update(connection, operation, event, audit);
            rewriteSteps(connection, operation, hold);
            return hold;
        });
    }

    private static void rewriteSteps(Connection connection, Operation operation, Hold hold) throws SQLException {
        if (hold.mine()) {
            execute(connection, REMOVE_STEPS, operation.id());
            addSteps(connection, operation);
        }
    }

    @Override
    public Hold update(Operation operation, int step, Event event) {
        StepRun run = operation.steps().get(step);
        return store.inTransaction(connection -> {
            Hold hold = events.tell(connection, NOTE, event, operation.id(), operation.attempt());
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
        return store.with(connection -> events.tell(connection, NOTE, event, operation.id(), operation.attempt()));
    }

    @Override
    public Hold free(Operation operation, Event event) {
        return store.inTransaction(connection -> {
            Hold hold = events.tell(connection, FREE, event, operation.id(), operation.attempt());
            rewriteSteps(connection, operation, hold);
            return hold;
        });
    }

    @Override
    public boolean cancel(UUID id, Cancellation cancellation, Caller caller, Event event) {
        return audited.inTransaction((connection, audit) -> {
            Hold hold = events.tell(
                    connection,
                    CANCEL,
                    event,
                    word(cancellation.mode()),
                    cancellation.by(),
                    cancellation.reason().orElse(null),
                    id);
            if (hold.mine()) {
                query(connection, TARGET, row -> new TargetName(row.getString(1)), id)
                        .forEach(target -> audit.accept(Deeds.cancelled(id, target, cancellation, caller)));
            }
            return hold.mine();
        });
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
    public Optional<Operation> named(TargetName target, String key) {
        return store.with(connection -> intake.named(connection, target.text(), key));
    }

    @Override
    public List<Operation> list(Optional<Set<TargetName>> targets, Optional<Status> status, int offset, int limit) {
        String[] named = targets.map(
                        names -> names.stream().map(TargetName::text).toArray(String[]::new))
                .orElse(null);
        String worded = status.map(OperationRows::word).orElse(null);
        return store.with(
                connection -> query(connection, LIST, rows::operation, named, named, worded, worded, offset, limit));
    }

    @Override
    public List<Operation> newest(Set<TargetName> targets) {
        String[] named = targets.stream().map(TargetName::text).toArray(String[]::new);
        return store.with(connection -> query(connection, NEWEST, rows::operation, (Object) named));
    }

    @Override
    public Map<UUID, String> hindrances() {
        return store
                .with(connection -> query(
                        connection,
                        HINDRANCES,
                        row -> Map.entry(row.getObject("id", UUID.class), row.getString("sentence"))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public Map<TargetName, Work> underWay() {
        return store.with(connection -> query(connection, UNDER_WAY, rows::work)).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public List<Event> events(UUID id, int after) {
        return store.with(connection -> query(connection, EVENTS, rows::event, id, after));
    }

    @Override
    public int prune(Instant before) {
        return store.with(connection -> execute(connection, PRUNE, at(Optional.of(before))));
    }

    private Hold update(Connection connection, Operation operation, Event event, Consumer<Entry> audit)
            throws SQLException {
        Course course = operation.course();
        Hold hold = events.tell(
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
        if (hold.mine() && operation.hasEnded()) {
            audit.accept(Deeds.ended(operation));
        }
        if (hold.mine()
                && activates(operation)
                && ActiveRows.activate(
                        connection,
                        operation.target(),
                        operation.bundle(),
                        operation.caller(),
                        course.endedAt().orElse(event.at()))) {
            audit.accept(Deeds.activated(operation));
        }
        return hold;
    }

    /** Whether this is the success by which its bundle becomes the active one: both, or neither. */
    private static boolean activates(Operation operation) {
        return operation.activates() && operation.course().status() == Status.SUCCEEDED;
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
                        step.bundle().map(Digest::text).orElse(null),
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
