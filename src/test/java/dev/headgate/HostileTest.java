package dev.headgate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is sent by those who mean no good: by other sites through somebody's browser, and by hand. */
@QuarkusTest
@QuarkusTestResource(TestServer.class)
class HostileTest {

    private static final String ENSURE = "/api/v1/targets/row18-eight/ensure";
    private static final int PATIENCE = (int) Duration.ofSeconds(20).toMillis();

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            GET  | /api/v1/targets/row18-eight  | 200
            GET  | /api/v1/targets/nobody       | 404
            GET  | /api/v1/nowhere              | 404
            PUT  | /api/v1/targets              | 405
            GET  | /q/openapi                   | 200
            GET  | /q/health/live               | 200
            """)
    void everyAnswerTellsBrowsersToTakeItForDataAndNothingElse(String method, String path, int status) {
        given().urlEncodingEnabled(false)
                .request(method, path)
                .then()
                .statusCode(status)
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Frame-Options", "DENY")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Cache-Control", "no-store")
                .header("Strict-Transport-Security", nullValue());
    }

    @Test
    void whatSaysItselfHowItMayBeKeptSaysItOnce() {
        assertThat(given().get("/gates/row18-eight").headers().getValues("Cache-Control"))
                .containsExactly("no-cache");
        assertThat(given().post("/gates/row18-eight").headers().getValues("Cache-Control"))
                .containsExactly("no-cache");
        String operation =
                given().contentType("application/json").body("{}").post(ENSURE).path("id");
        assertThat(given().get("/api/v1/operations/{id}/events", operation)
                        .headers()
                        .getValues("Cache-Control"))
                .containsExactly("no-cache");
    }

    @Test
    void pagesMayHaveScriptsAndStylesOfOurOwnOnly() {
        String policy = given().get("/nowhere").header("Content-Security-Policy");
        assertThat(policy)
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; ")
                .contains("frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe");
    }

    @ParameterizedTest(name = "Sec-Fetch-Site: {0}, Origin: {1} of POST: {2}")
    @CsvSource(delimiter = '|', textBlock = """
                        |                          | 200
            same-origin |                          | 200
            none        |                          | 200
            same-origin | https://elsewhere.example | 200
            cross-site  |                          | 403
            same-site   |                          | 403
            CROSS-SITE  |                          | 403
            whatever    |                          | 403
                        | http://HERE              | 200
                        | https://HERE             | 200
                        | http://elsewhere.example | 403
                        | http://HERE.example      | 403
                        | http://x@HERE            | 403
                        | http://localhost         | 403
                        | null                     | 403
            """)
    void noOtherSiteChangesAnythingThroughSomebodysBrowser(String site, String origin, int status) {
        String here = "localhost:" + RestAssured.port;
        var request = given().contentType("application/json").body("{}");
        if (site != null) {
            request = request.header("Sec-Fetch-Site", site);
        }
        if (origin != null) {
            request = request.header("Origin", origin.replace("HERE", here));
        }
        Response response = request.post(ENSURE);
        response.then().statusCode(status);
        if (status == 403) {
            response.then()
                    .contentType("application/problem+json")
                    .body("type", equalTo("urn:headgate:problem:cross-site"))
                    .header("X-Content-Type-Options", "nosniff");
        }
    }

    @Test
    void anotherSiteMayFollowALinkHereAndMayNotSendABundle() {
        given().header("Sec-Fetch-Site", "cross-site")
                .get("/api/v1/targets/row18-eight")
                .then()
                .statusCode(200);
        given().header("Sec-Fetch-Site", "cross-site")
                .contentType("application/gzip")
                .body(new byte[1 << 20])
                .put("/api/v1/targets/pushed/bundles")
                .then()
                .statusCode(403)
                .body("type", equalTo("urn:headgate:problem:cross-site"));
        given().header("Sec-Fetch-Site", "cross-site")
                .delete("/api/v1/targets/pushed/bundles/0123456789ab")
                .then()
                .statusCode(403);
    }

    static Stream<Arguments> malformed() {
        String deep = "[".repeat(200_000);
        return Stream.of(
                Arguments.of("a bad escape", get("/api/v1/targets/%zz"), 400),
                Arguments.of("half an escape", get("/api/v1/targets/a%"), 400),
                Arguments.of("a bad escape in a query", get("/api/v1/operations?page=%zz"), 400),
                Arguments.of("a bad escape at a gate", get("/gates/row18-eight?atLeast=%zz"), 400),
                Arguments.of("a zero byte in a path", get("/api/v1/targets/a%00b"), 404),
                Arguments.of("a line break in a path", get("/api/v1/targets/a%0d%0aX-Forged:%20yes"), 404),
                Arguments.of("bad UTF-8 in a path", get("/api/v1/targets/%c3%28%ff"), 404),
                Arguments.of("a way up", get("/api/v1/targets/../../../etc/passwd"), 404),
                Arguments.of("a way up with a parameter", get("/api/v1/targets/..;/..;/q/health"), 404),
                Arguments.of("an escaped way up", get("/api/v1/targets/%2e%2e%2f%2e%2e"), 404),
                Arguments.of("no path", get("*"), 404),
                Arguments.of("a huge number", get("/api/v1/operations?page=99999999999999999999"), 400),
                Arguments.of("a huge wait", get("/gates/row18-eight?wait=99999999999999999999s"), 400),
                Arguments.of(
                        "a huge number of an event",
                        get("/api/v1/operations/%s/events?after=%s"
                                .formatted("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "9".repeat(99))),
                        400),
                Arguments.of("a line that is too long", get("/gates/row18-eight?release=" + "a".repeat(5000)), 414),
                Arguments.of(
                        "headers that are too long",
                        request("GET /gates/row18-eight HTTP/1.1", "X-Long: " + "a".repeat(30_000), ""),
                        431),
                Arguments.of("a very deep body", post("application/json", deep), 400),
                Arguments.of("a very deep reason", post("application/json", "{\"reason\":" + deep), 400),
                Arguments.of("a body of bad UTF-8", post("application/json", "{\"reason\":\"\u00ff\u00fe\"}"), 400),
                Arguments.of(
                        "a huge number in a body",
                        post("application/json", "{\"force\":" + "9".repeat(5000) + "}"),
                        400),
                Arguments.of("a member twice", post("application/json", "{\"to\":{\"to\":\"8\"}}"), 400),
                Arguments.of("a type that is none", post("application/json;;;=\"", "{}"), 200),
                Arguments.of("a type without an end", post("multipart/form-data; boundary=\"", "--x"), 400),
                Arguments.of(
                        "a part without a header",
                        post("multipart/form-data; boundary=x", "--x\r\nno header--x--\r\n"),
                        400),
                Arguments.of("a charset that is none", post("application/json;charset=nonsense", "{}"), 200),
                Arguments.of(
                        "two lengths",
                        request("POST " + ENSURE + " HTTP/1.1", "Content-Length: 2\r\nContent-Length: 3", "{}"),
                        400),
                Arguments.of(
                        "a length and chunks",
                        request(
                                "POST " + ENSURE + " HTTP/1.1",
                                "Content-Length: 2\r\nTransfer-Encoding: chunked",
                                "0\r\n\r\n"),
                        409),
                Arguments.of(
                        "a length below zero", request("POST " + ENSURE + " HTTP/1.1", "Content-Length: -1", ""), 400),
                Arguments.of("a method that is none", request("BREW " + ENSURE + " HTTP/1.1", "X: y", ""), 405),
                Arguments.of("no host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
                Arguments.of("a host that is none", "GET / HTTP/1.1\r\nHost: a:-1\r\nConnection: close\r\n\r\n", 400),
                Arguments.of("a version that is none", request("GET / HTTP/9.9", "X: y", ""), 200),
                Arguments.of("no HTTP at all", "no HTTP at all\r\n\r\n", 400));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("malformed")
    void whateverIsSentIsAnsweredInPlainWordsAndNothingOfTheInsideIsSeen(String what, String request, int status)
            throws IOException {
        String answer = sent(request);

        assertThat(answer).startsWith("HTTP/").contains(" %d ".formatted(status));
        if (answer.contains("\r\n\r\n{")) { // what the server itself refuses has no body
            assertThat(answer.toLowerCase(Locale.ROOT))
                    .contains("content-type: application/", "x-content-type-options: nosniff")
                    .containsPattern(status == 200 ? "\"status\":\"succeeded\"" : "application/problem.json");
        }
        assertThat(answer)
                .doesNotContain(
                        "\tat ",
                        "Exception",
                        "io.netty",
                        "io.vertx",
                        "java.",
                        "jakarta",
                        "com.fasterxml",
                        "\r\nX-Forged");
        assertThat(given().get("/q/health/live").statusCode()).isEqualTo(200);
    }

    private static String get(String path) {
        return request("GET %s HTTP/1.1".formatted(path), "Accept: */*", "");
    }

    private static String post(String type, String body) {
        return request(
                "POST %s HTTP/1.1".formatted(ENSURE),
                "Content-Type: %s\r\nContent-Length: %d".formatted(type, body.length()),
                body);
    }

    private static String request(String line, String headers, String body) {
        return "%s\r\nHost: localhost\r\nConnection: close\r\n%s\r\n\r\n%s".formatted(line, headers, body);
    }

    /** All that comes back until the server closes the connection. */
    private static String sent(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(PATIENCE);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
