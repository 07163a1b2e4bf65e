package dev.headgate;

import static dev.headgate.Pages.page;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of targets, as a browser without scripts gets it. */
@QuarkusTest
@QuarkusTestResource(TestServer.class)
class TargetsPageTest {

    private static final Duration ONE_LOOK_AT_EACH = Duration.ofSeconds(90);
    private static final List<String> URGENCY = List.of(
            "failed", "diverged", "no-bundle", "unreachable", "ahead", "unstamped", "behind", "empty", "current");

    @Test
    void aTargetsRowSaysWhereItIsAndWhatIsWrong() {
        given().contentType("application/json")
                .body("{}")
                .post("/api/v1/targets/row18-eight/ensure")
                .then()
                .statusCode(200);

        Element current = row("row18-eight", "current", "ensure succeeded");
        assertThat(current.select("[data-label=Revision]").text()).isEqualTo("8");
        assertThat(current.select("[data-label=Gate]").text()).isEqualTo("open");

        Element away = row("no-server", "unreachable", "");
        assertThat(away.select("[data-label=Pending]").text()).isEqualTo("–"); // nobody can tell
        assertThat(away.select("[data-label=Gate]").text()).isEqualTo("closed");
        assertThat(away.nextElementSibling().text()).contains("no-server: it cannot be reached");
    }

    @Test
    void thoseThatNeedSomebodyComeFirst() {
        Awaitility.await()
                .atMost(ONE_LOOK_AT_EACH)
                .untilAsserted(() ->
                        assertThat(page("/").select(".tallies .is-unseen")).isEmpty());

        Document page = page("/");
        assertThat(page.select("tr.why").eachText()).noneMatch(why -> why.contains("was not looked at yet"));
        List<String> marks = page.select("tbody .mark").eachText().stream()
                .map(text -> text.substring(text.indexOf(' ') + 1))
                .toList();

        assertThat(marks)
                .hasSizeGreaterThan(50)
                .isSortedAccordingTo((one, other) -> Integer.compare(URGENCY.indexOf(one), URGENCY.indexOf(other)));
    }

    @Test
    void theSearchFindsPartsOfNamesAndTheTalliesGoWithIt() {
        Document page = page("/?search=Row18-");

        assertThat(page.select("tbody th").eachText()).isNotEmpty().allMatch(name -> name.contains("row18-"));
        assertThat(page.select(".tallies b").eachText().stream()
                        .mapToInt(Integer::parseInt)
                        .sum())
                .isEqualTo(page.select("tbody th").size());
        assertThat(page.selectFirst("#search").val()).isEqualTo("Row18-");
        assertThat(page.select("#live").attr("sse-connect")).startsWith("/live/targets?search=Row18-&");
    }

    @Test
    void aStateShowsOnlyThoseThatHaveIt() {
        Awaitility.await()
                .untilAsserted(() -> assertThat(page("/?state=unreachable&search=no-server")
                                .select("tbody th")
                                .eachText())
                        .containsExactly("no-server"));
        assertThat(page("/?state=failed&search=no-server").select(".nothing").text())
                .contains("None like that");
    }

    @Test
    void manyAreOnSeveralPages() {
        Document first = page("/?sort=name");
        Document second = page(first.selectFirst("a[rel=next]").attr("href"));

        assertThat(first.select("tbody th")).hasSize(100);
        assertThat(second.select("tbody th").eachText())
                .isNotEmpty()
                .doesNotContainAnyElementsOf(first.select("tbody th").eachText());
        assertThat(second.select("a[rel=prev]").attr("href")).contains("page=1", "sort=name");
    }

    @Test
    void whatSomebodyWroteIsText() {
        String page = given().accept("text/html")
                .queryParam("search", "\"><script>alert(1)</script>")
                .get("/")
                .body()
                .asString();

        assertThat(page).doesNotContain("<script>alert").contains("&lt;script&gt;");
    }

    @ParameterizedTest
    @CsvSource({"/?state=fine, 400", "/?sort=luck, 400", "/?page=0, 400", "/nowhere, 404"})
    void whatCannotBeShownIsAPageThatSaysSo(String path, int status) {
        Document page = page(path, status);

        assertThat(page.select("h1").text()).isNotEmpty();
        assertThat(page.select(".problem a").attr("href")).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/headgate.css",
                "/assets/headgate.js",
                "/assets/headgate.svg",
                "/webjars/htmx.org/2.0.4/dist/htmx.min.js",
                "/webjars/htmx-ext-sse/2.2.2/sse.js"
            })
    void whatThePageBringsIsThere(String file) {
        assertThat(page("/").select("link[href=%s], script[src=%<s], img[src=%<s]".formatted(file)))
                .isNotEmpty();
        given().get(file).then().statusCode(200);
    }

    /** Once it is so: what was told of operations is kept for a second. */
    private static Element row(String target, String state, String operation) {
        return Awaitility.await()
                .until(
                        () -> page("/?search=" + target)
                                .select("tbody tr:has(#to-%s)".formatted(target))
                                .first(),
                        row -> row != null
                                && row.select(".mark").text().endsWith(state)
                                && row.select("[data-label=Operation]").text().startsWith(operation));
    }
}
