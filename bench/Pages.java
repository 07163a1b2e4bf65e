import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What the first page takes with 1,000 targets, beside the same with one: all are current and were seen. */
final class Pages {

    private static final int TARGETS = 1_000;
    private static final int WARM_UP = 300;
    private static final int REQUESTS = 300;

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
            row(table, "`GET /api/v1/targets`, which looks at each", "/api/v1/targets", one, fleet, 3, 5);
        }
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
