package dev.headgate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** Pages as a browser without scripts gets them, and their streams as one with scripts does. */
final class Pages {

    private Pages() {}

    static Document page(String path) {
        return page(path, 200);
    }

    /** Each has ids of its own, and nothing that the content security policy would keep from working. */
    static Document page(String path, int status) {
        Document page = Jsoup.parse(given().urlEncodingEnabled(false)
                .accept("text/html,application/xhtml+xml")
                .get(path)
                .then()
                .statusCode(status)
                .contentType("text/html")
                .extract()
                .asString());
        assertThat(page.select("[id]").eachAttr("id")).doesNotHaveDuplicates();
        assertThat(page.select("[style], script:not([src])")).isEmpty();
        return page;
    }

    /** The next line with this in it, which comes within 20 s. */
    static String next(Iterator<String> lines, String part) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    String line = lines.next();
                    while (!line.contains(part)) {
                        line = lines.next();
                    }
                    return line;
                })
                .get(20, TimeUnit.SECONDS);
    }
}
