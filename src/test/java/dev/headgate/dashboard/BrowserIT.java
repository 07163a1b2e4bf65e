package dev.headgate.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.headgate.Needs;
import dev.headgate.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages in a browser: for everybody, by the keyboard, without scripts, as things happen, and when nothing is heard any more. */
@Tag("faults")
@Needs(Program.CHROMIUM)
class BrowserIT {

    private static final List<String> RULES = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

    @TempDir
    private static Path folder;

    private static Scene scene;
    private static Chromium chromium;
    private static String failed;

    @BeforeAll
    static void set() throws IOException, SQLException {
        scene = Scene.set(folder);
        chromium = new Chromium();
        scene.does("stock", "upgrade", "{\"to\":\"1\"}");
        scene.goes("stock");
        failed = scene.does("stock", "upgrade", "{\"reason\":\"release 9\"}");
    }

    @AfterAll
    static void close() throws IOException {
        chromium.close();
        scene.close();
    }

    @ParameterizedTest
    @CsvSource({"LIGHT, 1280", "DARK, 1280", "LIGHT, 360", "DARK, 360", "LIGHT, 2560"})
    void axeFindsNothingAndNothingStandsOut(ColorScheme theme, int width) {
        try (BrowserContext window = chromium.window(Scene.OPERATOR, theme, width, 800)) {
            Page page = window.newPage();
            for (String path : Stream.of(
                            "/",
                            "/targets/stock",
                            "/targets/stock/plan?verb=upgrade",
                            "/operations/" + failed,
                            "/operations",
                            "/audit",
                            "/audit/verify",
                            "/operations/none")
                    .toList()) {
                page.navigate(scene.at(path));
                assertThat(axe(page, theme)).as(path).isEmpty();
                assertThat(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                        .as("how far %s is wider than the window", path)
                        .isEqualTo(0);
            }
        }
    }

    /** In the dark only colours differ. */
    private static List<Rule> axe(Page page, ColorScheme theme) {
        AxeBuilder axe = new AxeBuilder(page).setLegacyMode(true); // no frames, so no page beside it
        return (theme == ColorScheme.DARK ? axe.withRules(List.of("color-contrast")) : axe.withTags(RULES))
                .analyze()
                .getViolations();
    }

    @Test
    void axeWouldFindSomething() {
        try (Page page = chromium.page()) {
            page.setContent("<img src='x.png'><p style='color:#777;background:#666'>hardly to be read</p>");

            assertThat(axe(page, ColorScheme.LIGHT)).extracting(Rule::getId).contains("image-alt", "color-contrast");
            assertThat(axe(page, ColorScheme.DARK)).extracting(Rule::getId).containsExactly("color-contrast");
        }
    }

    @Test
    void anOperatorsDayPasses() throws SQLException {
        scene.does("orders", "upgrade", "{\"to\":\"1\"}");
        try (Page page = chromium.page()) {
            new OperatorsDay(scene, page).passes();
        }
    }

    @Test
    void anOperationIsSeenToItsEndWithoutAReload() throws SQLException {
        String id = scene.begins("invoices");
        try (Page page = chromium.page()) {
            page.navigate(scene.at("/operations/" + id));
            page.evaluate("""
                    window.stays = true;
                    document.addEventListener('htmx:sseClose', event => document.body.dataset.closed = event.detail.type);""");
            assertThat(page.locator("#tale")).containsText("statement 3 of 3");
            assertThat(page.locator("#state")).containsText("running");
            assertThat(axe(page, ColorScheme.LIGHT)).as("while it runs").isEmpty();

            scene.goes("invoices");

            assertThat(page.locator("#state")).containsText("succeeded · applied");
            assertThat(page.locator("#step-1 .notices")).hasText("three orders, all in EUR");
            assertThat(page.locator(".cancel")).isHidden();
            assertThat(page.locator("body[data-closed=message]")).hasCount(1); // and it is not asked for again
            assertThat(page.evaluate("window.stays")).isEqualTo(true);
            assertThat(page.locator("#offline")).isHidden();
        }
    }

    @Test
    void itIsSaidWhenNothingIsHeardThoughNothingWasClosed() {
        try (Page page = chromium.page()) {
            page.navigate(scene.at("/"));
            assertThat(page.locator("#to-legacy")).isVisible();

            scene.cable().hush();
            assertThat(page.locator("#offline")).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));

            scene.cable().heal();
            assertThat(page.locator("#offline")).isHidden();
        } finally {
            scene.cable().heal();
        }
    }

    @Test
    void itIsSaidWhenNothingIsHeardAnyMoreAndNotAnyMoreWhenItIs() {
        try (Page page = chromium.page()) {
            page.navigate(scene.at("/"));
            assertThat(page.locator("#to-legacy")).isVisible();

            scene.cable().cut();
            assertThat(page.locator("#offline")).containsText("Not connected.");
            assertThat(page.locator("#offline")).isVisible();
            assertThat(page.locator("#to-legacy")).isVisible(); // what was seen last stays

            scene.cable().heal();
            assertThat(page.locator("#offline")).isHidden();
        }
    }

    @Test
    void itIsSaidWhileTheStoreDoesNotAnswer() throws SQLException {
        try (Page page = chromium.page()) {
            page.navigate(scene.at("/"));
            assertThat(page.locator("#to-legacy")).isVisible();
            assertThat(page.locator("#store-away")).hasCount(0);

            scene.takeStoreAway();
            try {
                assertThat(page.locator("#store-away")).containsText("store does not answer");
                assertThat(page.locator("#to-legacy")).isVisible();
                try (Page operations = chromium.page()) {
                    operations.navigate(scene.at("/operations"));
                    assertThat(operations.locator(".problem")).containsText("Ask again when it does");
                    operations.navigate(scene.at("/targets/legacy"));
                    assertThat(operations.locator("#store-away")).isVisible();
                }
            } finally {
                scene.giveStoreBack();
            }
            assertThat(page.locator("#store-away")).hasCount(0);
        }
    }

    @Test
    void theKeyboardReachesTheContentFirstAndStopsAnOperation() {
        String id = scene.begins("returns");
        try (Page page = chromium.page()) {
            page.navigate(scene.at("/operations/" + id));
            page.keyboard().press("Tab");
            assertThat(page.locator(".skip")).isFocused();
            page.keyboard().press("Enter");
            assertThat(page).hasURL(Pattern.compile("#main$"));
            Stream.of("Targets", "returns").forEach(link -> {
                page.keyboard().press("Tab");
                assertThat(page.locator(":focus")).hasText(link);
            });
            page.keyboard().press("Tab");
            assertThat(page.locator(".cancel summary")).isFocused();
            page.keyboard().press("Enter");
            page.keyboard().press("Tab");
            page.keyboard().type("the wrong evening");
            page.keyboard().press("Tab");
            assertThat(page.locator(":focus")).hasText("Before its next step");
            page.keyboard().press("Tab");
            page.keyboard().press("Enter");

            assertThat(page.locator("#state")).containsText("cancelled");
            assertThat(page.locator(".next")).containsText("token:night");
            assertThat(page.locator(".next")).containsText("the wrong evening");
        }
    }

    @Test
    void withoutScriptsAllCanBeReadAndLookedFor() {
        try (BrowserContext window = chromium.window(Scene.VIEWER, ColorScheme.LIGHT, 1280, 900, false)) {
            Page page = window.newPage();
            page.navigate(scene.at("/"));
            page.locator("#search").fill("sto");
            page.getByText("Show", new Page.GetByTextOptions().setExact(true)).click();
            assertThat(page.locator("tbody th")).hasText("stock");
            page.locator("#op-stock").click();
            assertThat(page.locator("#state")).containsText("failed");
            assertThat(page.locator("mark.line")).hasText("ALTER TABLE shop.orders");
            assertThat(page.locator("nav[aria-label=Headgate]")).not().containsText("Audit"); // which takes admin
        }
    }

    @Test
    void whoMayOnlyLookHasNoButtonThatStops() throws SQLException {
        String id = scene.begins("legacy");
        try (BrowserContext window = chromium.window(Scene.VIEWER, ColorScheme.LIGHT, 1280, 900)) {
            Page page = window.newPage();
            page.navigate(scene.at("/operations/" + id));
            assertThat(page.locator("#state")).containsText("running");
            assertThat(page.locator("form[method=post]")).hasCount(0);
        } finally {
            scene.goes("legacy");
        }
    }
}
