package dev.headgate;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rows that must hold: a database, what is asked, how it must end. Each on a database of its own, through HTTP, and
 * then through a plain Flyway. The rows that need processes to kill or to race are in ProcessesIT.
 */
@QuarkusTest
@QuarkusTestResource(TestServer.class)
class RowsTest {

    private static final String EXTRA_ROUTES = "runnable_image_extra_routes";
    private static final String BUNDLES = "hosted_model_inference.bundles";
    private static final String ENDPOINTS = "hosted_model_inference.endpoints";
    private static final String[] FORWARD =
            IntStream.rangeClosed(1, 8).mapToObj(i -> "forward " + i).toArray(String[]::new);
    private static final String[] FORWARD_FROM_2 = Stream.of(FORWARD).skip(1).toArray(String[]::new);
    private static final List<String> ALL = List.of("1", "2", "3", "4", "5", "6", "7", "8");

    /** One row of the table. */
    record Row(String database, String asked, String end, Consumer<Scenario> proof) {
        @Override
        public String toString() {
            return "%s | %s | %s".formatted(database, asked, end);
        }
    }

    static final List<Row> ROWS = List.of(
            new Row(
                    "fresh",
                    "init, then upgrade",
                    "created from the snapshot and stamped at 8 in one transaction; upgrade unchanged",
                    s -> {
                        s.asks("init").isApplied("empty/init/snapshot", "snapshot 8");
                        assertThat(s.query(
                                        "SELECT xmin FROM flyway_schema_history UNION SELECT xmin FROM pg_class WHERE oid = '%s'::regclass"
                                                .formatted(ENDPOINTS)))
                                .as("transactions that made the ledger's rows and a table")
                                .hasSize(1);
                        s.asks("upgrade").isUnchanged("current/upgrade/unchanged");
                        assertThat(s.ledger()).isEqualTo(ALL);
                        s.isVerifiedAt("8");
                    }),
            new Row("fresh", "upgrade alone", "all eight applied; again: unchanged", s -> {
                s.asks("upgrade").isApplied("empty/upgrade/replay", FORWARD);
                s.asks("upgrade").isUnchanged("current/upgrade/unchanged");
                s.isVerifiedAt("8");
            }),
            new Row(
                    "at 7, bundle has 8",
                    "init, then upgrade",
                    "init leaves the ledger untouched and says why; upgrade applies 8",
                    s -> {
                        s.with("seven").flyway().migrate();
                        s.asks("init").isUnchanged("behind/init/unchanged").says("the ledger manages this database");
                        assertThat(s.ledger()).hasSize(7);
                        s.asks("upgrade").isApplied("behind/upgrade/apply", "forward 8");
                        s.isVerifiedAt("8");
                    }),
            new Row(
                    "full schema, no ledger",
                    "upgrade",
                    "adopted at 1, guarded revisions change nothing, ends at 8",
                    s -> {
                        s.runsScripts("B8__model_engine.sql");
                        List<String> before = s.schema();
                        s.asks("upgrade").isApplied("unstamped/upgrade/adopt", adopted());
                        assertThat(s.schema()).isEqualTo(before);
                        s.isVerifiedAt("8");
                    }),
            new Row(
                    "schema of an older release (columns of 6 to 8 missing), no ledger",
                    "init, then upgrade",
                    "init leaves it unstamped; upgrade adopts, adds the missing columns, ends at 8",
                    s -> {
                        s.runsScripts(
                                "B8__model_engine.sql",
                                "U8__endpoint_status_reason.sql",
                                "U7__endpoint_queue_message_timeout.sql",
                                "U6__endpoint_task_expiry.sql");
                        s.asks("init")
                                .isUnchanged("unstamped/init/left-unstamped")
                                .says("for upgrade to adopt at 1");
                        assertThat(s.has("flyway_schema_history")).isFalse();
                        s.asks("upgrade").isApplied("unstamped/upgrade/adopt", adopted());
                        assertThat(s.hasColumn(ENDPOINTS, "status_reason")).isTrue();
                        s.isVerifiedAt("8");
                    }),
            new Row(
                    "stamped at 1, two of the columns there already",
                    "upgrade",
                    "existing kept, missing added, ends at 8",
                    s -> {
                        s.runsScripts("V1__initial_schema.sql");
                        s.asks("stamp", Map.of("to", "1")).isApplied("unstamped/stamp/stamp", "stamp 1");
                        s.runs("ALTER TABLE %s ADD COLUMN %s text[]".formatted(BUNDLES, EXTRA_ROUTES));
                        s.runs("ALTER TABLE %s ADD COLUMN status_reason text".formatted(ENDPOINTS));
                        s.runs(
                                "INSERT INTO %s (id, name, created_by, owner, runnable_image_repository, runnable_image_tag, %s) VALUES ('b', 'n', 'c', 'o', 'r', 't', '{/kept}')"
                                        .formatted(BUNDLES, EXTRA_ROUTES));
                        s.asks("upgrade").isApplied("behind/upgrade/apply", FORWARD_FROM_2);
                        assertThat(s.query("SELECT %s[1] FROM %s".formatted(EXTRA_ROUTES, BUNDLES)))
                                .containsExactly("/kept");
                        assertThat(s.hasColumn(ENDPOINTS, "task_expires_seconds"))
                                .isTrue();
                        s.isVerifiedAt("8");
                    }),
            new Row("at 8", "init, upgrade, ensure, stamp 8", "all unchanged", s -> {
                s.flyway().migrate();
                s.asks("init").isUnchanged("current/init/unchanged");
                s.asks("upgrade").isUnchanged("current/upgrade/unchanged");
                s.asks("ensure").isUnchanged("current/upgrade/unchanged");
                s.asks("stamp", Map.of("to", "8")).isUnchanged("current/stamp/unchanged");
                s.flywayAccepts("8");
            }),
            new Row(
                    "at 5",
                    "stamp 8",
                    "refused as over-stamping; with force and reason: done, and the audit says who and why",
                    s -> {
                        s.asks("upgrade", Map.of("to", "5"));
                        s.asks("stamp", Map.of("to", "8"))
                                .isRefused(409, "over-stamping", "6, 7, 8", "Use upgrade")
                                .member("skipped", List.of("6", "7", "8"));
                        s.asks("stamp", Map.of("to", "8", "force", true)).isRefused(400, "bad-request", "reason");
                        Answer forced = s.asks(
                                        "stamp", Map.of("to", "8", "force", true, "reason", "added by hand, ticket 7"))
                                .isApplied("behind/stamp/forced-stamp", "stamp 6", "stamp 7", "stamp 8");
                        new Answer(get("/api/v1/operations/" + forced.<String>path("id")))
                                .member("force", true)
                                .member("reason", "added by hand, ticket 7")
                                .member("verb", "stamp");
                        forced.member("requestedBy", "anonymous").member("client", "127.0.0.1");
                        s.isVerifiedAt("8");
                    }),
            new Row(
                    "fresh",
                    "init, downgrade to 5, upgrade",
                    "at 5, then at 8; the schema of both ways is the same, compared object by object",
                    s -> {
                        s.asks("init").isApplied("empty/init/snapshot", "snapshot 8");
                        List<String> bySnapshot = s.schema();
                        s.asks("downgrade", Map.of("to", "5"))
                                .isApplied("current/downgrade/undo", "undo 8", "undo 7", "undo 6");
                        assertThat(s.ledger()).containsExactly("1", "2", "3", "4", "5");
                        assertThat(s.hasColumn(ENDPOINTS, "task_expires_seconds"))
                                .isFalse();
                        s.flywayAccepts("5");
                        s.asks("upgrade").isApplied("behind/upgrade/apply", "forward 6", "forward 7", "forward 8");
                        assertThat(s.schema()).isEqualTo(bySnapshot);
                        s.isVerifiedAt("8");
                        s.asks("downgrade", Map.of("to", "0"));
                        s.asks("upgrade").isApplied("empty/upgrade/replay", FORWARD);
                        assertThat(s.schema()).as("the schema by replay").isEqualTo(bySnapshot);
                        s.isVerifiedAt("8");
                    }),
            new Row(
                    "at 8 with one column dropped by hand",
                    "downgrade to 0",
                    "guarded undo scripts all pass; the database is empty again but for the ledger",
                    s -> {
                        s.asks("upgrade");
                        s.runs("ALTER TABLE %s DROP COLUMN runnable_image_forwarder_type".formatted(BUNDLES));
                        s.asks("downgrade", Map.of("to", "0"))
                                .isApplied(
                                        "current/downgrade/undo",
                                        IntStream.rangeClosed(1, 8)
                                                .mapToObj(i -> "undo " + (9 - i))
                                                .toArray(String[]::new));
                        assertThat(
                                        s.query(
                                                "SELECT nspname FROM pg_namespace WHERE nspname IN ('hosted_model_inference', 'model')"))
                                .isEmpty();
                        assertThat(s.ledger()).isEmpty();
                        assertThat(s.query("SELECT count(*) FROM flyway_schema_history"))
                                .containsExactly("16");
                        s.flyway().validate();
                        s.seen().then().body("state", equalTo("empty"));
                    }),
            new Row(
                    "objects of someone else, no ledger, no marker",
                    "init / upgrade",
                    "left alone / refused with the next step to take",
                    s -> {
                        s.runs("CREATE SCHEMA model; CREATE TABLE model.theirs (id integer)");
                        s.asks("init")
                                .isUnchanged("unstamped/init/left-unstamped")
                                .says("model.theirs");
                        s.asks("upgrade").isRefused(409, "not-adopted", "model.theirs", "adopt.marker", "stamp");
                        s.asks("ensure").isRefused(409, "not-adopted");
                        assertThat(s.has("flyway_schema_history")).isFalse();
                    }),
            new Row(
                    "ledger knows 9, bundle ends at 8",
                    "upgrade",
                    "refused, or unchanged where on-ahead is tolerate",
                    s -> {
                        s.with("nine").asks("upgrade");
                        s.asks("upgrade")
                                .isRefused(409, "ahead", "9", "8", "on-ahead=tolerate")
                                .member("state", "ahead");
                        s.with("tolerant").asks("upgrade").isUnchanged("ahead/upgrade/tolerated");
                        s.asks("init").isUnchanged("ahead/init/unchanged");
                        s.asks("downgrade", Map.of("to", "8")).isRefused(409, "no-undo", "9");
                        s.with("nine")
                                .asks("downgrade", Map.of("to", "8"))
                                .isApplied("current/downgrade/undo", "undo 9");
                        s.isVerifiedAt("8");
                    }),
            new Row(
                    "a script edited after it was applied",
                    "upgrade, verify",
                    "refused, naming file, both checksums",
                    s -> {
                        s.asks("upgrade", Map.of("to", "6"));
                        String applied = s.query("SELECT checksum FROM flyway_schema_history WHERE version = '4'")
                                .getFirst();
                        s.with("edited")
                                .asks("upgrade")
                                .isRefused(409, "diverged", "V4__bundle_forwarder_type.sql", applied);
                        assertThat(s.with("edited")
                                        .verified()
                                        .then()
                                        .statusCode(409)
                                        .extract()
                                        .<String>path("detail"))
                                .contains("V4__bundle_forwarder_type.sql", applied);
                        String edited = s.with("edited").verified().path("findings[0].sentence");
                        assertThat(edited)
                                .matches("V4__bundle_forwarder_type.sql has checksum -?\\d+, but -?\\d+ was applied.*");
                        s.with("edited").asks("repair").isRefused(409, "diverged", "{\"versions\":[\"4\"]}");
                        s.with("edited")
                                .asks("repair", Map.of("versions", List.of("4")))
                                .isApplied("diverged/repair/realign", "repair 4");
                        s.with("edited").asks("upgrade").isApplied("behind/upgrade/apply", "forward 7", "forward 8");
                        s.with("edited").isVerifiedAt("8");
                    }),
            new Row(
                    "a revision fails half way",
                    "upgrade",
                    "nothing of it is left; the ones before it are; the error names both; mended script: upgrade goes on",
                    s -> {
                        s.asks("init");
                        s.with("broken")
                                .asks("upgrade")
                                .isRefused(
                                        422,
                                        "script-failed",
                                        "V10__ten.sql failed at line 3",
                                        "no_such_column",
                                        "42703",
                                        "kept: 9",
                                        "Not tried: 11")
                                .member("failed.line", 3)
                                .member("failed.sqlState", "42703")
                                .member("failed.left", "nothing")
                                .member("applied", List.of("9"))
                                .member("notTried", List.of("11"));
                        assertThat(s.has("hosted_model_inference.nine")).isTrue();
                        assertThat(s.has("hosted_model_inference.ten")).isFalse();
                        assertThat(s.ledger()).hasSize(9).endsWith("9");
                        s.with("mended").asks("upgrade").isApplied("behind/upgrade/apply", "forward 10", "forward 11");
                        s.with("mended").isVerifiedAt("11");
                    }));

    static Stream<Arguments> rows() {
        return IntStream.range(0, ROWS.size()).mapToObj(i -> Arguments.of(ROWS.get(i), Scenario.on("row" + (i + 1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void holds(Row row, Scenario scenario) {
        row.proof().accept(scenario);
    }

    private static String[] adopted() {
        return Stream.concat(Stream.of("stamp 1"), Stream.of(FORWARD_FROM_2)).toArray(String[]::new);
    }
}
