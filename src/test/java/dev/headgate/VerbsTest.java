package dev.headgate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the rows of {@link RowsTest} leave open: repair, refusals, what a foreign ledger may hold, and the questions. */
@QuarkusTest
@QuarkusTestResource(TestServer.class)
class VerbsTest {

    @Test
    void conductorsMigrationsGoFromEmptyToHeadAndStampAgain() {
        Scenario conductor = Scenario.on("conductor").with("conductor");
        Answer upgraded = conductor.asks("upgrade");
        assertThat(upgraded.<List<String>>path("steps.version"))
                .containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
        conductor.isVerifiedAt("8");
        conductor.asks("upgrade").isUnchanged("current/upgrade/unchanged");

        conductor.runs("DROP TABLE flyway_schema_history");
        conductor.asks("upgrade").isRefused(409, "not-adopted", "has objects (public.");
        conductor
                .asks("stamp", Map.of("to", "8", "force", true, "reason", "the ledger was lost"))
                .member("decision", "unstamped/stamp/forced-stamp");
        conductor.isVerifiedAt("8");
        conductor.asks("ensure").isUnchanged("current/upgrade/unchanged");
    }

    @Test
    void aColumnIsAddedFilledFromExistingRowsAndTightened() {
        Scenario orders = Scenario.on("orders").with("orders");
        orders.asks("upgrade", Map.of("to", "1"));
        orders.runs("INSERT INTO shop.customers (email, full_name, currency) VALUES ('a@example.org', 'A', 'GBP')");
        orders.runs("INSERT INTO shop.orders (customer_id, status) SELECT id, 'open' FROM shop.customers");
        orders.asks("upgrade").isApplied("behind/upgrade/apply", "forward 2", "forward 3", "forward 4");
        assertThat(orders.query("SELECT currency FROM shop.orders")).containsExactly("GBP");
        orders.isVerifiedAt("4");
        orders.asks("downgrade", Map.of("to", "1")).isApplied("current/downgrade/undo", "undo 4", "undo 3", "undo 2");
        orders.flywayAccepts("1");
    }

    @Test
    void aMissingUndoScriptRefusesTheWholeDowngrade() {
        Scenario extras = Scenario.on("extras");
        extras.asks("upgrade");
        extras.with("no-undo")
                .asks("downgrade", Map.of("to", "5"))
                .isRefused(409, "no-undo", "7")
                .member("missing", List.of("7"));
        assertThat(extras.ledger()).hasSize(8);
        extras.asks("upgrade", Map.of("to", "99")).isRefused(409, "unknown-revision", "99", "its head is 8");
        extras.asks("downgrade", Map.of("to", "8")).isUnchanged("current/downgrade/unchanged");
        extras.asks("stamp", Map.of("to", "3")).isRefused(409, "under-stamping", "Use downgrade");
        extras.asks("stamp").isRefused(400, "bad-request", "which revision");
        extras.with("seven").asks("upgrade").isRefused(409, "ahead");
    }

    @Test
    void aFailedRowIsRepairedAndAPaidEditionsUndoRowIsTranslated() {
        Scenario repair = Scenario.on("repair");
        repair.asks("upgrade", Map.of("to", "7"));
        repair.runs(
                "INSERT INTO flyway_schema_history VALUES (8, '8', 'endpoint status reason', 'SQL', 'V8__endpoint_status_reason.sql', 1158198788, 'me', now(), 1, false)");
        repair.asks("upgrade").isRefused(409, "failed", "V8__endpoint_status_reason.sql", "repair");
        repair.asks("repair").isApplied("failed/repair/realign", "repair 8");
        repair.asks("upgrade").isApplied("behind/upgrade/apply", "forward 8");

        repair.runs(
                "INSERT INTO flyway_schema_history VALUES (9, '8', 'endpoint status reason', 'UNDO_SQL', 'U8__endpoint_status_reason.sql', NULL, 'me', now(), 1, true)");
        repair.asks("upgrade").isRefused(409, "diverged", "UNDO_SQL", "paid Flyway edition", "repair");
        repair.asks("repair", Map.of("versions", List.of("8"))).isApplied("diverged/repair/realign", "repair 8");
        repair.flywayAccepts("7");
        repair.asks("upgrade").isApplied("behind/upgrade/apply", "forward 8");
        repair.asks("repair").isUnchanged("current/repair/unchanged");
        repair.isVerifiedAt("8");
    }

    @Test
    void aDatabaseThatFlywayManagesByABaselineNeedsNoConversion() {
        Scenario foreign = Scenario.on("foreign");
        foreign.runsScripts("V1__initial_schema.sql", "V2__bundle_extra_routes.sql");
        Flyway.configure()
                .configuration(foreign.flyway().getConfiguration())
                .baselineVersion("2")
                .load()
                .baseline();
        foreign.seen().then().body("state", equalTo("behind")).body("current", equalTo("2"));
        foreign.asks("upgrade")
                .isApplied(
                        "behind/upgrade/apply",
                        "forward 3",
                        "forward 4",
                        "forward 5",
                        "forward 6",
                        "forward 7",
                        "forward 8");
        foreign.isVerifiedAt("8");
        foreign.asks("downgrade", Map.of("to", "1")).isRefused(409, "no-undo", "2");
    }

    @Test
    void aLockedTargetNamesTheHolderAndSaysWhenToAskAgain() throws SQLException {
        Scenario locked = Scenario.on("locked");
        try (Connection holder = locked.connect();
                Statement statement = holder.createStatement()) {
            statement.execute("SET application_name = 'headgate/6ba7b810-9dad-11d1-80b4-00c04fd430c8'");
            statement.execute("SELECT pg_advisory_lock(1212632139, hashtext('public.flyway_schema_history'))");
            new Answer(ask("/api/v1/targets/locked/upgrade"))
                    .isRefused(503, "locked", "operation 6ba7b810-9dad-11d1-80b4-00c04fd430c8", "Ask again")
                    .header("Retry-After", "5");
            given().get("/api/v1/targets/locked")
                    .then()
                    .body("lock.operation", equalTo("6ba7b810-9dad-11d1-80b4-00c04fd430c8"));
        }
        new Answer(ask("/api/v1/targets/locked/upgrade")).member("outcome", "applied");
    }

    @Test
    void aScriptThatWaitsTooLongForALockIsToldApartFromOneThatIsWrong() throws SQLException {
        Scenario locked = Scenario.on("locked");
        ask("/api/v1/targets/locked/upgrade");
        try (Connection holder = locked.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE hosted_model_inference.endpoints IN ACCESS SHARE MODE");
            new Answer(given().contentType("application/json")
                            .body(Map.of("to", "7"))
                            .post("/api/v1/targets/locked/downgrade"))
                    .isRefused(503, "blocked", "lock timeout", "Nothing of it is left", "ask again")
                    .member("failed.sqlState", "55P03")
                    .header("Retry-After", "5");
        }
        locked.isVerifiedAt("8");
    }

    @Test
    void scriptsWithoutATransactionRepeatablesPlaceholdersAndCopyWork() {
        Scenario mixture = Scenario.on("mixture").with("mixture");
        mixture.asks("upgrade")
                .isApplied("empty/upgrade/replay", "forward 1", "forward 2", "forward 3", "repeatable null");
        assertThat(mixture.query("SELECT note FROM model.things ORDER BY id")).containsExactly("mixture", "mixture");
        assertThat(mixture.query("SELECT DISTINCT text FROM model.all_things")).containsExactly("${kept}");
        mixture.asks("upgrade").isUnchanged("current/upgrade/unchanged");
        mixture.isVerifiedAt("3");
        mixture.asks("downgrade", Map.of("to", "0"))
                .isApplied("current/downgrade/undo", "undo 3", "undo 2", "undo 1", "stamp null");
        mixture.asks("ensure").isApplied("empty/init/replay", "forward 1", "forward 2", "forward 3", "repeatable null");
        mixture.isVerifiedAt("3");
    }

    @ParameterizedTest
    @CsvSource({
        "unreadable, No value provided for placeholder",
        "mixed, mixes what can run in a transaction (line 1: CREATE TABLE model.x (i int)) and what cannot (line 1: VACUUM",
        "commits, line 3: COMMIT begins or ends one"
    })
    void aScriptThatCannotRunIsFoundBeforeTheFirstOneRuns(String bundle, String words) {
        Scenario unreadable = Scenario.on("unreadable").with(bundle);
        unreadable
                .asks("upgrade")
                .isRefused(409, "script-unsuitable", "V3__three.sql", words, "Nothing was done")
                .member("script", "V3__three.sql");
        given().get("/api/v1/targets/unreadable-%s/plan?verb=upgrade".formatted(bundle))
                .then()
                .body("outcome", equalTo("refused"))
                .body("problem.detail", containsString(words));
        unreadable.seen().then().body("state", equalTo("empty"));
    }

    @Test
    void aScriptThatFailsAsItIsCommittedIsTheOneThatIsNamed() {
        Scenario deferred = Scenario.on("deferred").with("deferred");
        deferred.asks("upgrade")
                .isRefused(422, "script-failed", "V3__three.sql failed", "23503", "kept: 1, 2", "Not tried: 4")
                .member("applied", List.of("1", "2"));
        assertThat(deferred.ledger()).containsExactly("1", "2");
        assertThat(deferred.query("SELECT count(*) FROM model.two")).containsExactly("0");
    }

    @Test
    void anUndoThatFailsHalfWayWithoutATransactionIsOnRecord() {
        Scenario half = Scenario.on("half-undone").with("half-undone");
        half.asks("upgrade");
        half.asks("downgrade", Map.of("to", "1"))
                .isRefused(422, "script-failed", "U2__index.sql", "what it did before that is still there", "repair");
        half.asks("upgrade").isRefused(409, "failed", "U2__index.sql", "repair");
        half.asks("repair").isApplied("failed/repair/realign", "repair 2");
        half.seen().then().body("state", equalTo("current"));
    }

    @Test
    void aBundleWhoseOldScriptsWereSquashedIntoASnapshotCreatesAndStamps() {
        Scenario squashed = Scenario.on("squashed").with("squashed");
        squashed.asks("ensure").isApplied("empty/init/snapshot", "snapshot 8", "forward 9");
        squashed.isVerifiedAt("9");
        squashed.runs("DROP TABLE flyway_schema_history");
        squashed.asks("stamp", Map.of("to", "9", "force", true, "reason", "the ledger was lost"))
                .isApplied("unstamped/stamp/forced-stamp", "stamp 8", "stamp 9");
        squashed.isVerifiedAt("9");
    }

    @Test
    void verifyOnlyAndOneWayTargetsSayHowToChangeThat() {
        new Answer(ask("/api/v1/targets/verified/init"))
                .isRefused(403, "verify-only", "headgate.targets.verified.mode=full");
        given().get("/api/v1/targets/verified/verify").then().statusCode(409).body("state", equalTo("empty"));
        ask("/api/v1/targets/one-way/upgrade").then().statusCode(200);
        new Answer(given().contentType("application/json")
                        .body(Map.of("to", "5"))
                        .post("/api/v1/targets/one-way/downgrade"))
                .isRefused(409, "downgrade-not-allowed", "headgate.targets.one-way.downgrade-allowed=true");
    }

    @Test
    void anUnreachableTargetKeepsNobodyElseWaiting() {
        CompletableFuture<Response> silent = CompletableFuture.supplyAsync(() -> ask("/api/v1/targets/silent/ensure"));
        Scenario.on("row20").asks("ensure").member("outcome", "applied");
        Scenario.on("row20").isVerifiedAt("8");
        assertThat(silent).as("the target that never answers").isNotDone();
        new Answer(silent.join()).isRefused(503, "unreachable").header("Retry-After", "5");
        new Answer(ask("/api/v1/targets/no-server/ensure"))
                .isRefused(503, "unreachable", "Connection to localhost:1 refused");
        new Answer(ask("/api/v1/targets/no-database/ensure"))
                .isRefused(409, "access-refused", "no_such_database", "Correct the target's configuration");
        given().get("/api/v1/targets/no-server")
                .then()
                .statusCode(200)
                .body("state", equalTo("unreachable"))
                .body("findings[0].sentence", containsString("refused"));
    }

    @Test
    void aBundleWithProblemsListsThemAllAndStopsOnlyItsOwnTarget() {
        Answer refused = Scenario.on("row20").with("invalid").asks("upgrade").isRefused(409, "bundle-invalid");
        assertThat(refused.<List<String>>path("findings.file"))
                .containsExactlyInAnyOrder("V1__one.sql", "U2__two.sql", "V3_three.sql");
        Scenario.on("row20")
                .with("invalid")
                .seen()
                .then()
                .statusCode(200)
                .body("findings[0].kind", equalTo("bundle-problem"));
    }

    @Test
    void historyTellsRowsAndOperationsNewestFirstByPages() {
        Scenario history = Scenario.on("history");
        history.asks("init");
        history.asks("downgrade", Map.of("to", "7", "reason", "to see it"));
        String path = "/api/v1/targets/history-eight/history";
        given().get(path + "?size=20")
                .then()
                .body("items", hasSize(11)) // 8 rows by the snapshot, 1 by the undo, 2 operations
                .body("items.findAll { it.ledger != null }.ledger.type", hasItem("DELETE"))
                .body("items.findAll { it.operation != null }.operation.reason", hasItem("to see it"))
                .body("next", equalTo(null));
        String next = given().get(path + "?size=4")
                .then()
                .body("items", hasSize(4))
                .extract()
                .path("next");
        given().get(next).then().body("items", hasSize(4)).body("page", equalTo(2));
        given().get("/api/v1/operations?target=history-eight&status=succeeded&size=1")
                .then()
                .body("items[0].verb", equalTo("downgrade"))
                .body("next", equalTo("/api/v1/operations?target=history-eight&status=succeeded&page=2&size=1"));
    }

    @Test
    void allTargetsAreListedWithTheirState() {
        given().get("/api/v1/targets")
                .then()
                .statusCode(200)
                .body("name", hasItems("row1-eight", "no-server", "silent"))
                .body("find { it.name == 'silent' }.state", equalTo("unreachable"));
    }

    @Test
    void aPlanTellsEachStepWithItsSqlAndChangesNothing() {
        Scenario.on("row19").seen().then().body("state", equalTo("empty")).body("findings", not(empty()));
        given().get("/api/v1/targets/row19-eight/plan?verb=upgrade&to=2")
                .then()
                .statusCode(200)
                .body("decision", equalTo("empty/upgrade/replay"))
                .body("steps.version", equalTo(List.of("1", "2")))
                .body("steps.transactional", everyItem(equalTo(true)))
                .body("steps.undo", equalTo(List.of("U1__initial_schema.sql", "U2__bundle_extra_routes.sql")))
                .body("steps.settings.transaction", everyItem(equalTo("own")))
                .body("steps[0].statements[0].number", equalTo(1))
                .body("steps.statements.sql.flatten()", hasItem(containsString("hosted_model_inference")));
        given().get("/api/v1/targets/row19-eight/plan?verb=stamp&to=2")
                .then()
                .body("outcome", equalTo("refused"))
                .body("problem.type", equalTo("urn:headgate:problem:nothing-there"));
        assertThat(Scenario.on("row19").has("flyway_schema_history")).isFalse();
    }

    private static Response ask(String path) {
        return given().contentType("application/json").body("{}").post(path);
    }
}
