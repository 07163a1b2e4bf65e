package dev.headgate;

import static dev.headgate.Pages.next;
import static dev.headgate.Pages.page;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.headgate.dev.EmbeddedServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of an operation, and the list of them, as a browser without scripts gets them; and the stream that a script follows. */
@QuarkusTest
@QuarkusTestResource(TestServer.class)
class OperationPageTest {

    private static final String SCRIPT = "\"><script>alert(1)</script>";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void whatFailedSaysFirstWhatToDoAndMarksTheLine() {
        String id = asked("shown-broken", "upgrade", Map.of("reason", SCRIPT)).path("operation");
        Document page = operation(id);

        assertThat(page.select("#state .is-failed").text()).endsWith("failed");
        Element trouble = page.selectFirst("#now > *");
        assertThat(trouble.select("h2").text()).isEqualTo("What to do next");
        assertThat(trouble.select(".next").text()).startsWith("Mend what is in its way and ask again;");
        assertThat(trouble.select("#again").attr("href")).isEqualTo("/targets/shown-broken/plan?verb=upgrade");
        assertThat(trouble.select(".failure figcaption").text()).contains("V10__", "line 3, statement 2", "42703");
        assertThat(trouble.select(".failure .message").text()).contains("no_such_column");
        assertThat(trouble.select("pre mark").eachAttr("data-line")).containsExactly("3");
        assertThat(trouble.select("pre mark").text()).isEqualTo("VALUES (1), (no_such_column);");
        assertThat(trouble.select("pre .line").eachAttr("data-line")).containsExactly("1", "2", "3", "4");
        assertThat(trouble.text()).contains("problem script-failed");

        assertThat(page.select(".steps > .is-failed")).hasSize(1);
        assertThat(page.select(".steps > .is-succeeded")).hasSize(9);
        assertThat(page.select(".facts").text()).contains("empty/upgrade/replay", "anonymous", SCRIPT);
        assertThat(page.select(".tale li").last().text()).contains("failed: ");
        assertThat(page.select("[sse-connect], form[method=post]")).isEmpty(); // there is nothing to come, or to cancel
        assertThat(page.html()).doesNotContain("<script>alert", Planted.MARK);
    }

    @Test
    void whatFailedIsWhatItsTargetSaysFirst() {
        String id = asked("shown-broken", "upgrade", Map.of()).path("operation");

        Awaitility.await() // what was told of operations is kept for a second
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    Document target = page("/targets/shown-broken");
                    assertThat(target.select("#next").text())
                            .startsWith("The last upgrade failed, and so will the next");
                    assertThat(target.select("#do-next").attr("href")).isEqualTo("/operations/" + id);
                });
        assertThat(page("/?search=shown-broken").select("tr.why").text())
                .startsWith("upgrade failed at V10__")
                .contains("line 3", "no_such_column");
    }

    @Test
    void whatWasRefusedSaysWhyAndPlansTheSameAgain() {
        String id = asked("shown-eight", "upgrade", Map.of("to", "99")).path("operation");
        Document page = operation(id);

        assertThat(page.select("#state .is-refused").text()).endsWith("refused");
        assertThat(page.select(".next").text()).contains("has no revision 99");
        assertThat(page.select("#again").attr("href")).isEqualTo("/targets/shown-eight/plan?verb=upgrade&to=99");
        assertThat(page.select("#steps").text()).isEqualTo("There was nothing to run.");
    }

    @Test
    void whoFollowsSeesItsStepsAsTheyHappenAndThatItHasEnded() throws Exception {
        Scenario scenario = Scenario.on("shown-live").with("held");
        scenario.asks("upgrade", Map.of("to", "1"));
        String id = begins("shown-live-held");
        Document page = operation(id);
        assertThat(page.select("#live").attr("sse-connect")).isEqualTo("/live/operations/" + id);
        assertThat(page.select("#live").attr("sse-close")).isEqualTo("over");
        assertThat(page.select("#live [sse-swap]").eachAttr("sse-swap"))
                .containsExactly("state", "now", "steps", "tale");

        HttpResponse<Stream<String>> live = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://localhost:%d/live/operations/%s".formatted(RestAssured.port, id)))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines());
        Iterator<String> lines = live.body().iterator();
        assertThat(next(lines, "event: ")).isEqualTo("event: state");
        next(lines, "statement 3 of 3");
        scenario.runs("INSERT INTO model.go VALUES (2)");

        List<String> told = new ArrayList<>();
        CompletableFuture.runAsync(() -> lines.forEachRemaining(told::add)).get(20, TimeUnit.SECONDS);
        assertThat(told).filteredOn(line -> line.startsWith("event: ")).last().isEqualTo("event: over");
        assertThat(told)
                .anyMatch(line -> line.endsWith("<span class=\"outcome\">· applied</span>"))
                .anyMatch(line -> line.contains("succeeded, applied, at 3"));
        Document ended = operation(id);
        assertThat(ended.select("[sse-connect]")).isEmpty();
        assertThat(ended.select(".notices").text()).isEqualTo("held until somebody says go");
        assertThat(ended.select("#step-1 .how").text()).contains("2 rows written", "in a transaction");
        assertThat(ended.select(".ended").text()).isEqualTo("shown-live-held is at 3.");
    }

    @Test
    void whoeverIsInItsWayIsShownAndItIsStopped() throws Exception {
        Scenario scenario = Scenario.on("shown-blocked").with("held");
        scenario.asks("upgrade", Map.of("to", "1"));
        String id;
        try (Connection other = DriverManager.getConnection(TestServer.url("shown-blocked"), EmbeddedServer.USER, "");
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE model.done /* by a report */");
            id = begins("shown-blocked-held");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(operation(id)
                                    .select("#blocked > ul > li > ul > li")
                                    .text())
                            .startsWith("process ")
                            .contains("PostgreSQL JDBC Driver", "idle in transaction", "LOCK TABLE model.done"));
            assertThat(operation(id).select("progress[max=2][value=0]").text()).isEqualTo("0 of 2");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(page("/?search=shown-blocked-held")
                                    .select(".why")
                                    .text())
                            .startsWith("upgrade: waits for a lock behind process"));
            assertThat(page("/targets/shown-blocked-held").select("#next").text())
                    .startsWith("upgrade: ")
                    .contains("Watch it there, and stop it if that is better.");
            assertThat(page("/targets/shown-blocked-held/plan?verb=downgrade&to=0")
                            .select("#under-way")
                            .text())
                    .startsWith("upgrade is running here now.");
            other.rollback();
        }
        Element form = operation(id).selectFirst("form[method=post]");
        assertThat(form.select("button[name=at-once]").eachAttr("value")).containsExactly("false", "true");

        Response cancelled = cancel(form.attr("action"), "true", SCRIPT);

        assertThat(cancelled.statusCode()).isEqualTo(303);
        assertThat(cancelled.header("Location")).isEqualTo("/operations/" + id);
        given().get("/api/v1/operations/{id}?wait=25s", id).then().statusCode(409);
        given().get("/api/v1/operations/{id}", id).then().body("cancellation.reason", equalTo(SCRIPT));
        Document page = operation(id);
        assertThat(page.select("#state .is-cancelled").text()).endsWith("cancelled");
        assertThat(page.select(".trouble .next").text()).contains("cancelled it: " + SCRIPT, "to go on.");
        assertThat(page.html()).doesNotContain("<script>alert");
        assertThat(cancel(form.attr("action"), "false", "").statusCode()).isEqualTo(303); // it shows that it has ended
        assertThat(cancel(form.attr("action"), "perhaps", "").statusCode()).isEqualTo(400);
    }

    @Test
    void theListHasTheNewestFirstAndWhatIsLookedFor() {
        asked("row18-eight", "ensure", Map.of("reason", SCRIPT));
        asked("row18-eight", "upgrade", Map.of("to", "99"));

        Document all = list("?target=row18-eight");
        assertThat(all.select("tbody tr").first().text()).contains("upgrade row18-eight", "refused", "anonymous");
        assertThat(all.select("tbody th a").attr("href")).startsWith("/operations/");
        assertThat(all.html()).doesNotContain("<script>alert");
        assertThat(list("?target=row18-eight&status=succeeded")
                        .select("tbody .status")
                        .eachText())
                .isNotEmpty()
                .allMatch(status -> status.endsWith("succeeded"));
        assertThat(list("?target=row18-eight&status=queued")
                        .select(".nothing a")
                        .attr("href"))
                .isEqualTo("/operations");
    }

    @ParameterizedTest
    @CsvSource({
        "/operations/6ba7b810-9dad-11d1-80b4-00c04fd430c8, 404",
        "/operations/seven, 404",
        "/operations?status=fine, 400",
        "/operations?target=No_Body, 404",
        "/operations?page=0, 400"
    })
    void whatCannotBeShownIsAPageThatSaysSo(String path, int status) {
        Document page = page(path, status);

        assertThat(page.select("h1").text()).isNotEmpty();
        assertThat(page.select(".problem a").attr("href")).isEqualTo("/");
    }

    private static String begins(String target) {
        return given().contentType("application/json")
                .header("Prefer", "respond-async")
                .post("/api/v1/targets/{target}/upgrade", target)
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private static Response asked(String target, String verb, Map<String, String> body) {
        return given().contentType("application/json").body(body).post("/api/v1/targets/{target}/{verb}", target, verb);
    }

    private static Response cancel(String action, String atOnce, String reason) {
        return given().redirects()
                .follow(false)
                .accept("text/html")
                .formParam("at-once", atOnce)
                .formParam("reason", reason)
                .post(action);
    }

    private static Document operation(String id) {
        return page("/operations/" + id);
    }

    private static Document list(String query) {
        return page("/operations" + query);
    }
}
