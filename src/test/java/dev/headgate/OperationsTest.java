package dev.headgate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The life of an operation: asked for twice, followed, cancelled, kept. */
@QuarkusTest
@QuarkusTestResource(TestServer.class)
class OperationsTest {

    private static final String OPERATION = "/api/v1/operations/{id}";

    @Test
    void itsEventsAreToldAsTheyHappenAndFromAnyOfThemOn() {
        Held held = Held.on("events");
        String id = held.begins("upgrade");
        held.awaitEvent(id, "statement 3 of 3");
        held.goes(2);

        List<String> told = given().get(OPERATION + "/events", id)
                .then()
                .extract()
                .asString()
                .lines()
                .toList();
        assertThat(told)
                .filteredOn(line -> line.startsWith("event:"))
                .map(line -> line.substring("event:".length()).strip())
                .filteredOn(kind -> !kind.equals("statement"))
                .containsExactly("queued", "planned", "step-begun", "step-ended", "step-begun", "step-ended", "done");
        List<Integer> numbers = told.stream()
                .filter(line -> line.startsWith("id:"))
                .map(line -> Integer.valueOf(line.substring("id:".length()).strip()))
                .toList();
        assertThat(numbers).first().isEqualTo(1);
        assertThat(numbers).isSorted().doesNotHaveDuplicates().last().isEqualTo(numbers.size());

        int last = numbers.getLast();
        given().header("Last-Event-ID", last - 1)
                .get(OPERATION + "/events", id)
                .then()
                .statusCode(200)
                .body(allOf(containsString("id: " + last), not(containsString("id: " + (last - 1)))));
        given().header("Last-Event-ID", last)
                .get(OPERATION + "/events", id)
                .then()
                .statusCode(204);
        given().get(OPERATION + "/events?after=many", id)
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:headgate:problem:bad-request"));
        given().get("/api/v1/operations/6ba7b810-9dad-11d1-80b4-00c04fd430c8/events")
                .then()
                .statusCode(404)
                .body("type", equalTo("urn:headgate:problem:unknown-operation"));
    }

    @Test
    void aPersonReadsLinesAndTheStatusIsTheOutcomes() {
        Held held = Held.on("told");
        held.goes(2);
        String tale = json().accept(ContentType.TEXT)
                .post("/api/v1/targets/told-held/upgrade")
                .then()
                .statusCode(200)
                .contentType("text/plain")
                .extract()
                .asString();
        assertThat(tale.lines())
                .anyMatch(line -> line.endsWith("step 1 of 2: forward 2 (held)"))
                .anyMatch(line -> line.matches("\\S+Z forward 2 \\(held\\) succeeded after \\d+ ms, 2 rows written"))
                .last()
                .asString()
                .endsWith("succeeded, applied, at 3");
        String id = given().get("/api/v1/operations?target=told-held").path("items[0].id");
        given().accept(ContentType.TEXT)
                .get(OPERATION, id)
                .then()
                .statusCode(200)
                .body(equalTo(tale));
        given().accept(ContentType.TEXT)
                .get(OPERATION + "/events", id)
                .then()
                .statusCode(200)
                .body(equalTo(tale));
        json().accept(ContentType.TEXT)
                .body("{\"to\":\"99\"}")
                .post("/api/v1/targets/told-held/upgrade")
                .then()
                .statusCode(409)
                .contentType("text/plain")
                .body(containsString("refused: the bundle of told-held has no revision 99"));
    }

    @Test
    void theSameVerbAndGoalUnderWayIsTheSameOperationAndAnotherVerbWaitsItsTurn() {
        Held held = Held.on("attached");
        String id = held.begins("upgrade");
        assertThat(held.begins("upgrade")).isEqualTo(id);
        held.awaitEvent(id, "asked for the same, and waits for this one");
        String other = held.begins("ensure");
        assertThat(other).isNotEqualTo(id);
        held.awaitEvent(other, "waits for the lock, held by headgate/" + id);
        given().get(OPERATION, other)
                .then()
                .body("status", equalTo("waiting"))
                .body("message", containsString("headgate/" + id));

        String down = json().header("Prefer", "respond-async")
                .body("{\"to\":\"1\"}")
                .post("/api/v1/targets/attached-held/downgrade")
                .path("id");
        held.awaitEvent(down, "waits for the lock"); // though it is at 1 now
        json().post(OPERATION + "/cancel", down).then().statusCode(200).body("status", equalTo("cancelled"));

        held.goes(2);
        given().get(OPERATION + "?wait=25s", id).then().statusCode(200).body("outcome", equalTo("applied"));
        given().get(OPERATION + "?wait=25s", other).then().statusCode(200).body("outcome", equalTo("unchanged"));
        assertThat(held.begins("upgrade")).as("asked for after its end").isNotEqualTo(id);
    }

    @Test
    void aKeyStandsForItsOperationUntilTroubleThatPasses() {
        Held held = Held.on("named");
        held.goes(2);
        String path = "/api/v1/targets/named-held/";
        String id = named("release-7")
                .post(path + "upgrade")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
        named("release-7").post(path + "upgrade").then().statusCode(200).body("id", equalTo(id));
        named("\"release-7\"").post(path + "upgrade").then().statusCode(200).body("id", equalTo(id));
        named("release-7")
                .post(path + "ensure")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:headgate:problem:key-reused"))
                .body("detail", containsString(id));
        named("release-8").post(path + "upgrade").then().statusCode(200).body("id", not(equalTo(id)));
        named("two words").post(path + "upgrade").then().statusCode(400).body("detail", containsString("visible"));

        String down = named("r")
                .post("/api/v1/targets/no-server/upgrade")
                .then()
                .statusCode(503)
                .extract()
                .path("operation");
        named("r")
                .post("/api/v1/targets/no-server/upgrade")
                .then()
                .statusCode(503)
                .body("operation", not(equalTo(down)));
    }

    @Test
    void whoCancelsWaitsForTheStepThatRunsAndTheRestIsNotTried() {
        Held held = Held.on("cancelled");
        String id = held.begins("upgrade");
        held.awaitEvent(id, "statement 3 of 3");
        json().body("{\"reason\":\"wrong evening\"}")
                .post(OPERATION + "/cancel?wait=100ms", id)
                .then()
                .statusCode(202)
                .body("status", equalTo("running"))
                .body("cancellation.atOnce", equalTo(false))
                .body("cancellation.reason", equalTo("wrong evening"));
        held.goes(2);
        given().get(OPERATION + "?wait=25s", id)
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:headgate:problem:cancelled"))
                .body("detail", containsString("wrong evening"))
                .body("applied", equalTo(List.of("2")))
                .body("notTried", equalTo(List.of("3")));
        given().get(OPERATION, id)
                .then()
                .body("status", equalTo("cancelled"))
                .body("steps.status", equalTo(List.of("succeeded", "pending")));
        assertThat(held.scenario().ledger()).containsExactly("1", "2");
        json().post(OPERATION + "/cancel", id).then().statusCode(200).body("status", equalTo("cancelled"));

        Answer rest = held.scenario().asks("upgrade").isApplied("behind/upgrade/apply", "forward 3");
        json().post(OPERATION + "/cancel", rest.<String>path("id"))
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:headgate:problem:already-ended"))
                .body("detail", containsString("succeeded"));
    }

    @Test
    void cancelledAtOnceTheStatementEndsAndNothingOfItsStepIsLeft() {
        Held held = Held.on("interrupted");
        String id = held.begins("upgrade");
        held.awaitEvent(id, "statement 3 of 3");
        json().body("{\"atOnce\":true}")
                .post(OPERATION + "/cancel", id)
                .then()
                .statusCode(200)
                .body("status", equalTo("cancelled"))
                .body("steps.status", equalTo(List.of("failed", "pending")))
                .body("steps[0].notices", equalTo(List.of("held until somebody says go")))
                .body("problem.detail", containsString("nothing of it is left"));
        assertThat(held.scenario().query("SELECT n FROM model.done")).isEmpty();
        assertThat(held.scenario().ledger()).containsExactly("1");
    }

    @Test
    void anOperationKeepsWhoAskedAndWhatEachStepWroteAndHeard() {
        Held held = Held.on("kept");
        held.goes(2);
        Response asked = json().header("User-Agent", "chart/7")
                .body("{\"reason\":\"release 7\"}")
                .post("/api/v1/targets/kept-held/upgrade");
        given().get(OPERATION, asked.<String>path("id"))
                .then()
                .body("requestedBy", equalTo("anonymous"))
                .body("client", equalTo("127.0.0.1"))
                .body("userAgent", equalTo("chart/7"))
                .body("reason", equalTo("release 7"))
                .body("bundle", equalTo(held.scenario().seen().<String>path("bundle.digest")))
                .body("attempt", equalTo(1))
                .body("cancellation", nullValue())
                .body("steps[0].rows", equalTo(2))
                .body("steps[0].notices", equalTo(List.of("held until somebody says go")))
                .body("steps[0].transactional", equalTo(true));
    }

    @Test
    void aDatabaseThatIsAwayIsWaitedForAndOneThatRefusesIsNot() {
        String id = json().header("Prefer", "respond-async")
                .post("/api/v1/targets/no-server/upgrade")
                .path("id");
        Awaitility.await().until(() -> given().get(OPERATION, id).path("status"), "waiting"::equals);
        given().get(OPERATION + "?wait=25s", id)
                .then()
                .statusCode(503)
                .header("Retry-After", "5")
                .body("type", equalTo("urn:headgate:problem:unreachable"));
        given().accept(ContentType.TEXT)
                .get(OPERATION, id)
                .then()
                .body(containsString("at the longest: Connection to localhost:1 refused"));
        json().post("/api/v1/targets/no-database/upgrade")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:headgate:problem:access-refused"));
    }

    private static RequestSpecification json() {
        return given().contentType(ContentType.JSON).body(Map.of());
    }

    private static RequestSpecification named(String key) {
        return json().header("Idempotency-Key", key);
    }

    /** A target at the first revision of a bundle whose second runs until it is told to go on. */
    private record Held(Scenario scenario) {

        static Held on(String database) {
            Scenario scenario = Scenario.on(database).with("held");
            scenario.asks("upgrade", Map.of("to", "1"));
            return new Held(scenario);
        }

        String begins(String verb) {
            return json().header("Prefer", "respond-async")
                    .post("/api/v1/targets/{target}/{verb}", scenario.target(), verb)
                    .then()
                    .statusCode(202)
                    .extract()
                    .path("id");
        }

        void awaitEvent(String operation, String words) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> given().accept(ContentType.TEXT)
                            .get(OPERATION, operation)
                            .asString()
                            .contains(words));
        }

        void goes(int step) {
            scenario.runs("INSERT INTO model.go VALUES (%d)".formatted(step));
        }
    }
}
