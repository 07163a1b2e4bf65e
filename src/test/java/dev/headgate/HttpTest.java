package dev.headgate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The form of the API: errors, waiting, health, its description. */
@QuarkusTest
@QuarkusTestResource(TestServer.class)
class HttpTest {

    private static final String TARGET = "/api/v1/targets/row18-eight";

    @ParameterizedTest(name = "{0} {1} {2}: {3} {4}")
    @CsvSource(delimiter = '|', textBlock = """
                    GET    | /api/v1/nowhere                        |                   | 404 | unknown-path           | /q/openapi
                    GET    | /nowhere                               |                   | 404 | unknown-path           | /q/openapi
                    GET    | /api/v1/targets/nobody                 |                   | 404 | unknown-target         | headgate.targets.nobody
                    GET    | /api/v1/targets/No_Body                |                   | 404 | unknown-target         | lower-case
                    GET    | /api/v1/operations/7                   |                   | 404 | unknown-operation      | UUID
                    GET    | /api/v1/operations/6ba7b810-9dad-11d1-80b4-00c04fd430c8 |  | 404 | unknown-operation      | GET /api/v1/operations
                    GET    | /api/v1/operations?page=0              |                   | 400 | bad-request            | 1 to
                    GET    | /api/v1/operations?size=many           |                   | 400 | bad-request            | 1 to 200
                    GET    | /api/v1/operations?status=done         |                   | 400 | bad-request            | succeeded
                    DELETE | /api/v1/targets/row18-eight            |                   | 405 | method-not-allowed     | method
                    POST   | /api/v1/targets/row18-eight/destroy    | {}                | 400 | bad-request            | init, stamp
                    POST   | /api/v1/targets/row18-eight/upgrade?wait=long | {}         | 400 | bad-request            | 25s
                    POST   | /api/v1/targets/row18-eight/upgrade    | {"to              | 400 | bad-request            | not JSON
                    POST   | /api/v1/targets/row18-eight/upgrade    | []                | 400 | bad-request            | form
                    POST   | /api/v1/targets/row18-eight/upgrade    | {"too":"8"}       | 400 | bad-request            | too
                    POST   | /api/v1/targets/row18-eight/upgrade    | {"to":"eight"}    | 400 | bad-request            | not a version
                    POST   | /api/v1/targets/row18-eight/upgrade    | {"to":2.10}       | 400 | bad-request            | form
                    POST   | /api/v1/targets/row18-eight/upgrade    | {"to":"0"}        | 400 | bad-request            | downgrade
                    POST   | /api/v1/targets/row18-eight/upgrade    | {"versions":["1"]} | 400 | bad-request           | repair
                    POST   | /api/v1/targets/row18-eight/upgrade?to=4 | {}               | 400 | bad-request            | body
                    POST   | /api/v1/targets/row18-eight/upgrade    | {"to":""}         | 400 | bad-request            | not a version
                    POST   | /api/v1/targets/row18-eight/upgrade    | {"reason":"a\\u0000b"} | 400 | bad-request      | plain text
                    POST   | /api/v1/targets/row18-eight/repair     | {"versions":[null]} | 400 | bad-request          | not a version
                    POST   | /api/v1/targets/row18-eight/downgrade  | {}                | 400 | bad-request            | needs "to"
                    POST   | /api/v1/targets/row18-eight/stamp      | {"to":"3","force":true} | 400 | bad-request      | reason
                    GET    | /api/v1/targets/row18-eight/plan?verb=destroy |            | 400 | bad-request            | not a verb
                    """)
    void everyErrorIsAProblemDocumentThatSaysWhatToDo(
            String method, String path, String body, int status, String reason, String words) {
        Response response = method.equals("POST")
                ? given().contentType("application/json").body(body).request(method, path)
                : given().request(method, path);
        response.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:headgate:problem:" + reason))
                .body("status", equalTo(status))
                .body("detail", containsString(words));
    }

    @Test
    void aBodyThatIsNotJsonAndAnAnswerThatIsNotToBeHadAreSaidSo() {
        given().contentType("text/plain")
                .body("8")
                .post(TARGET + "/upgrade")
                .then()
                .statusCode(415)
                .contentType("application/problem+json")
                .body("detail", containsString("--json"));
        given().accept("text/html")
                .get(TARGET)
                .then()
                .statusCode(406)
                .body("type", equalTo("urn:headgate:problem:not-acceptable"));
    }

    @Test
    void aVerbNeedsNoBodyAtAll() throws IOException, InterruptedException {
        HttpRequest bare = HttpRequest.newBuilder(
                        URI.create("http://localhost:%d%s/ensure".formatted(RestAssured.port, TARGET)))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(bare, HttpResponse.BodyHandlers.ofString()))
                    .extracting(HttpResponse::statusCode)
                    .isEqualTo(200);
        }
    }

    @Test
    void respondAsyncIsAnsweredAtOnceAndTheOperationTellsItsEnd() {
        Response accepted = json().header("Prefer", "respond-async").post(TARGET + "/ensure");
        accepted.then().statusCode(202).header("Preference-Applied", "respond-async");
        String operation = accepted.path("id");
        given().get("/api/v1/operations/{id}?wait=25s", operation)
                .then()
                .statusCode(200)
                .body("status", equalTo("succeeded"));
        assertThat(accepted.header("Location")).endsWith("/api/v1/operations/" + operation);
    }

    @Test
    void aWaitThatIsOverLeadsToTheOperationAndOnFromThere() {
        Response seeOther = json().redirects().follow(false).post("/api/v1/targets/silent/ensure?wait=1ms");
        seeOther.then().statusCode(303).header("Location", endsWith("?wait=1s"));
        given().redirects()
                .follow(false)
                .get(seeOther.header("Location").replace("wait=1s", "wait=1500ms"))
                .then()
                .statusCode(303)
                .header("Location", endsWith("?wait=1500ms"));
        given().get(seeOther.header("Location").replace("wait=1s", "wait=25s"))
                .then()
                .statusCode(503)
                .body("type", equalTo("urn:headgate:problem:unreachable"));
    }

    @Test
    void metricsHaveNoLabelsThatSomebodyMayThinkUp() {
        given().request("BREW", "/gates/row18-eight?made=up");
        given().get("/made/up");
        given().get("/api/v1/targets/thought-up");

        assertThat(given().get("/q/metrics").then().statusCode(200).extract().asString())
                .contains("path=\"/api/v1/targets/{target}\"", "path=\"none\"", "reason=\"unknown-target\"")
                .doesNotContain("BREW", "made", "thought-up");
    }

    @Test
    void healthSpeaksOfHeadgateAndNotOfTargets() {
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/health/ready").then().statusCode(200).body("checks.name", hasItem("store"));
        given().get("/q/health/started").then().statusCode(200).body("checks[0].name", equalTo("targets"));
    }

    @Test
    void theCommittedDescriptionOfTheApiIsTheServedOne() throws IOException {
        String served =
                given().get("/q/openapi").then().statusCode(200).extract().asString();
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory()); // the order of members differs from build to build
        assertThat(yaml.readTree(served))
                .as(
                        "docs/openapi.yaml is stale; ./mvnw package -DskipTests -DskipITs -Dquarkus.smallrye-openapi.store-schema-directory=docs writes it")
                .isEqualTo(yaml.readTree(Files.readString(Path.of("docs/openapi.yaml"))));
    }

    private static RequestSpecification json() {
        return given().contentType("application/json").body("{}");
    }
}
