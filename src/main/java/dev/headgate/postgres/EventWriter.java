package dev.headgate.postgres;

import static dev.headgate.postgres.OperationRows.at;
import static dev.headgate.postgres.OperationRows.word;

import dev.headgate.operation.Event;
import dev.headgate.operation.OperationLog.Hold;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Changes an operation and tells of it, in one statement: the fence (who may write, and that it has not ended), the change,
 * the event with the next number, and the notification of all replicas.
 */
final class EventWriter {

    /** Replicas listen here; see {@link Payload}. */
    static final String CHANNEL = "headgate";

    private static final String TELL = """
            WITH told AS (
                UPDATE headgate.operation SET %s events = events + 1
                WHERE id = ? AND ended_at IS NULL %s
                RETURNING id, target, events, cancel, cancelled_by, cancel_reason
            ), noted AS (
                INSERT INTO headgate.event (operation, number, at, kind, sentence, details)
                SELECT id, events, ?, ?, ?, ?::jsonb FROM told
            )
            SELECT cancel, cancelled_by, cancel_reason, pg_notify('""" + CHANNEL + "', id || ' ' || ? || ' ' || target) FROM told";

    private final OperationRows rows;

    EventWriter(OperationRows rows) {
        this.rows = rows;
    }

    /**
     * The statement for {@link #tell}.
     *
     * @param change assignments, each with a comma after it
     * @param fence more conditions, each with AND before it
     */
    static String statement(String change, String fence) {
        return TELL.formatted(change, fence);
    }

    /**
     * @param values those of the change, the operation's id, and those of the fence
     */
    Hold tell(Connection connection, String sql, Event event, @Nullable Object... values) throws SQLException {
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
        return StoreAccess.query(connection, sql, row -> new Hold(true, OperationRows.cancellation(row)), all).stream()
                .findFirst()
                .orElse(new Hold(false, Optional.empty()));
    }
}
