package dev.headgate.postgres;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.headgate.migration.Adoption;
import dev.headgate.migration.Facts;
import dev.headgate.migration.LedgerRow;
import dev.headgate.migration.LockHolder;
import dev.headgate.migration.Reading;
import dev.headgate.migration.ServerId;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Version;
import dev.headgate.operation.Connections;
import dev.headgate.operation.Databases;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Facts by one SELECT of our own: one round trip, one snapshot, whether the ledger exists or not. */
public final class PostgresDatabases implements Databases {

    /**
     * The ledger may not exist, and SQL cannot name a table that may not: query_to_xml runs its text only when reached,
     * in the same snapshot; so it is with functions that this role may not call. Its rows travel as JSON inside that XML, with what XML would escape written as JSON escapes.
     */
    private static final String FACTS = "WITH " + AdvisoryLock.HOLDER + """
            , named AS (
                SELECT ?::text AS ledger_schema, ?::text AS ledger_table, ?::text[] AS schemas, ?::text AS marker
            ), ledger AS (
                SELECT format('%I.%I', ledger_schema, ledger_table) AS name,
                       to_regclass(format('%I.%I', ledger_schema, ledger_table)) AS relation
                FROM named
            ), managed AS (
                SELECT n.oid, n.nspname FROM pg_namespace n, named WHERE n.nspname = ANY (named.schemas)
            ), objects AS (
                SELECT 'pg_class'::regclass AS catalog, c.oid, format('%I.%I', m.nspname, c.relname) AS name
                FROM pg_class c JOIN managed m ON m.oid = c.relnamespace, ledger
                WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND c.oid IS DISTINCT FROM ledger.relation
                UNION ALL
                SELECT 'pg_proc'::regclass, p.oid, format('%I.%I()', m.nspname, p.proname)
                FROM pg_proc p JOIN managed m ON m.oid = p.pronamespace
                UNION ALL
                SELECT 'pg_type'::regclass, t.oid, format('%I.%I', m.nspname, t.typname)
                FROM pg_type t JOIN managed m ON m.oid = t.typnamespace
                WHERE t.typtype IN ('d', 'e', 'r')
                   OR (t.typtype = 'c' AND EXISTS (
                           SELECT FROM pg_class k WHERE k.oid = t.typrelid AND k.relkind = 'c'))
            )
            SELECT clock_timestamp() AS observed_at,
                   CASE WHEN ledger.relation IS NOT NULL THEN
                       query_to_xml(format($query$
                           SELECT replace(replace(replace(
                                      coalesce(json_agg(r ORDER BY r.rank), '[]')::text,
                                      '&', '\\u0026'), '<', '\\u003c'), '>', '\\u003e') AS rows
                           FROM (SELECT installed_rank AS rank, version, description, type, script, checksum,
                                        installed_by AS "installedBy", execution_time AS ms, success,
                                        extract(epoch FROM installed_on::timestamptz) AS "installedOn"
                                 FROM %s) r
                           $query$, ledger.name), true, false, '')::text
                   END AS ledger,
                   ARRAY(SELECT o.name FROM objects o
                         WHERE NOT EXISTS (SELECT FROM pg_depend d
                                           WHERE d.classid = o.catalog AND d.objid = o.oid AND d.deptype = 'e')
                         LIMIT 5) AS objects, -- any five: to sort them would read them all
                   to_regclass(named.marker) IS NOT NULL AS adoptable,
                   pg_is_in_recovery() AS recovering,
                   CASE WHEN has_function_privilege('pg_control_system()', 'EXECUTE')
                             AND has_function_privilege('pg_control_checkpoint()', 'EXECUTE') THEN
                       query_to_xml($query$
                           SELECT s.system_identifier || ' ' || c.timeline_id || ' ' || d.oid AS id
                           FROM pg_control_system() s, pg_control_checkpoint() c, pg_database d
                           WHERE d.datname = current_database()
                           $query$, true, false, '')::text
                   END AS server,
                   (SELECT a.application_name FROM holder a) AS holder,
                   (SELECT a.description FROM holder a) AS holder_description,
                   (SELECT a.backend_start FROM holder a) AS holder_since
            FROM named, ledger
            """;

    /** A ledger row as the facts query writes it. */
    @RegisterForReflection
    record Recorded(
            @JsonProperty("rank") int rank,
            @JsonProperty("version") @Nullable String version,
            @JsonProperty("description") String description,
            @JsonProperty("type") String type,
            @JsonProperty("script") String script,
            @JsonProperty("checksum") @Nullable Integer checksum,
            @JsonProperty("installedBy") String installedBy,
            @JsonProperty("ms") int ms,
            @JsonProperty("success") boolean success,
            @JsonProperty("installedOn") double installedOn) {

        LedgerRow row() {
            return new LedgerRow(
                    rank,
                    Optional.ofNullable(version).map(Version::of),
                    description,
                    type,
                    script,
                    checksum == null ? OptionalInt.empty() : OptionalInt.of(checksum),
                    installedBy,
                    Instant.ofEpochMilli((long) (installedOn * 1000)),
                    ms,
                    success);
        }
    }

    private final Connections connections;
    private final Clock clock;
    private final ObjectReader rows = new ObjectMapper().readerForListOf(Recorded.class);
    private final Map<TargetName, Instant> unreachableSince = new ConcurrentHashMap<>();

    public PostgresDatabases(Connections connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
    }

    @Override
    public Reading read(Target target) {
        try {
            Facts facts = readTwice(target);
            unreachableSince.remove(target.name());
            return facts;
        } catch (SQLException e) {
            Instant now = clock.instant();
            Instant since = unreachableSince.computeIfAbsent(target.name(), name -> now);
            return new Reading.Unreachable(
                    now, DriverTrouble.of(e).isPassing(), DriverTrouble.of(e).why(), since);
        }
    }

    @Override
    public Reading glance(Target target) {
        Reading reading = read(target);
        connections.forget(target);
        return reading;
    }

    /** A server that was restarted leaves dead sessions in the pool: one failure with them says nothing. */
    private Facts readTwice(Target target) throws SQLException {
        try {
            return readOnce(target);
        } catch (SQLException e) {
            if (!DriverTrouble.of(e).isLostSession()) {
                throw e;
            }
            connections.forget(target);
            return readOnce(target);
        }
    }

    private Facts readOnce(Target target) throws SQLException {
        try (Connection connection = connections.forFacts(target);
                PreparedStatement statement = connection.prepareStatement(FACTS)) {
            Array schemas = connection.createArrayOf("text", target.schemas().toArray());
            statement.setString(1, target.ledger().toString());
            statement.setString(2, target.ledger().schema());
            statement.setString(3, target.ledger().table());
            statement.setArray(4, schemas);
            statement.setString(5, target.adoption().map(Adoption::marker).orElse(null));
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return facts(result);
            }
        }
    }

    private Facts facts(ResultSet result) throws SQLException {
        return new Facts(
                result.getObject("observed_at", OffsetDateTime.class).toInstant(),
                ledger(Optional.ofNullable(result.getString("ledger"))),
                List.of((String[]) result.getArray("objects").getArray()),
                result.getBoolean("adoptable"),
                result.getBoolean("recovering"),
                holder(result),
                Optional.ofNullable(result.getString("server"))
                        .map(xml -> inside(xml, "id"))
                        .map(PostgresDatabases::server));
    }

    private static ServerId server(String id) {
        String[] parts = id.split(" ", 3);
        return new ServerId(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
    }

    private static String inside(String xml, String element) {
        String begin = "<%s>".formatted(element);
        return xml.substring(xml.indexOf(begin) + begin.length(), xml.lastIndexOf("</%s>".formatted(element)));
    }

    private List<LedgerRow> ledger(Optional<String> xml) throws SQLException {
        if (xml.isEmpty()) {
            return List.of();
        }
        try {
            List<Recorded> recorded = rows.readValue(inside(xml.get(), "rows"));
            return recorded.stream().map(Recorded::row).toList();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new SQLException("the ledger holds what Flyway never writes: " + e.getMessage(), "XX001", e);
        }
    }

    private static Optional<LockHolder> holder(ResultSet result) throws SQLException {
        return result.getString("holder") == null
                ? Optional.empty()
                : Optional.of(new LockHolder(
                        result.getString("holder"),
                        result.getString("holder_description"),
                        result.getObject("holder_since", OffsetDateTime.class).toInstant()));
    }
}
