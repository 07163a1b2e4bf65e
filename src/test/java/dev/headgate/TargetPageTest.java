package dev.headgate;

import static dev.headgate.Pages.next;
import static dev.headgate.Pages.page;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A target's page and its plans, as a browser without scripts gets and sends them: the life of one database, in order. */
@QuarkusTest
@QuarkusTestResource(TestServer.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TargetPageTest {

    private static final String SCRIPT = "\"><script>alert(1)</script>";

    @Test
    @Order(1)
    void whatIsEmptyIsCreatedByThePlanThatWasShown() {
        Document page = page("/targets/pages-seven");
        assertThat(page.select("h1 .mark").text()).endsWith("empty");
        assertThat(page.select("#next").text()).startsWith("Nothing is there yet: init creates it.");

        Document plan = page(page.selectFirst("#do-next").attr("href"));
        assertThat(plan.select("#row").text()).isEqualTo("empty/init/replay");
        assertThat(plan.select(".step")).hasSize(7);
        assertThat(plan.select(".step pre[tabindex=0] .line[data-line]")).isNotEmpty();

        Response done = sent(plan, Map.of("reason", SCRIPT));
        Response again = sent(plan, Map.of("reason", SCRIPT));

        assertThat(done.statusCode()).isEqualTo(303);
        assertThat(again.header("Location")).startsWith("/operations/").isEqualTo(done.header("Location"));
        ended(done).body("status", equalTo("succeeded")).body("reason", equalTo(SCRIPT));
    }

    @Test
    @Order(2)
    void whatIsBehindSaysSoFirstAndShowsWhatEachVerbWouldDo() {
        Document page = page("/targets/pages-eight");

        assertThat(page.select("h1 .mark").text()).endsWith("behind");
        assertThat(page.select("#next").text()).startsWith("1 script is pending: upgrade applies it.");
        assertThat(page.select("#do-next").attr("href")).isEqualTo("/targets/pages-eight/plan?verb=upgrade");
        assertThat(page.select(".verbs tbody tr").eachText())
                .hasSize(6)
                .anyMatch(row -> row.contains("behind/upgrade/apply") && row.contains("1 step, from 7 to 8"))
                .anyMatch(row -> row.contains("behind/stamp/refused") && row.contains("skipped for ever"))
                .anyMatch(row -> row.contains("downgrade to 6") && row.contains("behind/downgrade/undo"));
        assertThat(page.select(".timeline li.is-applied")).hasSize(5);
        assertThat(page.select(".timeline .rest").text()).isEqualTo("… 1 before");
        assertThat(page.select(".timeline li.is-current[aria-current=step] .revision")
                        .text())
                .isEqualTo("7");
        assertThat(page.select(".timeline li.is-pending .what").text()).isEqualTo("pending");
        assertThat(page.select("section:has(#pending) .step").text()).contains("8", "in a transaction of its own");
        assertThat(page.select("section:has(#ledger) tbody tr")).hasSize(7);
        assertThat(page.select("section:has(#configuration)").text()).contains("downgrade-allowed true");
        assertThat(page.html()).doesNotContain("<script>alert", Planted.MARK);
        assertThat(page("/targets/pages-seven").select(".reason").text()).contains(SCRIPT);
    }

    @Test
    @Order(3)
    void thePageIsToldWhatHappens() throws Exception {
        HttpResponse<Stream<String>> live = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://localhost:%d/live/targets/pages-seven".formatted(RestAssured.port)))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines());
        Iterator<String> lines = live.body().iterator();
        assertThat(next(lines, "event:")).isEqualTo("event: now");
        assertThat(next(lines, "id=\"next\"")).contains("Nothing to do.");

        given().contentType("application/json")
                .body("{\"to\":\"6\"}")
                .post("/api/v1/targets/pages-seven/downgrade")
                .then()
                .statusCode(200);

        assertThat(next(lines, "Something has happened since this page was opened"))
                .contains("/targets/pages-seven");
        live.body().close();
        given().contentType("application/json")
                .post("/api/v1/targets/pages-seven/upgrade")
                .then()
                .statusCode(200);
    }

    @Test
    @Order(4)
    void whatHasChangedSinceItWasShownIsShownAgainAndNotDone() {
        Document plan = page("/targets/pages-eight/plan?verb=upgrade");
        given().contentType("application/json")
                .post("/api/v1/targets/pages-eight/upgrade")
                .then()
                .statusCode(200);

        Response answer = sent(plan, Map.of());

        assertThat(answer.statusCode()).isEqualTo(409);
        Document now = Jsoup.parse(answer.asString());
        assertThat(now.select("#notice[role=alert]").text()).startsWith("It has changed since you looked");
        assertThat(now.select("#row").text()).isEqualTo("current/upgrade/unchanged");
        assertThat(now.select("form[method=post]#do")).isEmpty();
    }

    @Test
    void whereAPlanWasShownAgainItIsShownToWhoeverReloads() {
        given().redirects()
                .follow(false)
                .get("/targets/pages-eight/stamp?to=9&force=true")
                .then()
                .statusCode(303)
                .header("Location", endsWith("/targets/pages-eight/plan?verb=stamp&to=9&force=true"));
        assertThat(page("/targets/pages-eight/downgrade").select("h1, #choose").text())
                .contains("pages-eight", "downgrade");
        assertThat(page("/targets/pages-eight/drop", 400).select(".problem").text())
                .contains("drop");
    }

    @Test
    @Order(5)
    void whatIsCurrentHasNothingToDo() {
        Document page = page("/targets/pages-eight");

        assertThat(page.select("h1 .mark").text()).endsWith("current");
        assertThat(page.select("#next").text()).isEqualTo("Nothing to do.");
        assertThat(page.select(".gate").text()).isEqualTo("open");
        assertThat(page.select("section:has(#operations) tbody tr").first().text())
                .contains("upgrade succeeded", "7 → 8");
        assertThat(page.select("section:has(#operations) tbody a").attr("href")).startsWith("/operations/");
    }

    @Test
    @Order(6)
    void whatDivergedShowsTheDifferenceAndItsRepair() {
        Document page = page("/targets/pages-edited");

        assertThat(page.select("#next").text()).contains("V4__bundle_forwarder_type.sql has checksum");
        assertThat(page.select(".timeline li.is-differs .revision").text()).isEqualTo("4");
        Document choice = page(page.selectFirst("#do-next").attr("href"));
        assertThat(choice.select("#sentence").text()).startsWith("Choose the versions");
        assertThat(choice.select("input[name=versions]").eachAttr("value")).containsExactly("4");
        assertThat(page("/targets/pages-edited/plan?verb=repair&versions=4")
                        .select("#row")
                        .text())
                .isEqualTo("diverged/repair/realign");
    }

    @Test
    @Order(7)
    void forceTakesAReasonAndTheTargetsName() {
        Document refused = page("/targets/pages-nine/plan?verb=stamp&to=9");
        assertThat(refused.select("#problem").text()).contains("skipped for ever");
        assertThat(refused.select("#do")).isEmpty();
        Document plan = page(refused.selectFirst("#force").attr("href"));
        assertThat(plan.select("#do textarea[required], #do input[name=confirm][required]"))
                .hasSize(2);

        assertThat(notice(sent(plan, Map.of("confirm", "pages-nine")))).contains("force needs a reason");
        assertThat(notice(sent(plan, Map.of("reason", "\u20ac".repeat(1000))))).contains("typed once more");
        Response mistyped = sent(plan, Map.of("reason", SCRIPT, "confirm", "pages-eight"));
        assertThat(notice(mistyped)).contains("typed once more");
        assertThat(Jsoup.parse(mistyped.asString()).select("#reason").val()).isEqualTo(SCRIPT);
        Response done = sent(plan, Map.of("reason", "it is there", "confirm", "pages-nine"));

        ended(done).body("decision", equalTo("behind/stamp/forced-stamp")).body("force", equalTo(true));
    }

    @Test
    @Order(8)
    void aDowngradeGoesWhereOneChooses() {
        assertThat(page("/targets/pages-eight/plan?verb=downgrade")
                        .select("#problem")
                        .text())
                .contains("an undo script for 9");
        Document choice = page("/targets/pages-nine/plan?verb=downgrade");
        assertThat(choice.select("#sentence").text()).isEqualTo("Choose the revision to go back to.");
        assertThat(choice.select("#to option").eachAttr("value"))
                .startsWith("", "8", "7")
                .endsWith("0");

        Document plan = page("/targets/pages-nine/plan?verb=downgrade&to=8");
        assertThat(plan.select("#to option[selected]").val()).isEqualTo("8");
        assertThat(plan.select("#do button.danger").text()).isEqualTo("downgrade to 8");

        ended(sent(plan, Map.of())).body("to", equalTo("8")).body("outcome", equalTo("applied"));
    }

    @Test
    void whatFailedSaysWhatEndedIt() {
        given().contentType("application/json")
                .post("/api/v1/targets/pages-failed-broken/ensure")
                .then()
                .statusCode(422);

        Document page = page("/targets/pages-failed-broken");

        assertThat(page.select(".trouble").text()).contains("ensure failed", "no_such_column");
        assertThat(page.select("section:has(#operations) .revision").text()).isEqualTo("– → 11 planned");
    }

    @Test
    void whatCannotBeReachedIsAPageAllTheSame() {
        Document page = page("/targets/no-server");

        assertThat(page.select("h1 .mark").text()).endsWith("unreachable");
        assertThat(page.select("#next").text()).contains("cannot be reached");
        assertThat(page.select("section:has(#ledger) .absent").text()).contains("cannot be asked");
        assertThat(page.select("section:has(#configuration) dd")).isNotEmpty();
        assertThat(page("/targets/no-server/plan").select("#problem").text()).contains("cannot be reached");
    }

    @ParameterizedTest
    @CsvSource({
        "/targets/nobody, 404",
        "/targets/No_Body, 404",
        "/targets/nobody/plan, 404",
        "/targets/pages-eight?ledger=0, 400",
        "/targets/pages-eight/plan?verb=drop, 400",
        "/targets/pages-eight/plan?verb=repair&to=8, 400",
        "/targets/pages-eight/plan?to=x, 400",
        "/targets/bundleless/plan, 409"
    })
    void whatCannotBeShownIsAPageThatSaysSo(String path, int status) {
        Document page = page(path, status);

        assertThat(page.select("h1").text()).isNotEmpty();
        assertThat(page.select(".problem a").eachAttr("href")).contains("/");
    }

    @Test
    void aTargetWithoutABundleSaysHowToGiveItOne() {
        Document page = page("/targets/bundleless");

        assertThat(page.select("h1 .mark").text()).endsWith("no-bundle");
        assertThat(page.select("#next").text()).contains("push");
        assertThat(page.select("section:has(#verbs) .absent").text()).startsWith("Nothing can be decided");
    }

    @Test
    void anotherSitesFormIsNotTaken() {
        browser()
                .header("Origin", "https://elsewhere.example")
                .formParam("reason", "to see")
                .post("/targets/pages-eight/upgrade")
                .then()
                .statusCode(403)
                .contentType("text/html");
    }

    private static String notice(Response response) {
        assertThat(response.statusCode()).isEqualTo(409);
        return Jsoup.parse(response.asString()).select("#notice").text();
    }

    /** Fills the form of a plan in and sends it, as a browser does. */
    private static Response sent(Document plan, Map<String, String> typed) {
        Element form = plan.selectFirst("form#do");
        RequestSpecification request = browser().redirects().follow(false);
        for (Element field : form.select("input[type=hidden]")) {
            request.formParam(field.attr("name"), field.val());
        }
        typed.forEach(request::formParam);
        return request.post(form.attr("action"));
    }

    private static ValidatableResponse ended(Response sent) {
        assertThat(sent.statusCode()).as(sent.asString()).isEqualTo(303);
        return given().get("/api/v1" + sent.header("Location") + "?wait=25s")
                .then()
                .statusCode(200);
    }

    private static RequestSpecification browser() {
        return given().accept("text/html,application/xhtml+xml");
    }
}
