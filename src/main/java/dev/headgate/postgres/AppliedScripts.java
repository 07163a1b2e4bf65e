package dev.headgate.postgres;

import static dev.headgate.postgres.StoreAccess.array;
import static dev.headgate.postgres.StoreAccess.execute;
import static dev.headgate.postgres.StoreAccess.query;

import dev.headgate.migration.Digest;
import dev.headgate.migration.LedgerRow;
import dev.headgate.migration.Script;
import dev.headgate.migration.TargetName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which bundles the scripts that the ledgers record came from. */
final class AppliedScripts {

    /** In one order, so that two operations wait for each other only one way. */
    private static final String APPLIES = """
            INSERT INTO headgate.applied AS a (target, bundle, script, checksum, at)
            SELECT ?, ?, script, checksum, clock_timestamp()
            FROM (SELECT DISTINCT * FROM unnest(?::text[], ?::integer[]) AS s (script, checksum)) AS s
            ORDER BY script, checksum
            ON CONFLICT (target, script, checksum) DO UPDATE SET bundle = excluded.bundle, at = excluded.at
            """;

    private static final String HOLDING = """
            SELECT r.digest FROM headgate.release r
            JOIN headgate.bundle_file f ON f.bundle = r.digest AND f.path = ?
            LEFT JOIN headgate.applied a
                ON a.target = r.target AND a.script = f.path AND a.checksum = ? AND a.bundle = r.digest
            WHERE r.target = ?
            ORDER BY a.bundle IS NULL, r.came_at DESC, r.digest
            """;

    private static final String APPLIED_BY = """
            SELECT asked.place, a.bundle
            FROM unnest(?::text[], ?::integer[]) WITH ORDINALITY AS asked (script, checksum, place)
            JOIN headgate.applied a ON a.target = ? AND a.script = asked.script AND a.checksum = asked.checksum
            """;

    private final StoreAccess store;

    AppliedScripts(StoreAccess store) {
        this.store = store;
    }

    void applies(TargetName target, Digest digest, Collection<Script> scripts) {
        List<Script> all = List.copyOf(scripts);
        store.with(connection -> execute(
                connection,
                APPLIES,
                target.text(),
                digest.text(),
                array(connection, "text", all, Script::file),
                array(connection, "integer", all, Script::checksum)));
    }

    List<Digest> holding(TargetName target, LedgerRow row) {
        return store.with(connection -> query(
                connection,
                HOLDING,
                found -> new Digest(found.getString(1)),
                row.script(),
                row.checksum().isPresent() ? row.checksum().getAsInt() : null,
                target.text()));
    }

    Map<LedgerRow, Digest> appliedBy(TargetName target, Collection<LedgerRow> rows) {
        List<LedgerRow> asked = rows.stream()
                .filter(row -> row.checksum().isPresent())
                .distinct()
                .toList();
        return store
                .with(connection -> query(
                        connection,
                        APPLIED_BY,
                        found -> Map.entry(asked.get(found.getInt(1) - 1), new Digest(found.getString(2))),
                        array(connection, "text", asked, LedgerRow::script),
                        array(
                                connection,
                                "integer",
                                asked,
                                row -> row.checksum().orElseThrow()),
                        target.text()))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
