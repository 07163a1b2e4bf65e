package dev.headgate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.headgate.Needs;
import dev.headgate.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every page as a picture, into target/images; how those of docs/images are made anew is in docs/dashboard.md. */
@Tag("faults")
@Needs(Program.CHROMIUM)
class ScreenshotsIT {

    private static final Path IMAGES = Path.of(System.getProperty("screenshots", "target/images"));
    private static final long MOST = 150_000; // bytes: they are in everybody's clone

    @TempDir
    private static Path folder;

    @Test
    void everyPageIsPicturedInBothThemes() throws IOException, SQLException {
        try (Scene scene = Scene.set(folder);
                Chromium chromium = new Chromium()) {
            Map<String, String> pages = pages(scene);
            for (ColorScheme theme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                try (BrowserContext window = chromium.window(Scene.OPERATOR, theme, 1280, 660)) {
                    for (Map.Entry<String, String> page : pages.entrySet()) {
                        take(window.newPage(), scene.at(page.getValue()), page.getKey() + "-" + word(theme));
                    }
                }
            }
            try (BrowserContext window = chromium.window(Scene.OPERATOR, ColorScheme.LIGHT, 360, 780)) {
                take(window.newPage(), scene.at(pages.get("operation")), "operation-small");
            }
            scene.goes("returns"); // which is pictured as it runs
        }
    }

    /** Their paths by the names of the pictures. */
    private static Map<String, String> pages(Scene scene) throws SQLException {
        for (String target : new String[] {"orders", "invoices", "stock"}) {
            scene.does(target, "upgrade", "{\"to\":\"1\",\"reason\":\"release 7\"}");
        }
        scene.goes("stock");
        scene.runs("stock", "UPDATE shop.orders SET invoice = 'A-3' WHERE id = 3");
        scene.does("stock", "upgrade", "{\"reason\":\"release 9\"}");
        scene.goes("invoices");
        String failed = scene.does("invoices", "upgrade", "{\"reason\":\"release 9\"}");
        scene.runs("legacy", "CREATE SCHEMA shop; CREATE TABLE shop.orders (id bigint)");
        String running = scene.begins("returns");
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("targets", "/");
        pages.put("target", "/targets/invoices");
        pages.put("plan", "/targets/orders/plan?verb=upgrade");
        pages.put("running", "/operations/" + running);
        pages.put("operation", "/operations/" + failed);
        pages.put("audit", "/audit");
        return pages;
    }

    private static void take(Page page, String address, String name) throws IOException {
        page.navigate(address);
        PlaywrightAssertions.assertThat(page.locator(".is-unseen")).hasCount(0);
        Path picture = IMAGES.resolve(name + ".png");
        page.screenshot(new Page.ScreenshotOptions().setPath(picture));
        page.close();
        assertThat(Files.size(picture)).as(name).isLessThan(MOST);
    }

    private static String word(ColorScheme theme) {
        return theme == ColorScheme.DARK ? "dark" : "light";
    }
}
