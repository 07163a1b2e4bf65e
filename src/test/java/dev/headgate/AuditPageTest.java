package dev.headgate;

import static dev.headgate.Pages.page;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.stream.IntStream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of the audit, as a browser without scripts gets it. */
@QuarkusTest
@QuarkusTestResource(TestServer.class)
class AuditPageTest {

    private static final String SCRIPT = "\"><script>alert(1)</script>";

    @Test
    void aRowSaysWhoDidWhatAndWhyAndLeadsToIt() {
        String id = asked(SCRIPT);

        Document page = audit("?target=row18-eight&act=ensure&outcome=succeeded");

        Element row = page.selectFirst("tbody tr");
        assertThat(row.select(".by").text()).isEqualTo("anonymous none from 127.0.0.1");
        assertThat(row.select("th a").eachAttr("href")).containsExactly("/operations/" + id, "/targets/row18-eight");
        assertThat(row.select(".fate").text()).isEqualTo("succeeded");
        assertThat(row.select(".detail").text()).contains(SCRIPT, "outcome=");
        assertThat(page.select("tbody .fate").eachText()).allMatch("succeeded"::equals);
        assertThat(page.selectFirst("#act").val()).isEqualTo("ensure");
        assertThat(page.html()).doesNotContain("<script>alert");
        assertThat(audit("?operation=" + id).select("tbody tr")).hasSize(2);
    }

    @Test
    void pagesStayInPlaceWhileRowsComeIn() {
        IntStream.range(0, 26).forEach(i -> asked("the same again")); // each is two rows
        Document first = audit("?target=row18-eight");
        String after = first.selectFirst("a[rel=next]").attr("href");

        asked("meanwhile");
        Document second = page(after);

        assertThat(after).contains("target=row18-eight", "upTo=", "page=2");
        assertThat(number(second, 0)).isLessThan(number(first, 49)); // rows of others may be between
        assertThat(page(second.selectFirst("a[rel=prev]").attr("href"))
                        .select("tbody .row")
                        .eachText())
                .isEqualTo(first.select("tbody .row").eachText());
    }

    @Test
    void momentsAreThoseOfABrowsersFieldOrOfTheApi() {
        asked("to see");

        assertThat(audit("?since=2020-01-01T00:00").select("tbody tr")).isNotEmpty();
        assertThat(audit("?since=2020-01-01T00:00").selectFirst("#seen-since").val())
                .isEqualTo("2020-01-01T00:00:00");
        assertThat(audit("?since=2999-01-01T02:00:00%2B02:00")
                        .selectFirst("#seen-since")
                        .val())
                .isEqualTo("2999-01-01T00:00:00");
        assertThat(audit("?since=2999-01-01T00:00:00Z").select(".nothing").text())
                .startsWith("None like that");
        assertThat(audit("?until=2020-01-01T00:00:30").select(".nothing").text())
                .startsWith("None like that");
    }

    @Test
    void theChainIsVerifiedWhenSomebodyAsks() {
        asked("to see");
        Document audit = audit("");

        Document chain = page(audit.selectFirst("a:contains(Verify)").attr("href"));

        assertThat(chain.select("h1").text()).isEqualTo("The chain is whole");
        assertThat(chain.select("#whole").text()).matches(".*All \\d+ rows are as written.*");
        assertThat(chain.select(".ends code").last().text()).hasSize(64);
    }

    @ParameterizedTest
    @CsvSource({"?since=yesterday, 400", "?upTo=0, 400", "?page=0, 400", "?operation=7, 404", "?target=No_Body, 404"})
    void whatCannotBeLookedForIsAPageThatSaysSo(String query, int status) {
        assertThat(page("/audit" + query, status).select(".problem h1").text()).isNotEmpty();
    }

    private static int number(Document page, int row) {
        return Integer.parseInt(page.select("tbody .row").get(row).text());
    }

    private static String asked(String reason) {
        return given().contentType("application/json")
                .body(Map.of("reason", reason))
                .post("/api/v1/targets/row18-eight/ensure")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }

    private static Document audit(String query) {
        return page("/audit" + query);
    }
}
