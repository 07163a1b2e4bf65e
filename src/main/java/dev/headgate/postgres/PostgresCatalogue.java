package dev.headgate.postgres;

import static dev.headgate.postgres.OperationRows.instant;
import static dev.headgate.postgres.StoreAccess.array;
import static dev.headgate.postgres.StoreAccess.query;

import dev.headgate.migration.Digest;
import dev.headgate.migration.LedgerRow;
import dev.headgate.migration.Phase;
import dev.headgate.migration.Release;
import dev.headgate.migration.Script;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Version;
import dev.headgate.migration.Window;
import dev.headgate.operation.Catalogue;
import dev.headgate.operation.Deeds;
import dev.headgate.operation.Shelf;
import dev.headgate.security.Caller;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** What the store knows of the bundles that targets have had. {@link PostgresShelf} writes it. */
public final class PostgresCatalogue implements Catalogue {

    private static final String RELEASES = """
            SELECT digest, name, serves_from, serves_to, head FROM headgate.release
            WHERE target = ? ORDER BY seen_at DESC
            """;

    private static final String ENTRIES = """
            SELECT r.*, coalesce(b.bytes, 0) AS bytes, coalesce(b.files, 0) AS files, a.activated_at, a.activated_by
            FROM headgate.release r
            LEFT JOIN headgate.bundle b ON b.digest = r.digest
            LEFT JOIN headgate.active a ON a.target = r.target AND a.digest = r.digest
            WHERE r.target = ? ORDER BY r.came_at DESC, r.digest
            """;

    private static final String PHASES = """
            SELECT asked.version, r.phase
            FROM unnest(?::text[], ?::integer[], ?::text[]) AS asked (script, checksum, version)
            JOIN headgate.revision r ON r.target = ? AND r.script = asked.script AND r.checksum = asked.checksum
            """;

    /** Also one that took only a step's script from it. */
    private static final String OPERATION_WITH = """
            SELECT id FROM headgate.operation o
            WHERE target = ?
              AND (bundle = ? OR EXISTS (SELECT FROM headgate.step s WHERE s.operation = o.id AND s.bundle = ?))
            ORDER BY created_at DESC, id LIMIT 1
            """;

    private final AuditedStore audited;
    private final StoreAccess store;
    private final AppliedScripts applied;

    public PostgresCatalogue(AuditedStore store) {
        this.audited = store;
        this.store = store.access();
        this.applied = new AppliedScripts(this.store);
    }

    @Override
    public List<Release> releases(TargetName target) {
        return store.with(connection -> query(connection, RELEASES, PostgresCatalogue::release, target.text()));
    }

    @Override
    public Map<Version, Phase> phases(TargetName target, Collection<LedgerRow> rows) {
        List<LedgerRow> asked = rows.stream()
                .filter(row -> row.version().isPresent() && row.checksum().isPresent())
                .toList();
        return store.with(connection -> query(
                        connection,
                        PHASES,
                        row -> Map.entry(Version.of(row.getString(1)), Phase.of(row.getString(2))),
                        array(connection, "text", asked, LedgerRow::script),
                        array(
                                connection,
                                "integer",
                                asked,
                                row -> row.checksum().orElseThrow()),
                        array(
                                connection,
                                "text",
                                asked,
                                row -> row.version().orElseThrow().toString()),
                        target.text())
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Override
    public List<Entry> entries(TargetName target) {
        return store.with(connection -> query(connection, ENTRIES, PostgresCatalogue::entry, target.text()));
    }

    @Override
    public Optional<Digest> active(TargetName target) {
        return store.with(connection -> ActiveRows.of(connection, target));
    }

    @Override
    public void activate(TargetName target, Digest digest, Caller by, Instant at) {
        audited.inTransaction((connection, audit) -> {
            PostgresShelf.holdOn(connection, target, digest);
            if (ActiveRows.activate(connection, target, digest, by, at)) {
                audit.accept(Deeds.activated(target, digest, by));
            }
            return true;
        });
    }

    @Override
    public void applies(TargetName target, Digest digest, Collection<Script> scripts) {
        applied.applies(target, digest, scripts);
    }

    @Override
    public List<Digest> holding(TargetName target, LedgerRow row) {
        return applied.holding(target, row);
    }

    @Override
    public Map<LedgerRow, Digest> appliedBy(TargetName target, Collection<LedgerRow> rows) {
        return applied.appliedBy(target, rows);
    }

    @Override
    public Optional<UUID> operationWith(TargetName target, Digest digest) {
        return store
                .with(connection -> query(
                        connection,
                        OPERATION_WITH,
                        row -> row.getObject(1, UUID.class),
                        target.text(),
                        digest.text(),
                        digest.text()))
                .stream()
                .findFirst();
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                release(row),
                row.getLong("bytes"),
                row.getInt("files"),
                new Shelf.Origin(
                        row.getString("source"),
                        new Caller(
                                row.getString("brought_by"),
                                Optional.ofNullable(row.getString("client")),
                                Optional.ofNullable(row.getString("user_agent"))),
                        instant(row, "came_at").orElseThrow()),
                activation(row));
    }

    private static Optional<Activation> activation(ResultSet row) throws SQLException {
        Optional<Instant> at = instant(row, "activated_at");
        return at.isEmpty() ? Optional.empty() : Optional.of(new Activation(at.get(), row.getString("activated_by")));
    }

    private static Release release(ResultSet row) throws SQLException {
        return new Release(
                new Digest(row.getString("digest")),
                Optional.ofNullable(row.getString("name")),
                new Window(Version.of(row.getString("serves_from")), Version.of(row.getString("serves_to"))),
                Version.of(row.getString("head")));
    }
}
