package dev.headgate.postgres;

import static dev.headgate.postgres.OperationRows.at;
import static dev.headgate.postgres.StoreAccess.query;

import dev.headgate.migration.Digest;
import dev.headgate.migration.TargetName;
import dev.headgate.security.Caller;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Which bundles are the active ones. Each takes a session, so that an operation's end can change it in its transaction. */
final class ActiveRows {

    /** In one statement, so that nobody is told of what did not change. */
    private static final String ACTIVATE = """
            WITH changed AS (
                INSERT INTO headgate.active AS a (target, digest, activated_at, activated_by) VALUES (?, ?, ?, ?)
                ON CONFLICT (target) DO UPDATE
                SET digest = excluded.digest, activated_at = excluded.activated_at, activated_by = excluded.activated_by
                WHERE a.digest <> excluded.digest
                RETURNING target
            )
            SELECT pg_notify('%s', '%s ' || target) FROM changed
            """.formatted(EventWriter.CHANNEL, Payload.ACTIVE);

    private static final String OF = "SELECT digest FROM headgate.active WHERE target = ?";

    private ActiveRows() {}

    /** Whether another one was, or none. */
    static boolean activate(Connection connection, TargetName target, Digest digest, Caller by, Instant when)
            throws SQLException {
        return !query(
                        connection,
                        ACTIVATE,
                        row -> true,
                        target.text(),
                        digest.text(),
                        at(Optional.of(when)),
                        by.principal())
                .isEmpty();
    }

    static Optional<Digest> of(Connection connection, TargetName target) throws SQLException {
        return query(connection, OF, row -> new Digest(row.getString(1)), target.text()).stream()
                .findFirst();
    }
}
