package dev.headgate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the audit tells of changes and refusals, and that its chain is whole. */
@QuarkusTest
@QuarkusTestResource(TestServer.class)
class AuditHttpTest {

    private static final String AUDIT = "/api/v1/audit";
    private static final String AGENT = "audit-test/1";

    @Test
    void anOperationIsThereWithWhoAskedWhyAndHowItEnded() {
        String id = asked("{\"reason\":\"to \\\"see\\\"\\nit\"}", "row18-eight", "ensure")
                .path("id");

        rows("operation=" + id)
                .body("items", hasSize(2))
                .body("items.act", everyItem(equalTo("ensure")))
                .body("items.target", everyItem(equalTo("row18-eight")))
                .body("items.principal", everyItem(equalTo("anonymous")))
                .body("items.method", everyItem(equalTo("none")))
                .body("items.address", everyItem(equalTo("127.0.0.1")))
                .body("items.userAgent", everyItem(equalTo(AGENT)))
                .body("items.reason", everyItem(equalTo("to \"see\"\nit")))
                .body("items[0].outcome", equalTo("succeeded"))
                .body("items[0].detail", containsString("outcome="))
                .body("items[1].outcome", equalTo("accepted"))
                .body("items[1].detail", startsWith("bundle=sha256:"));
        rows("operation=%s&outcome=accepted".formatted(id)).body("items", hasSize(1));
    }

    @Test
    void anOperationThatIsRefusedEndsSo() {
        String id = asked("{\"to\":\"99\"}", "row18-eight", "upgrade").path("operation");

        rows("operation=" + id)
                .body("items.outcome", hasItems("refused", "accepted"))
                .body("items[0].detail", containsString("problem=unknown-revision"))
                .body("items[1].detail", startsWith("to=99 "));
    }

    @Test
    void whatIsRefusedBeforeThereIsAnOperationIsThereToo() {
        String agent = "refused-" + UUID.randomUUID();
        given().header("User-Agent", agent)
                .post("/api/v1/targets/row18-eight/bundles/{digest}/activate", "123456789abc")
                .then()
                .statusCode(404);

        Awaitility.await()
                .untilAsserted(() -> rows("target=row18-eight&act=request&outcome=unknown-bundle")
                        .body("items.userAgent", hasItems(agent)));
    }

    @Test
    void bundlesAreThereAsTheyComeAndGo() {
        Map<String, String> files = Map.of("V1__audited.sql", "CREATE TABLE audited (id integer);");
        String digest = given().contentType(Packed.TGZ.type())
                .body(Packed.TGZ.of(files))
                .put("/api/v1/targets/sent/bundles")
                .then()
                .statusCode(201)
                .extract()
                .path("digest");
        given().delete("/api/v1/targets/sent/bundles/{digest}", digest).then().statusCode(204);

        rows("target=sent&act=push").body("items.detail", hasItems("bundle=%s source=upload".formatted(digest)));
        rows("target=sent&act=remove").body("items.detail", hasItems("bundle=" + digest));
    }

    @Test
    void pagesFollowEachOtherWithWhatWasAskedFor() {
        asked("{}", "row18-eight", "ensure");
        asked("{}", "row18-eight", "ensure");
        Response first = given().urlEncodingEnabled(false)
                .get(AUDIT + "?target=row18-eight&since=2020-01-01T00:00:00%2B01:00&size=2");
        String next = first.path("next");
        assertThat(next).contains("target=row18-eight", "since=2020-01-01T00%3A00%3A00%2B01%3A00", "page=2");
        int newest = first.path("items[0].number");
        int last = first.path("items[1].number");

        asked("{}", "row18-eight", "ensure"); // which moves no page
        given().urlEncodingEnabled(false)
                .get(next)
                .then()
                .statusCode(200)
                .body("items", hasSize(2))
                .body("items[0].number", lessThan(last))
                .body("items.target", everyItem(equalTo("row18-eight")));
        rows("target=row18-eight&size=1&upTo=" + newest).body("items[0].number", equalTo(newest));
        rows("since=2999-01-01T00:00:00Z").body("items", hasSize(0)).body("next", nullValue());
        rows("until=2020-01-01T00:00:00Z").body("items", hasSize(0));
    }

    @Test
    void theChainIsWholeAndEveryRowCanBeHeldToWhatItWas() {
        asked("{}", "row18-eight", "ensure");
        Response newest = given().get(AUDIT + "?size=1");
        int number = newest.path("items[0].number");
        String hash = newest.path("items[0].hash");

        given().get(AUDIT + "/verify")
                .then()
                .statusCode(200)
                .body("first.number", equalTo(1))
                .body("last.hash.length()", equalTo(64));
        given().get(AUDIT + "/verify?number={number}&hash={hash}", number, hash)
                .then()
                .statusCode(200);
        given().get(AUDIT + "/verify?number={number}&hash={hash}", number, "0".repeat(64))
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:headgate:problem:audit-broken"))
                .body("number", equalTo(number))
                .body("how", equalTo("changed"))
                .body("detail", containsString("row " + number));
        given().get(AUDIT + "/verify?number=999999999&hash={hash}", hash)
                .then()
                .statusCode(409)
                .body("how", equalTo("cut-off"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ?upTo=0                        | 400 | the number of a row
                    ?since=yesterday               | 400 | 2026-11-22T18:00:00Z
                    ?until=2026-11-22              | 400 | 2026-11-22T18:00:00Z
                    ?since=%2B999999999-01-01T00:00:00Z | 400 | 2026-11-22T18:00:00Z
                    ?page=0                        | 400 | 1 to 500
                    ?size=201                      | 400 | 1 to 200
                    ?principal=a%00b               | 400 | plain text
                    ?who=me                        | 400 | it takes target
                    ?operation=7                   | 404 | UUID
                    ?target=No_Body                | 404 | lower-case
                    /verify?number=1               | 400 | go together
                    /verify?number=one&hash=x      | 400 | go together
                    /verify?number=1&hash=x        | 400 | 64 hexadecimal
                    /verify?number=0&hash=x        | 400 | 1 or more
                    /verify?target=x               | 400 | it takes number
                    """)
    void whatCannotBeAskedIsSaid(String query, int status, String words) {
        given().urlEncodingEnabled(false)
                .get(AUDIT + query)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("detail", containsString(words));
    }

    private static Response asked(String body, String target, String verb) {
        return given().header("User-Agent", AGENT)
                .contentType("application/json")
                .body(body)
                .post("/api/v1/targets/{target}/{verb}", target, verb);
    }

    private static ValidatableResponse rows(String query) {
        return given().get(AUDIT + "?" + query).then().statusCode(200);
    }
}
