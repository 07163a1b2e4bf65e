package dev.headgate.postgres;

import static dev.headgate.postgres.OperationRows.at;
import static dev.headgate.postgres.OperationRows.text;
import static dev.headgate.postgres.OperationRows.word;
import static dev.headgate.postgres.StoreAccess.execute;
import static dev.headgate.postgres.StoreAccess.query;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Request;
import dev.headgate.operation.Event;
import dev.headgate.operation.Operation;
import dev.headgate.operation.OperationLog.Taken;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Takes requests into the store: as new operations, or as the ones that are there. */
final class OperationIntake {

    private static final String ADD = """
            WITH added AS (
                INSERT INTO headgate.operation (
                    id, target, verb, goal, force, reason, versions, bundle, activates, requested_by, client, user_agent,
                    traceparent, created_at, status, owner, events)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
                ON CONFLICT (target, verb, coalesce(goal, ''), force, versions, bundle, activates) WHERE ended_at IS NULL DO NOTHING
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
              AND activates = ? AND ended_at IS NULL
            """;

    private static final String NAMED = """
            SELECT o.* FROM headgate.operation o JOIN headgate.idempotency_key k ON k.operation = o.id
            WHERE k.target = ? AND k.key = ?
            """;

    private static final String NAME = """
            INSERT INTO headgate.idempotency_key (target, key, operation) VALUES (?, ?, ?)
            ON CONFLICT (target, key) DO UPDATE SET operation = excluded.operation
            """;

    /** Whether what an operation has brought about is still so, as far as Headgate had a hand in it. */
    private static final String STANDS = """
            SELECT FROM headgate.active
            WHERE target = ? AND digest = ? AND NOT EXISTS (
                SELECT FROM headgate.operation
                WHERE target = ? AND id <> ? AND outcome = 'applied' AND ended_at >= ?)
            """;

    /** Requests with one key take turns. */
    private static final String TURN =
            "SELECT pg_advisory_xact_lock(%d, hashtext(? || ' ' || ?))".formatted(0x48474b59); // "HGKY"

    private static final String NOTE = EventWriter.statement("", "");

    private final OperationRows rows;
    private final EventWriter events;
    private final IntSupplier replica;

    /**
     * @param replica this replica's number
     */
    OperationIntake(OperationRows rows, EventWriter events, IntSupplier replica) {
        this.rows = rows;
        this.events = events;
        this.replica = replica;
    }

    /** By the caller's own name for it; in a transaction. */
    Taken takeNamed(Connection connection, Operation operation, String key) throws SQLException {
        String target = operation.target().text();
        query(connection, TURN, row -> true, target, key);
        Optional<Operation> named = named(connection, target, key);
        if (named.isPresent() && !isSpent(connection, named.get(), operation)) {
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
        Taken taken = take(connection, operation);
        execute(connection, NAME, target, key, taken.operation().id());
        return taken;
    }

    /** The one that the key stands for. */
    Optional<Operation> named(Connection connection, String target, String key) throws SQLException {
        return query(connection, NAMED, rows::operation, target, key).stream().findFirst();
    }

    /**
     * Trouble that passes is to be tried again: the key stands for what is asked, not for the trouble. With another
     * bundle, another thing is asked for. And where it was to make its bundle the active one, and that is not so, or something
     * else was applied since, it is to be seen to: what was in its way may be gone, a release has come back, or somebody
     * took the database back.
     */
    private static boolean isSpent(Connection connection, Operation named, Operation asked) throws SQLException {
        boolean passing = named.course()
                .problem()
                .filter(problem -> named.hasEnded() && problem.reason().isPassing())
                .isPresent();
        return passing
                || !named.bundle().equals(asked.bundle())
                || (asked.activates() && !named.activates())
                || (named.activates() && named.hasEnded() && !stands(connection, named));
    }

    private static boolean stands(Connection connection, Operation ended) throws SQLException {
        return ended.course().status() == Operation.Status.SUCCEEDED
                && !query(
                                connection,
                                STANDS,
                                row -> true,
                                ended.target().text(),
                                ended.bundle().text(),
                                ended.target().text(),
                                ended.id(),
                                at(ended.course().endedAt()))
                        .isEmpty();
    }

    private static boolean asksForTheSame(Request one, Request other) {
        return one.verb() == other.verb()
                && one.to().equals(other.to())
                && one.force() == other.force()
                && one.versions().equals(other.versions());
    }

    Taken take(Connection connection, Operation operation) throws SQLException {
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
                            OperationRows.versions(connection, request),
                            operation.bundle().text(),
                            operation.activates())
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
                        OperationRows.versions(connection, request),
                        operation.bundle().text(),
                        operation.activates(),
                        operation.caller().principal(),
                        operation.caller().address().orElse(null),
                        operation.caller().userAgent().orElse(null),
                        operation.caller().traceparent().orElse(null),
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
        events.tell(connection, NOTE, Event.attached(asked.caller(), asked.createdAt()), there.id());
    }
}
