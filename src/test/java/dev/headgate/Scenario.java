package dev.headgate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dev.EmbeddedServer;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;

/** A database of one's own, what is asked of Headgate about it, and what must then hold. */
final class Scenario {

    /** One database for each row of the table, and one for each other test. */
    static final List<String> ALL = Stream.concat(
                    IntStream.rangeClosed(1, 20).mapToObj(i -> "row" + i),
                    Stream.of(
                            "conductor",
                            "orders",
                            "repair",
                            "locked",
                            "verified",
                            "one-way",
                            "extras",
                            "foreign",
                            "history",
                            "mixture",
                            "squashed",
                            "unreadable",
                            "deferred",
                            "half-undone",
                            "events",
                            "attached",
                            "named",
                            "cancelled",
                            "interrupted",
                            "told",
                            "kept",
                            "gates",
                            "gates-empty",
                            "gates-unstamped",
                            "gates-bare",
                            "gates-failed",
                            "gates-waited",
                            "gates-dev",
                            "metrics",
                            "metrics-counted",
                            "metrics-gate",
                            "pages",
                            "pages-failed",
                            "shown",
                            "shown-live",
                            "shown-blocked"))
            .toList();

    private final String database;
    private final String bundle;

    private Scenario(String database, String bundle) {
        this.database = database;
        this.bundle = bundle;
    }

    static Scenario on(String database) {
        return new Scenario(database, "eight");
    }

    /** The same database, seen with the bundle of another release. */
    Scenario with(String bundle) {
        return new Scenario(database, bundle);
    }

    String target() {
        return database + "-" + bundle;
    }

    Answer asks(String verb) {
        return asks(verb, Map.of());
    }

    Answer asks(String verb, Map<String, Object> body) {
        return new Answer(given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/targets/{target}/{verb}", target(), verb));
    }

    Response seen() {
        return given().get("/api/v1/targets/{target}", target());
    }

    Response verified() {
        return given().get("/api/v1/targets/{target}/verify", target());
    }

    /** Headgate's verify says yes, and so does a plain Flyway with the same scripts; and this is where it stands. */
    void isVerifiedAt(String version) {
        assertThat(verified().then().extract().<Map<String, Object>>path("$"))
                .as("Headgate's verify")
                .containsEntry("state", "current")
                .containsEntry("current", version);
        flywayAccepts(version);
    }

    /** A plain Flyway accepts the ledger, and takes it to stand at this version. */
    void flywayAccepts(String version) {
        Flyway flyway = flyway();
        flyway.validate();
        assertThat(flyway.info().current().getVersion()).hasToString(version);
        assertThat(flyway.info().all())
                .extracting(MigrationInfo::getState)
                .noneMatch(state -> state.isFailed() || state.name().contains("MISSING"));
    }

    /** Somebody else's Flyway on the same database, with the bundle's folder. */
    Flyway flyway() {
        return Flyway.configure()
                .dataSource(url(), EmbeddedServer.USER, "")
                .locations("filesystem:" + folder())
                .ignoreMigrationPatterns("*:pending", "*:future")
                .load();
    }

    Path folder() {
        return switch (bundle) {
            case "eight", "tolerant" -> TestBundles.SAMPLE.toAbsolutePath();
            case "orders" -> TestBundles.ORDERS.toAbsolutePath();
            default -> Path.of(System.getProperty(TestServer.BUNDLES), bundle);
        };
    }

    /** The versions that the ledger's rows say are applied, DELETE rows taken into account, oldest row first. */
    List<String> ledger() {
        return query("""
                SELECT version FROM flyway_schema_history h
                WHERE type <> 'DELETE' AND success AND NOT EXISTS (
                    SELECT FROM flyway_schema_history d
                    WHERE d.version = h.version AND d.type = 'DELETE' AND d.installed_rank > h.installed_rank)
                ORDER BY installed_rank
                """);
    }

    /** Every column, constraint and index of the managed schemas, as the server writes them. */
    List<String> schema() {
        return query("""
                SELECT format('%s.%s %s %s %s %s', n.nspname, c.relname, a.attname,
                              format_type(a.atttypid, a.atttypmod), a.attnotnull,
                              pg_get_expr(d.adbin, d.adrelid)) AS object
                FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                WHERE n.nspname IN ('hosted_model_inference', 'model') AND c.relkind IN ('r', 'p')
                  AND a.attnum > 0 AND NOT a.attisdropped
                UNION ALL
                SELECT format('%s.%s %s', n.nspname, k.conname, pg_get_constraintdef(k.oid))
                FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
                WHERE n.nspname IN ('hosted_model_inference', 'model')
                UNION ALL
                SELECT pg_get_indexdef(i.indexrelid)
                FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname IN ('hosted_model_inference', 'model')
                ORDER BY object
                """);
    }

    boolean has(String relation) {
        return query("SELECT to_regclass('%s') IS NOT NULL".formatted(relation)).equals(List.of("t"));
    }

    boolean hasColumn(String table, String column) {
        return !query(
                        "SELECT 1 FROM pg_attribute WHERE attrelid = '%s'::regclass AND attname = '%s' AND NOT attisdropped"
                                .formatted(table, column))
                .isEmpty();
    }

    void runs(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Runs scripts of the bundle by hand: objects appear, no ledger does. */
    Scenario runsScripts(String... names) {
        for (String name : names) {
            runs(TestBundles.read(folder().resolve(name)));
        }
        return this;
    }

    List<String> query(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), EmbeddedServer.USER, "");
    }

    String url() {
        return TestServer.url(database);
    }
}
