package dev.headgate.dashboard;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.headgate.Program;
import java.util.List;
import java.util.Map;

/** The machine's own Chromium, driven. */
final class Chromium implements AutoCloseable {

    /** For what a page has to come to, in milliseconds: on a machine with much else to do. */
    private static final int PATIENCE = 20_000;

    private final Playwright playwright;
    private final Browser browser;

    Chromium() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
        this.playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Program.CHROMIUM.path().orElseThrow())
                        .setArgs(List.of("--no-sandbox"))); // it will not start as root with it
    }

    /** A new window of somebody's. */
    BrowserContext window(String who, ColorScheme theme, int width, int height) {
        return window(who, theme, width, height, true);
    }

    BrowserContext window(String who, ColorScheme theme, int width, int height, boolean scripts) {
        BrowserContext window = browser.newContext(new Browser.NewContextOptions()
                .setColorScheme(theme)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setViewportSize(width, height)
                .setJavaScriptEnabled(scripts)
                .setExtraHTTPHeaders(Map.of("Authorization", "Bearer " + Scene.token(who))));
        window.setDefaultTimeout(PATIENCE);
        return window;
    }

    /** The operator's, on a desk. */
    Page page() {
        return window(Scene.OPERATOR, ColorScheme.LIGHT, 1280, 900).newPage();
    }

    @Override
    public void close() {
        playwright.close();
    }
}
