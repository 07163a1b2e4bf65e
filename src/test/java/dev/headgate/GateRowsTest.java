package dev.headgate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of answers of docs/gates.md over HTTP, row by row, and how to ask. */
@QuarkusTest
@QuarkusTestResource(TestServer.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GateRowsTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private boolean areThere = false;

    @BeforeEach
    void bringThemThere() {
        if (areThere) {
            return;
        }
        areThere = true;
        Scenario.on("gates").asks("upgrade");
        Scenario.on("gates-unstamped").runsScripts("V1__initial_schema.sql");
        Scenario bare = Scenario.on("gates-bare");
        bare.asks("upgrade");
        bare.runs("DROP SCHEMA hosted_model_inference CASCADE; DROP SCHEMA model CASCADE");
        Scenario failed = Scenario.on("gates-failed");
        failed.asks("upgrade", Map.of("to", "7"));
        failed.runs(
                "INSERT INTO flyway_schema_history VALUES (8, '8', 'endpoint status reason', 'SQL', 'V8__endpoint_status_reason.sql', 1158198788, 'me', now(), 1, false)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    # target              | query     | state       | GET | POST | verdict         | why
                    gates-eight           | -         | current     | 200 | 200  | current         | it is at 8, the head of its bundle
                    gates-eight           | atLeast=8 | current     | 200 | 200  | applied         | it is at 8
                    gates-eight           | atLeast=3 | current     | 200 | 200  | applied         | 3 is applied
                    gates-eight           | exactly=8 | current     | 200 | 200  | applied         | it is at 8
                    gates-eight           | exactly=7 | current     | 503 | 409  | above           | above 7
                    gates-eight           | atLeast=9 | current     | 503 | 503  | behind          | which its bundle does not know either
                    gates-nine            | -         | behind      | 503 | 503  | behind          | its bundle goes up to 9 (pending: 1)
                    gates-nine            | atLeast=8 | behind      | 200 | 200  | applied         | it is at 8
                    gates-seven           | atLeast=7 | ahead       | 200 | 200  | applied         | it is at 8, and 7 is applied
                    gates-seven           | -         | ahead       | 503 | 409  | ahead-incompatible | of a phase that is not known
                    gates-eight           | release=v1| current     | 503 | 503  | unknown-release | has had no release 'v1'
                    gates-edited          | -         | diverged    | 503 | 409  | diverged        | edited afterwards
                    gates-edited          | atLeast=3 | diverged    | 200 | 200  | applied         | 3 is applied
                    gates-invalid         | -         | -           | 503 | 409  | bundle-invalid  | has problems
                    bundleless            | -         | -           | 503 | 503  | no-bundle       | push one
                    gates-bare-eight      | -         | current     | 503 | 409  | objects-missing | the managed schemas hold nothing
                    gates-failed-eight    | -         | failed      | 503 | 409  | failed          | look at what it left, then repair
                    gates-failed-eight    | atLeast=7 | failed      | 200 | 200  | applied         | it is at 7
                    gates-empty-eight     | -         | empty       | 503 | 503  | empty           | ensure creates it
                    gates-unstamped-eight | -         | unstamped   | 503 | 409  | unstamped       | but no ledger
                    no-server             | -         | unreachable | 503 | 503  | unreachable     | it cannot be reached
                    """)
    void itAnswers(String target, String query, String state, int get, int post, String verdict, String why) {
        String path = "/gates/" + target + (query == null ? "" : "?" + query);
        for (Response answer : new Response[] {
            given().get(path), given().get("/api/v1" + path), given().post(path), given().post("/api/v1" + path)
        }) {
            answer.then()
                    .contentType("application/json")
                    .body("target", equalTo(target))
                    .body("open", equalTo(get == 200))
                    .body("verdict", equalTo(verdict))
                    .body("state", equalTo(state))
                    .body("why", containsString(why))
                    .body("observedAt", notNullValue())
                    .body("age", lessThanOrEqualTo(30))
                    .header("ETag", startsWith("W/\""))
                    .header("Cache-Control", equalTo("no-cache"))
                    .header("Vary", equalTo("Accept"))
                    .header("Retry-After", answer.statusCode() == 503 ? equalTo("5") : equalTo(null));
        }
        given().get(path).then().statusCode(get);
        given().post(path).then().statusCode(post);
        given().accept("text/plain")
                .get(path)
                .then()
                .statusCode(get)
                .contentType("text/plain")
                .body(startsWith(get == 200 ? "open: " : "closed: "))
                .body(containsString(why));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    gates-eight?atLeast=latest         | 400 | bad-request    | it is a revision, such as atLeast=8
                    gates-eight?atLeast=0              | 400 | bad-request    | it is a revision
                    gates-eight?exactly=               | 400 | bad-request    | it is a revision
                    gates-eight?atleast=8              | 400 | bad-request    | "atleast" is not asked like this
                    gates-eight?atLeast=8&atLeast=7    | 400 | bad-request    | each once
                    gates-eight?atLeast=8&exactly=8    | 400 | bad-request    | exclude each other
                    gates-eight?wait=soon              | 400 | bad-request    | write 25s, 500ms or 1m
                    gates-eight?follow=yes             | 400 | bad-request    | true and false
                    nobody                             | 404 | unknown-target | GET /api/v1/targets lists them
                    No!                                | 404 | unknown-target | lower-case
                    """)
    void whatCannotBeAskedIsAProblem(String asked, int status, String reason, String words) {
        for (Response answer :
                new Response[] {given().get("/gates/" + asked), given().post("/api/v1/gates/" + asked)}) {
            answer.then()
                    .statusCode(status)
                    .contentType("application/problem+json")
                    .body("type", equalTo("urn:headgate:problem:" + reason))
                    .body("detail", containsString(words));
        }
    }

    @Test
    void anOpenGateThatSaysWhatTheAskerHasIsNotSaidAgain() {
        String tag = given().get("/gates/gates-eight").header("ETag");
        given().header("If-None-Match", tag)
                .get("/gates/gates-eight")
                .then()
                .statusCode(304)
                .body(equalTo(""));
        given().header("If-None-Match", "\"other\"", tag.substring(2))
                .get("/gates/gates-eight")
                .then()
                .statusCode(304);
        given().header("If-None-Match", "W/\"other\"")
                .get("/gates/gates-eight")
                .then()
                .statusCode(200);
        String closed = given().get("/gates/gates-nine").header("ETag");
        given().header("If-None-Match", closed).get("/gates/gates-nine").then().statusCode(503);
        assertThat(given().accept("text/plain").get("/gates/gates-eight").header("ETag"))
                .isNotEqualTo(tag);
    }

    @Test
    void whoFollowsIsSentToTheGateAndNowhereElse() {
        String asked = "/gates/gates-nine?follow=true&wait=1ms";
        given().redirects().follow(false).get(asked).then().statusCode(303).header("Location", equalTo(asked));
        given().redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .get("http://localhost:" + RestAssured.port + "//evil.example/.." + asked)
                .then()
                .statusCode(404)
                .header("Location", equalTo(null));
    }

    @Test
    void whoWaitsIsLetGoWhenItOpensAndTheAnswerSaysWhatGoesOnMeanwhile() {
        Scenario waited = Scenario.on("gates-waited").with("held");
        waited.asks("upgrade", Map.of("to", "1"));
        awaitVerdict("/gates/gates-waited-held?atLeast=1", "applied");
        CompletableFuture<Response> parked = meanwhile(() -> given().get("/gates/gates-waited-held?wait=50s"));
        CompletableFuture<Response> following = meanwhile(
                () -> given().redirects().follow(false).get("/gates/gates-waited-held?follow=true&wait=200ms"));
        CompletableFuture<Answer> upgrade = meanwhile(() -> waited.asks("upgrade"));
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> given().get("/gates/gates-waited-held")
                        .then()
                        .statusCode(503)
                        .body("operation.verb", equalTo("upgrade"))
                        .body("operation.status", equalTo("running"))
                        .body("operation.step", equalTo("2 held"))
                        .body("operation.done", equalTo(0))
                        .body("operation.steps", equalTo(2))
                        .body("why", containsString("upgrade is running, step 1 of 2 (2 held)")));
        following
                .join()
                .then()
                .statusCode(303)
                .header("Location", equalTo("/gates/gates-waited-held?follow=true&wait=200ms"));
        assertThat(parked).isNotDone();

        waited.runs("INSERT INTO model.go VALUES (2)");
        parked.join().then().statusCode(200).body("verdict", equalTo("current")).body("current", equalTo("3"));
        upgrade.join().member("outcome", "applied");
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(
                        () -> given().get("/gates/gates-waited-held").then().body("operation", equalTo(null)));

        String tag = given().get("/gates/gates-waited-held").header("ETag");
        CompletableFuture<Response> changed =
                meanwhile(() -> given().header("If-None-Match", tag).get("/gates/gates-waited-held?wait=50s"));
        waited.runs("UPDATE flyway_schema_history SET checksum = 7 WHERE version = '3'");
        changed.join().then().statusCode(503).body("verdict", equalTo("diverged"));
    }

    @Test
    void aWaitThatIsOverIsAnsweredAsItIs() {
        given().get("/gates/gates-nine?wait=100ms").then().statusCode(503).body("verdict", equalTo("behind"));
        given().post("/gates/gates-nine?wait=100ms").then().statusCode(503);
    }

    @Test
    void anAppThatStartsInDevelopmentGetsItsDatabaseAndElsewhereNothingIsChanged() {
        Scenario dev = Scenario.on("gates-dev");
        given().post("/gates/starting-elsewhere").then().statusCode(503).body("verdict", equalTo("empty"));
        given().post("/gates/gates-dev-eight").then().statusCode(503).body("verdict", equalTo("empty"));
        given().get("/gates/starting").then().statusCode(503).body("verdict", equalTo("empty"));
        assertThat(dev.query("SELECT to_regclass('flyway_schema_history')")).containsExactly((String) null);
        given().get("/api/v1/operations?target=gates-dev-eight").then().body("items", hasSize(0));

        given().post("/gates/starting")
                .then()
                .statusCode(200)
                .body("verdict", equalTo("current"))
                .body("current", equalTo("8"));
        given().post("/gates/starting?atLeast=8").then().statusCode(200).body("verdict", equalTo("applied"));
        given().post("/gates/starting?atLeast=9").then().statusCode(503).body("verdict", equalTo("behind"));
        given().get("/api/v1/operations?target=starting").then().body("items.verb", everyItem(equalTo("ensure")));

        dev.runs("UPDATE flyway_schema_history SET checksum = 7 WHERE version = '8'");
        given().post("/gates/starting")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:headgate:problem:diverged"));
    }

    @Test
    void targetsAreAHealthGroupOfTheirOwnAndInNoOther() {
        Awaitility.await()
                .atMost(SOON.multipliedBy(2))
                .untilAsserted(() -> given().get("/q/health/group/targets")
                        .then()
                        .statusCode(503)
                        .body("checks.find { it.name == 'gates-eight' }.status", equalTo("UP"))
                        .body("checks.find { it.name == 'gates-nine' }.status", equalTo("DOWN"))
                        .body("checks.find { it.name == 'gates-nine' }.data.verdict", equalTo("behind"))
                        .body("checks.find { it.name == 'gates-nine' }.data.why", containsString("pending")));
        given().get("/q/health").then().statusCode(200).body("checks.name", not(hasItem("gates-nine")));
        given().get("/q/health/ready").then().statusCode(200).body("checks.name", not(hasItem("gates-nine")));
    }

    private static <T> CompletableFuture<T> meanwhile(Supplier<T> asked) {
        return CompletableFuture.supplyAsync(asked, task -> Thread.ofVirtual().start(task));
    }

    private static void awaitVerdict(String path, String verdict) {
        Awaitility.await().atMost(SOON).until(() -> given().get(path).path("verdict"), verdict::equals);
    }
}
