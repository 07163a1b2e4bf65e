package dev.headgate.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import java.sql.SQLException;

/** What an operator does on the evening of a release, with nothing but a browser, and once with the help of whoever owns the data. */
final class OperatorsDay {

    private final Scene scene;
    private final Page page;

    OperatorsDay(Scene scene, Page page) {
        this.scene = scene;
        this.page = page;
    }

    /** The target that is behind is brought to its head, though it fails first, and back again. */
    void passes() throws SQLException {
        page.navigate(scene.at("/"));
        page.locator("#tally-behind").click();
        page.locator("#to-orders").click();
        assertThat(page.locator("h1")).containsText("behind");

        page.locator("#do-next").click();
        assertThat(page.locator("#row")).hasText("behind/upgrade/apply");
        assertThat(page.locator("#step-2")).containsText("V3__invoice_once.sql");
        page.locator("#reason").fill("release 9");
        page.locator("#do button").click();

        assertThat(page.locator("#state")).containsText("running");
        assertThat(page.locator("#tale")).containsText("statement 3 of 3");
        scene.goes("orders");
        assertThat(page.locator("#state")).containsText("failed");
        assertThat(page.locator(".failure .message")).containsText("could not create unique index");
        assertThat(page.locator("mark.line")).hasText("ALTER TABLE shop.orders");
        assertThat(page.locator("#step-1")).containsText("succeeded");
        assertThat(page.locator(".next")).containsText("Mend what is in its way and ask again");

        scene.runs("orders", "UPDATE shop.orders SET invoice = 'A-3' WHERE id = 3");
        page.locator("#again").click();
        assertThat(page.locator("#row")).hasText("behind/upgrade/apply");
        page.locator("#do button").click();
        assertThat(page.locator("#state")).containsText("succeeded · applied");
        assertThat(page.locator(".facts")).containsText("2 → 3");

        page.locator(".trail a").last().click();
        assertThat(page.locator("h1")).containsText("current");
        page.locator(".verbs a[href*='downgrade']").first().click();
        page.locator("#to").selectOption("1");
        page.locator("#choose button").click();
        assertThat(page.locator("#decision")).containsText("current/downgrade/undo");
        page.locator("#do button").click();
        assertThat(page.locator("#state")).containsText("succeeded · applied");
        assertThat(page.locator(".facts")).containsText("3 → 1");

        page.navigate(scene.at("/audit?target=orders"));
        assertThat(page.locator("tbody tr").first()).containsText("downgrade");
    }
}
