package dev.headgate.postgres;

import static dev.headgate.postgres.OperationRows.at;
import static dev.headgate.postgres.OperationRows.instant;
import static dev.headgate.postgres.StoreAccess.query;

import dev.headgate.audit.Chain;
import dev.headgate.audit.Entry;
import dev.headgate.audit.Head;
import dev.headgate.audit.Link;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes entries the next rows of the audit. */
final class ChainWriter {

    /**
     * From here to the end of the transaction all others wait: should this process freeze in between, the server ends the
     * session soon.
     */
    private static final String HEAD = """
            SELECT rows, hash, clock_timestamp() AS at, set_config('idle_in_transaction_session_timeout', '3s', true)
            FROM headgate.audit_head FOR UPDATE
            """;

    private static final String ADD = """
            WITH added AS (
                INSERT INTO headgate.audit (
                    number, at, principal, method, address, user_agent, act, target, operation, reason, outcome, detail,
                    previous, hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                RETURNING number, hash
            )
            UPDATE headgate.audit_head SET rows = added.number, hash = added.hash FROM added
            """;

    private record Turn(Head head, Instant at) {}

    private ChainWriter() {}

    /** In a transaction, as the last of it. */
    static List<Link> write(Connection connection, List<Entry> entries) throws SQLException {
        if (entries.isEmpty()) {
            return List.of();
        }
        Turn turn = query(
                        connection,
                        HEAD,
                        row -> new Turn(
                                new Head(row.getLong("rows"), row.getString("hash")),
                                instant(row, "at").orElseThrow()))
                .stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the head of the audit's chain is gone"));
        List<Link> links = new ArrayList<>();
        Head head = turn.head();
        for (Entry entry : entries) {
            Link link = Chain.next(head, turn.at(), entry);
            links.add(link);
            head = link.head();
        }
        add(connection, links);
        return links;
    }

    private static void add(Connection connection, List<Link> links) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            for (Link link : links) {
                StoreAccess.bind(
                        statement,
                        link.number(),
                        at(Optional.of(link.at())),
                        link.principal(),
                        link.method(),
                        link.address().orElse(null),
                        link.userAgent().orElse(null),
                        link.act(),
                        link.target().orElse(null),
                        link.operation().orElse(null),
                        link.reason().orElse(null),
                        link.outcome(),
                        link.detail().orElse(null),
                        link.previous(),
                        link.hash());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
