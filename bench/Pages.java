import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the first page takes with 1,000 targets, beside the same with one: all are current and were seen. */
final class Pages {

    private static final int TARGETS = 1_000;
    private static final int WARM_UP = 300;
    private static final int REQUESTS = 300;
    private static final int VISITS = 50;

    /** Since the visit began; told a moment after it is so. */
    private static final String READY = """
            new Promise(done => {
              const look = () => {
                const end = performance.getEntriesByType('navigation')[0].loadEventEnd;
                end > 0 ? done(end) : setTimeout(look, 5);
              };
              look();
            })""";

    private final String store;
    private final String database;

    Pages(Server server) throws Exception {
        this.store = server.url(server.create("store_of_pages"));
        this.database = server.url(server.create("of_pages"));
    }

    void measure(Table table) throws Exception {
        try (Headgate one = start(1);
                Headgate fleet = start(TARGETS)) {
            one.ensure("target-1");
            seen(one, 1);
            seen(fleet, TARGETS);
            row(table, "the page of targets", "/", one, fleet);
            row(table, "the same, those that are called 99", "/?search=99", one, fleet);
            Optional<Path> chromium = chromium();
            if (chromium.isPresent()) {
                ready(table, chromium.get(), fleet);
            }
            row(table, "`GET /api/v1/targets`, which looks at each", "/api/v1/targets", one, fleet, 3, 5);
        }
    }

    /** As people have it: with styles, scripts, drawing, and the stream begun. By turns, so that drift hits all. */
    private static void ready(Table table, Path chromium, Headgate fleet) {
        Table.say("the page in a browser");
        try (Playwright playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(chromium)
                                .setArgs(List.of("--no-sandbox")))) { // it will not start as root with it
            List<Double> empty = new ArrayList<>();
            List<Double> full = new ArrayList<>();
            for (int i = 0; i < VISITS + 5; i++) {
                double few = visit(browser, fleet, "/?search=nothing-has-this-name");
                double many = visit(browser, fleet, "/");
                if (i >= 5) { // the first ones warm up
                    empty.add(few);
                    full.add(many);
                }
            }
            Times few = Times.of(empty.stream().sorted().toList());
            Times many = Times.of(full.stream().sorted().toList());
            table.row(
                    "the page of targets ready in Chromium, ms",
                    many.median(),
                    many.p99(),
                    "to the end of its load event, %d visits; the same without a row %s ms, so %s times as long; goal: under 1 s"
                            .formatted(VISITS, few.median(), Times.number(many.at(0.5) / few.at(0.5))));
        }
    }

    private static double visit(Browser browser, Headgate headgate, String path) {
        try (BrowserContext window = browser.newContext()) { // which has kept nothing
            Page page = window.newPage();
            page.navigate("http://localhost:%d%s".formatted(headgate.port(), path));
            return ((Number) page.evaluate(READY)).doubleValue();
        }
    }

    private static Optional<Path> chromium() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "chromium"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void row(Table table, String what, String path, Headgate one, Headgate fleet) throws Exception {
        row(table, what, path, one, fleet, WARM_UP, REQUESTS);
    }

    private static void row(Table table, String what, String path, Headgate one, Headgate fleet, int warmUp, int requests)
            throws Exception {
        Table.say(what);
        Times few = Times.requests(warmUp, requests, () -> get(one, path));
        Times many = Times.requests(warmUp, requests, () -> get(fleet, path));
        table.row(
                what + ", ms",
                many.median(),
                many.p99(),
                "%d requests, %,d bytes; %s ms with one target, so %s times as long"
                        .formatted(
                                requests,
                                get(fleet, path).length(),
                                few.median(),
                                Times.number(many.at(0.5) / few.at(0.5))));
    }

    /** Pages have targets looked at, and do not wait for that. */
    private static void seen(Headgate headgate, int targets) throws Exception {
        Table.say("looking at " + targets);
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!get(headgate, "/").contains("id=\"tally-current\"") || get(headgate, "/").contains("id=\"tally-unseen\"")) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not all were seen in time");
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private Headgate start(int targets) throws Exception {
        Headgate.Configuration configuration = new Headgate.Configuration(store);
        IntStream.rangeClosed(1, targets)
                .forEach(i -> configuration.target("target-" + i, database, OneReplica.SAMPLE, OneReplica.SCHEMAS));
        return Headgate.start(configuration, "pages-" + targets);
    }

    private static String get(Headgate headgate, String path) throws Exception {
        HttpResponse<String> answer = headgate.client()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:%d%s".formatted(headgate.port(), path)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.body());
        }
        return answer.body();
    }
}
