package dev.headgate.postgres;

import static dev.headgate.postgres.OperationRows.at;
import static dev.headgate.postgres.OperationRows.instant;
import static dev.headgate.postgres.StoreAccess.query;

import dev.headgate.audit.Entry;
import dev.headgate.audit.Head;
import dev.headgate.audit.Link;
import dev.headgate.audit.Register;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The store's table of the audit. */
public final class PostgresRegister implements Register {

    private static final int FEW = 1000;

    private static final String FIND = """
            SELECT * FROM headgate.audit
            WHERE (?::text[] IS NULL OR target = ANY (?::text[]))
              AND (?::text IS NULL OR principal = ?::text)
              AND (?::text IS NULL OR act = ?::text)
              AND (?::text IS NULL OR outcome = ?::text)
              AND (?::uuid IS NULL OR operation = ?::uuid)
              AND (?::timestamptz IS NULL OR at >= ?::timestamptz)
              AND (?::timestamptz IS NULL OR at < ?::timestamptz)
              AND (?::bigint IS NULL OR number <= ?::bigint)
            ORDER BY number DESC OFFSET ? LIMIT ?
            """;

    /** In one statement, so of one moment. */
    private static final String STANDING =
            "SELECT rows, hash, (SELECT coalesce(max(number), 0) FROM headgate.audit) AS newest FROM headgate.audit_head";

    private static final String BETWEEN =
            "SELECT * FROM headgate.audit WHERE number > ? AND number <= ? ORDER BY number LIMIT " + FEW;

    private final AuditedStore store;

    public PostgresRegister(AuditedStore store) {
        this.store = store;
    }

    @Override
    public void take(List<Entry> entries) {
        store.inTransaction((connection, audit) -> {
            entries.forEach(audit);
            return entries.size();
        });
    }

    @Override
    public List<Link> find(Filter filter, int offset, int limit) {
        @Nullable
        String[] targets = filter.targets().map(PostgresRegister::texts).orElse(null);
        @Nullable String principal = filter.principal().orElse(null);
        @Nullable String act = filter.act().orElse(null);
        @Nullable String outcome = filter.outcome().orElse(null);
        @Nullable UUID operation = filter.operation().orElse(null);
        @Nullable Long upTo = filter.upTo().orElse(null);
        return store.access()
                .with(connection -> query(
                        connection,
                        FIND,
                        PostgresRegister::link,
                        targets,
                        targets,
                        principal,
                        principal,
                        act,
                        act,
                        outcome,
                        outcome,
                        operation,
                        operation,
                        at(filter.since()),
                        at(filter.since()),
                        at(filter.until()),
                        at(filter.until()),
                        upTo,
                        upTo,
                        offset,
                        limit));
    }

    @Override
    public Optional<Standing> standing() {
        return store
                .access()
                .with(connection -> query(
                        connection,
                        STANDING,
                        row -> new Standing(
                                new Head(row.getLong("rows"), row.getString("hash")), row.getLong("newest"))))
                .stream()
                .findFirst();
    }

    @Override
    public List<Link> between(long above, long upTo) {
        return store.access().with(connection -> query(connection, BETWEEN, PostgresRegister::link, above, upTo));
    }

    private static String[] texts(Set<String> targets) {
        return targets.toArray(String[]::new);
    }

    private static Link link(ResultSet row) throws SQLException {
        return new Link(
                row.getLong("number"),
                instant(row, "at").orElseThrow(),
                row.getString("principal"),
                row.getString("method"),
                Optional.ofNullable(row.getString("address")),
                Optional.ofNullable(row.getString("user_agent")),
                row.getString("act"),
                Optional.ofNullable(row.getString("target")),
                Optional.ofNullable(row.getObject("operation", UUID.class)),
                Optional.ofNullable(row.getString("reason")),
                row.getString("outcome"),
                Optional.ofNullable(row.getString("detail")),
                row.getString("previous"),
                row.getString("hash"));
    }
}
