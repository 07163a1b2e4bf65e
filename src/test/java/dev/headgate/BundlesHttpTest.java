package dev.headgate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles over HTTP: pushed and kept, shown, made active, given away, and brought along by a verb. */
@QuarkusTest
@QuarkusTestResource(TestServer.class)
class BundlesHttpTest {

    private static final String PUSHED = "/api/v1/targets/pushed";
    private static final String ALONG = "/api/v1/targets/pushed-along";
    private static final int MEBIBYTE = 1 << 20;

    private static final String FIRST = "CREATE SCHEMA IF NOT EXISTS model; CREATE TABLE model.one (id integer);";

    /** A release of a schema with so many revisions. */
    private static Map<String, String> release(String name, int revisions) {
        Map<String, String> files = new HashMap<>();
        files.put("headgate.yaml", "release: %s\nnotes: made for a test\n".formatted(name));
        files.put("V1__one.sql", FIRST);
        files.put("U1__one.sql", "DROP TABLE model.one;");
        for (int i = 2; i <= revisions; i++) {
            files.put(
                    "V%d__more.sql".formatted(i),
                    "-- headgate: phase=expand\nCREATE TABLE model.t%d (id integer);".formatted(i));
        }
        return files;
    }

    private static Response push(String target, Packed form, Map<String, String> files) {
        return given().contentType(form.type()).body(form.of(files)).put(target + "/bundles");
    }

    private static RequestSpecification archive(Map<String, String> files) {
        return given().contentType(Packed.TGZ.type()).body(Packed.TGZ.of(files));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNewIsCreatedAndWhatIsNotIsTheSame(Packed form) {
        Map<String, String> files = release("in-" + form, 1);

        Response created = push(PUSHED, form, files);

        created.then()
                .statusCode(201)
                .body("digest", startsWith("sha256:"))
                .body("release", equalTo("in-" + form))
                .body("head", equalTo("1"))
                .body("files", equalTo(3))
                .body("source", equalTo("upload"))
                .body("by", equalTo("anonymous"))
                .body("client", notNullValue())
                .body("active", equalTo(false))
                .body("activatedAt", nullValue());
        String digest = created.path("digest");
        assertThat(created.header("Location")).endsWith(PUSHED + "/bundles/" + digest);
        assertThat(created.<String>path("short")).hasSize(12).isSubstringOf(digest);
        for (Packed other : Packed.values()) {
            push(PUSHED, other, files).then().statusCode(200).body("digest", equalTo(digest));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "application/x-tar",
                "application/x-gzip",
                "application/x-zip-compressed",
                "application/octet-stream"
            })
    void whatItIsCalledMattersLessThanWhatItIs(String type) {
        given().contentType(type)
                .body(Packed.TGZ.of(release("called", 1)))
                .put(PUSHED + "/bundles")
                .then()
                .statusCode(org.hamcrest.Matchers.oneOf(200, 201))
                .body("release", equalTo("called"));
    }

    @Test
    void whatCurlCallsAFormIsTakenForABundleButJsonIsNot() throws IOException, InterruptedException {
        String form = "application/x-www-form-urlencoded";
        byte[] archive = Packed.TAR.of(release("formed", 1));
        assertThat(send("PUT", PUSHED + "/bundles", form, HttpRequest.BodyPublishers.ofByteArray(archive))
                        .statusCode())
                .isEqualTo(201);
        for (String body : List.of("{\"to\":\"8\"}", "")) {
            HttpResponse<String> refused =
                    send("POST", PUSHED + "/ensure", form, HttpRequest.BodyPublishers.ofString(body));
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(415);
            assertThat(refused.body())
                    .contains("urn:headgate:problem:unsupported-media-type", "--json", "does not find the file");
        }
    }

    @Test
    void itNeedsNoTypeAtAllAndMayComeInChunks() throws IOException, InterruptedException {
        byte[] body = Packed.TGZ.of(release("untyped", 1));
        assertThat(send("PUT", PUSHED + "/bundles", HttpRequest.BodyPublishers.ofByteArray(body))
                        .statusCode())
                .isEqualTo(201);
        assertThat(send("PUT", PUSHED + "/bundles", chunked(body)).statusCode()).isEqualTo(200);
        assertThat(send("POST", PUSHED + "/init", chunked(body)).statusCode()).isEqualTo(200);
    }

    @Test
    void singleFilesMakeTheSameBundleAsTheirArchive() {
        Map<String, String> files = release("in-parts", 2);
        String digest = push(PUSHED, Packed.TAR, files).path("digest");
        RequestSpecification parts = given();
        files.forEach((name, text) -> parts.multiPart("file", name, text.getBytes(StandardCharsets.UTF_8)));

        parts.put(PUSHED + "/bundles").then().statusCode(200).body("digest", equalTo(digest));
    }

    @Test
    void aKeptOneIsShownWithWhatIsInIt() {
        String digest = push(PUSHED, Packed.ZIP, release("shown", 2)).path("digest");

        given().get(PUSHED + "/bundles/" + digest.substring(7, 19))
                .then()
                .statusCode(200)
                .body("digest", equalTo(digest))
                .body("short", equalTo(digest.substring(7, 19)))
                .body("notes", equalTo("made for a test"))
                .body("adopt", nullValue())
                .body("revisions.version", equalTo(List.of("1", "2")))
                .body("revisions.phase", equalTo(List.of("contract", "expand")))
                .body("revisions[0].script", equalTo("V1__one.sql"))
                .body("revisions[0].undo", equalTo("U1__one.sql"))
                .body("revisions[1].undo", nullValue())
                .body("snapshots", hasSize(0))
                .body("repeatables", hasSize(0))
                .body("contents.path", equalTo(List.of("U1__one.sql", "V1__one.sql", "V2__more.sql", "headgate.yaml")))
                .body("contents[1].bytes", equalTo(FIRST.length()))
                .body("contents[1].sha256", org.hamcrest.Matchers.hasLength(64));
        given().get(PUSHED + "/bundles?size=1")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].release", equalTo("shown"))
                .body("items[0]", not(org.hamcrest.Matchers.hasKey("contents")));
    }

    @Test
    void theListIsPagedNewestFirst() {
        push(PUSHED, Packed.TAR, release("page-one", 1));
        push(PUSHED, Packed.TAR, release("page-two", 1));

        Response first = given().get(PUSHED + "/bundles?size=1");

        first.then().body("items.release", equalTo(List.of("page-two")));
        given().get(first.<String>path("next")).then().body("items.release", equalTo(List.of("page-one")));
    }

    @Test
    void oneOfThemIsActiveAndStaysWhileTheOthersMayGo() {
        String over = "/api/v1/targets/pushed-over";
        given().get(over + "/plan")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:headgate:problem:no-bundle"))
                .body("detail", containsString("push one"));
        String one = push(over, Packed.TAR, release("one", 1)).path("digest");
        String two = archive(release("two", 2))
                .put(over + "/bundles?activate=true")
                .then()
                .statusCode(201)
                .body("active", equalTo(true))
                .body("activatedAt", notNullValue())
                .body("activatedBy", notNullValue())
                .extract()
                .path("digest");
        given().get(over + "/plan?bundle=" + one)
                .then()
                .statusCode(200)
                .body("bundle", equalTo(one))
                .body("steps.version", equalTo(List.of("1")));
        given().get(over + "/plan")
                .then()
                .body("bundle", equalTo(two))
                .body("steps.version", equalTo(List.of("1", "2")));

        refused(given().delete(over + "/bundles/" + two), 409, "bundle-in-use", "active");
        given().post(over + "/bundles/{digest}/activate", one)
                .then()
                .statusCode(200)
                .body("active", equalTo(true));
        given().delete(over + "/bundles/" + two).then().statusCode(204);
        refused(given().get(over + "/bundles/" + two), 404, "unknown-bundle", "no such bundle");
        given().get(over + "/bundles").then().body("items.digest", not(hasItem(two)));

        given().contentType(ContentType.JSON).post(over + "/ensure").then().statusCode(200);
        Map<String, String> other =
                Map.of("V1__one.sql", "CREATE SCHEMA model; CREATE TABLE model.other (id integer);");
        refused(archive(other).put(over + "/bundles?activate=true"), 409, "diverged", "is kept, and not made active");
        given().get(over + "/bundles?size=1")
                .then()
                .body("items[0].head", equalTo("1"))
                .body("items[0].active", equalTo(false));
    }

    @ParameterizedTest(name = "{0} {1} as {2}: {4} {5}")
    @CsvSource(delimiter = '|', textBlock = """
            PUT    | /api/v1/targets/nobody/bundles                | application/gzip         | x  | 404 | unknown-target         | headgate.targets.nobody
            PUT    | /api/v1/targets/row18-eight/bundles?activate=true | application/gzip     | x  | 409 | bundle-configured      | stored
            PUT    | /api/v1/targets/pushed/bundles                | application/gzip         | x  | 400 | bundle-unsound         | no archive
            PUT    | /api/v1/targets/pushed/bundles                | application/x-tar        |    | 400 | bundle-unsound         | it is empty
            PUT    | /api/v1/targets/pushed/bundles                | text/plain               | x  | 415 | unsupported-media-type | application/gzip
            PUT    | /api/v1/targets/pushed/bundles                | application/json         | {} | 415 | unsupported-media-type | application/gzip
            PUT    | /api/v1/targets/pushed/bundles?activate=maybe | application/gzip         | x  | 400 | bad-request            | true and false
            PUT    | /api/v1/targets/pushed/bundles?active=true    | application/gzip         | x  | 400 | bad-request            | activate=true
            GET    | /api/v1/targets/pushed/bundles?page=0         |                          |    | 400 | bad-request            | 1 to
            GET    | /api/v1/targets/nobody/bundles                |                          |    | 404 | unknown-target         | headgate.targets.nobody
            GET    | /api/v1/targets/pushed/bundles/123456789abc   |                          |    | 404 | unknown-bundle         | first digits
            GET    | /api/v1/targets/pushed/plan?bundle=123456789abc |                        |    | 404 | unknown-bundle         | first digits
            DELETE | /api/v1/targets/pushed/bundles/123456789abc   |                          |    | 404 | unknown-bundle         | first digits
            POST   | /api/v1/targets/pushed/bundles/123456789abc/activate |                   |    | 404 | unknown-bundle         | first digits
            PUT    | /api/v1/targets/pushed/ensure                 | application/gzip         | x  | 405 | method-not-allowed     | POST
            POST   | /api/v1/targets/pushed/bundles                | application/gzip         | x  | 405 | method-not-allowed     | PUT, as curl -T does
            POST   | /api/v1/targets/nobody/ensure                 | application/gzip         | x  | 404 | unknown-target         | headgate.targets.nobody
            POST   | /api/v1/targets/row18-eight/ensure            | application/gzip         | x  | 409 | bundle-configured      | stored
            POST   | /api/v1/targets/pushed/ensure                 | application/gzip         | x  | 400 | bundle-unsound         | no archive
            POST   | /api/v1/targets/pushed/stamp                  | application/gzip         | x  | 400 | bad-request            | init, upgrade, ensure and repair
            POST   | /api/v1/targets/pushed/destroy                | application/gzip         | x  | 400 | bad-request            | not a verb
            POST   | /api/v1/targets/pushed/ensure?versions=1      | application/gzip         | x  | 400 | bad-request            | goes with repair only
            POST   | /api/v1/targets/pushed/ensure?to=eight        | application/gzip         | x  | 400 | bad-request            | not a version
            POST   | /api/v1/targets/pushed/ensure?force=true      | application/gzip         | x  | 400 | bad-request            | reason
            """)
    void everyErrorIsAProblemDocumentThatSaysWhatToDo(
            String method, String path, String type, String body, int status, String reason, String words) {
        RequestSpecification asked = type == null
                ? given()
                : given().contentType(type).body((body == null ? "" : body).getBytes(StandardCharsets.UTF_8));
        refused(asked.request(method, path), status, reason, words);
    }

    @Test
    void everyProblemOfABundleIsListedAndNothingIsKept() {
        int before = given().get(PUSHED + "/bundles?size=200").path("items.size()");

        Response answer = archive(Map.of("V1__one.sql", "SELECT 1;", "v2__small.sql", "SELECT 2;", "V3_three.sql", ""))
                .put(PUSHED + "/bundles");

        refused(answer, 400, "bundle-unsound", "v2__small.sql");
        assertThat(answer.<List<Object>>path("findings")).hasSizeGreaterThanOrEqualTo(2);
        given().get(PUSHED + "/bundles?size=200").then().body("items", hasSize(before));
    }

    @Test
    void whatIsNoBundleIsAtMostAMebibyteWithALengthOrWithout() throws IOException, InterruptedException {
        String json = "{\"reason\":\"%s\"}".formatted("a".repeat(MEBIBYTE));
        refused(given().contentType(ContentType.JSON).body(json).post(PUSHED + "/upgrade"), 413, "too-large", "1 MiB");
        HttpResponse<String> chunked =
                send("POST", PUSHED + "/upgrade", "application/json", chunked(json.getBytes(StandardCharsets.UTF_8)));
        assertThat(chunked.statusCode()).as(chunked.body()).isEqualTo(413);
        assertThat(chunked.body()).contains("urn:headgate:problem:too-large", "1 MiB");

        String fitting = "{\"reason\":\"%s\"}".formatted("a".repeat(MEBIBYTE / 2));
        HttpResponse<String> read = send(
                "POST", PUSHED + "/upgrade", "application/json", chunked(fitting.getBytes(StandardCharsets.UTF_8)));
        assertThat(read.statusCode()).as(read.body()).isEqualTo(400);
        assertThat(read.body()).contains("at most 1000 characters");
    }

    @Test
    void aBodyThatSaysNothingOfItselfIsJsonWhereItBeginsSo() throws IOException, InterruptedException {
        for (String path : List.of(PUSHED + "/stamp", "/api/v1/operations/%s/cancel".formatted(UUID.randomUUID()))) {
            HttpResponse<String> read = send("POST", path, "", HttpRequest.BodyPublishers.ofString(" {\"too\":\"8\"}"));
            assertThat(read.statusCode()).as(read.body()).isEqualTo(400);
            assertThat(read.body()).contains("the body has no member \\\"too\\\"");
        }
    }

    @Test
    void jsonThatComesInNoChunksAtAllIsNotWaitedFor() throws IOException, InterruptedException {
        HttpResponse<String> read = send("POST", PUSHED + "/stamp?wait=long", "application/json", chunked(new byte[0]));

        assertThat(read.statusCode()).as(read.body()).isEqualTo(400);
        assertThat(read.body()).contains("wait is 'long'");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"Application/JSON", "application/*", "*/*"})
    void whatIsReadAsJsonIsHeldToItsLimitHoweverItIsCalled(String type) throws IOException, InterruptedException {
        byte[] large = "{\"reason\":\"%s\"}".formatted("a".repeat(MEBIBYTE)).getBytes(StandardCharsets.UTF_8);
        for (HttpRequest.BodyPublisher body : List.of(HttpRequest.BodyPublishers.ofByteArray(large), chunked(large))) {
            HttpResponse<String> refused = send("POST", PUSHED + "/stamp", type, body);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(413);
            assertThat(refused.body()).contains("1 MiB");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing                           | 415 | unsupported-media-type | send application/json
            multipart/form-data; boundary=one | 400 | bad-request            | the form has no end
            """)
    void aBodyThatIsNotWhatItSaysIsTheFaultOfItsSender(String type, int status, String reason, String words)
            throws IOException, InterruptedException {
        HttpResponse<String> refused = send(
                "PUT",
                PUSHED + "/bundles",
                type,
                HttpRequest.BodyPublishers.ofString(
                        "--two\r\nContent-Disposition: form-data; name=f; filename=V1__a.sql\r\n\r\nSELECT 1;\r\n--two--\r\n"));

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(refused.body()).contains("urn:headgate:problem:" + reason, words);
    }

    @Test
    void aFormMayNotHavePartsWithoutEnd() throws IOException, InterruptedException {
        String part = "--one\r\nContent-Disposition: form-data; name=f\r\n\r\n1\r\n";
        HttpResponse<String> refused = send(
                "PUT",
                PUSHED + "/bundles",
                "multipart/form-data; boundary=one",
                HttpRequest.BodyPublishers.ofString(part.repeat(11_001) + "--one--\r\n"));

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(413);
        assertThat(refused.body()).contains("urn:headgate:problem:too-large", "at most 11000 parts");
    }

    @Test
    void aVerbBringsItsBundleAlongAndMakesItTheActiveOne() {
        Response first = archive(release("along-1", 1)).post(ALONG + "/ensure");
        new Answer(first).member("outcome", "applied");
        String digest = given().get(ALONG + "/bundles?size=1").path("items[0].digest");
        assertThat(first.<String>path("bundle")).isEqualTo(digest);
        given().get(ALONG).then().body("bundle.digest", equalTo(digest)).body("current", equalTo("1"));

        new Answer(archive(release("along-1", 1)).post(ALONG + "/ensure")).member("outcome", "unchanged");

        Response plain = archive(release("along-3", 3))
                .accept("text/plain")
                .queryParam("to", "2")
                .queryParam("reason", "half way first")
                .post(ALONG + "/upgrade");
        plain.then().statusCode(200).contentType(startsWith("text/plain"));
        given().get(ALONG).then().body("current", equalTo("2")).body("head", equalTo("3"));
        given().get("/api/v1/operations?target=pushed-along&size=1")
                .then()
                .body("items[0].reason", equalTo("half way first"));

        RequestSpecification parts = given().header("Prefer", "respond-async");
        release("along-3", 3)
                .forEach((name, text) -> parts.multiPart("f", name, text.getBytes(StandardCharsets.UTF_8)));
        Response accepted = parts.post(ALONG + "/upgrade");
        accepted.then().statusCode(202).header("Preference-Applied", "respond-async");
        given().get("/api/v1/operations/{id}?wait=25s", accepted.<String>path("id"))
                .then()
                .statusCode(200)
                .body("to", equalTo("3"));

        RequestSpecification keyed = archive(release("along-4", 4)).header("Idempotency-Key", "along-4");
        String operation = keyed.post(ALONG + "/ensure").path("id");
        assertThat(keyed.post(ALONG + "/ensure").<String>path("id")).isEqualTo(operation);

        Map<String, String> failing = new HashMap<>(release("along-5", 4));
        failing.put("V5__five.sql", "SELECT 1 FROM nowhere;");
        refused(
                archive(failing).post(ALONG + "/ensure"),
                422,
                "script-failed",
                "Ask with the bundle as the body, as the hook does: a verb without one works with the active bundle, which GET "
                        + ALONG);
    }

    @Test
    void aScriptThatWasEditedAfterwardsIsRealignedToWithTheBundleThatHasIt() {
        String edited = "/api/v1/targets/pushed-edited";
        archive(release("edited-1", 2)).post(edited + "/ensure").then().statusCode(200);
        Map<String, String> other = new HashMap<>(release("edited-2", 2));
        other.put("V2__more.sql", other.get("V2__more.sql") + " -- as it was meant");
        refused(archive(other).post(edited + "/ensure"), 409, "diverged", "V2__more.sql has checksum");

        refused(archive(other).post(edited + "/repair"), 400, "bad-request", "say ?versions=2");
        new Answer(archive(other).queryParam("versions", "2").post(edited + "/repair"))
                .isApplied("diverged/repair/realign", "repair 2");

        given().get(edited).then().body("state", equalTo("current")).body("bundle.release", equalTo("edited-2"));
    }

    private static void refused(Response response, int status, String reason, String words) {
        response.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:headgate:problem:" + reason))
                .body("status", equalTo(status))
                .body("detail", containsString(words));
    }

    private static HttpRequest.BodyPublisher chunked(byte[] body) {
        return HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
    }

    private static HttpResponse<String> send(String method, String path, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(), method, path, body);
    }

    private static HttpResponse<String> send(String method, String path, String type, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().header("Content-Type", type), method, path, body);
    }

    private static HttpResponse<String> send(
            HttpRequest.Builder request, String method, String path, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:%d%s".formatted(RestAssured.port, path));
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request.uri(uri).method(method, body).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
