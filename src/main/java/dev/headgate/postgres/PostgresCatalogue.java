package dev.headgate.postgres;

import static dev.headgate.postgres.StoreAccess.execute;
import static dev.headgate.postgres.StoreAccess.query;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Digest;
import dev.headgate.migration.LedgerRow;
import dev.headgate.migration.Phase;
import dev.headgate.migration.Release;
import dev.headgate.migration.Revision;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Version;
import dev.headgate.migration.Window;
import dev.headgate.operation.Catalogue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Releases and their revisions in the store. */
public final class PostgresCatalogue implements Catalogue {

    /** Writes, and so answers, nothing where the release is the newest already. */
    private static final String RECORD = """
            INSERT INTO headgate.release AS r (target, digest, name, serves_from, serves_to, head, seen_at)
            VALUES (?, ?, ?, ?, ?, ?, clock_timestamp())
            ON CONFLICT (target, digest) DO UPDATE SET seen_at = clock_timestamp()
            WHERE EXISTS (SELECT FROM headgate.release o WHERE o.target = r.target AND o.seen_at > r.seen_at)
            RETURNING xmax = 0
            """;

    /** In one order, so that two replicas with much the same bundle wait for each other only one way. */
    private static final String REVISIONS = """
            INSERT INTO headgate.revision (target, script, checksum, version, phase)
            SELECT ?, * FROM unnest(?::text[], ?::integer[], ?::text[], ?::text[]) AS r (script, checksum, version, phase)
            ORDER BY script, checksum
            ON CONFLICT DO NOTHING
            """;

    /** A payload that begins with a word, which is no operation's id. */
    private static final String TELL = "SELECT pg_notify('%s', 'release ' || ?)".formatted(EventWriter.CHANNEL);

    private static final String RELEASES = """
            SELECT digest, name, serves_from, serves_to, head FROM headgate.release
            WHERE target = ? ORDER BY seen_at DESC
            """;

    private static final String PHASES = """
            SELECT asked.version, r.phase
            FROM unnest(?::text[], ?::integer[], ?::text[]) AS asked (script, checksum, version)
            JOIN headgate.revision r ON r.target = ? AND r.script = asked.script AND r.checksum = asked.checksum
            """;

    private final StoreAccess store;

    public PostgresCatalogue(DataSource store) {
        this.store = new StoreAccess(store);
    }

    void record(Target target, Bundle bundle) {
        store.inTransaction(connection -> {
            Optional<Boolean> isNew = record(connection, target.name(), Release.of(bundle));
            if (isNew.isPresent() && isNew.get()) {
                revisions(connection, target.name(), bundle.revisions());
            }
            if (isNew.isPresent()) {
                query(connection, TELL, row -> true, target.name().text());
            }
            return true;
        });
    }

    @Override
    public List<Release> releases(TargetName target) {
        return store.with(connection -> query(
                connection,
                RELEASES,
                row -> new Release(
                        new Digest(row.getString(1)),
                        Optional.ofNullable(row.getString(2)),
                        new Window(Version.of(row.getString(3)), Version.of(row.getString(4))),
                        Version.of(row.getString(5))),
                target.text()));
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

    /** Whether it is new; nothing when it was the newest already. */
    private static Optional<Boolean> record(Connection connection, TargetName target, Release release)
            throws SQLException {
        return query(
                        connection,
                        RECORD,
                        row -> row.getBoolean(1),
                        target.text(),
                        release.digest().text(),
                        release.name().orElse(null),
                        release.serves().from().toString(),
                        release.serves().to().toString(),
                        release.head().toString())
                .stream()
                .findFirst();
    }

    private static void revisions(Connection connection, TargetName target, List<Revision> revisions)
            throws SQLException {
        execute(
                connection,
                REVISIONS,
                target.text(),
                array(
                        connection,
                        "text",
                        revisions,
                        revision -> revision.forward().file()),
                array(
                        connection,
                        "integer",
                        revisions,
                        revision -> revision.forward().checksum()),
                array(
                        connection,
                        "text",
                        revisions,
                        revision -> revision.version().toString()),
                array(
                        connection,
                        "text",
                        revisions,
                        revision -> revision.phase().word()));
    }

    private static <T> Object array(Connection connection, String type, List<T> of, Function<T, Object> value)
            throws SQLException {
        return connection.createArrayOf(type, of.stream().map(value).toArray());
    }

    @Override
    public List<Entry> entries(TargetName target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<TargetName, Digest> active() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Digest> active(TargetName target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void activate(TargetName target, Digest digest, dev.headgate.operation.Caller by, java.time.Instant at) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void applies(TargetName target, Digest digest, Collection<dev.headgate.migration.Script> scripts) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Digest> holding(TargetName target, LedgerRow row) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<LedgerRow, Digest> appliedBy(TargetName target, Collection<LedgerRow> rows) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<java.util.UUID> operationWith(TargetName target, Digest digest) {
        throw new UnsupportedOperationException();
    }
}
