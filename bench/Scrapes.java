import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What Prometheus' scrape of 1,000 targets takes, beside that of one. */
final class Scrapes {

    private static final int TARGETS = 1_000;
    private static final int WARM_UP = 200;
    private static final int BLOCKS = 10;
    private static final int IN_BLOCK = 30;

    private final Server server;

    Scrapes(Server server) {
        this.server = server;
    }

    void measure(Table table) throws Exception {
        Table.say("scrapes");
        String database = server.url(server.create("scraped"));
        Headgate.Configuration one = new Headgate.Configuration(server.url(server.create("store_of_one")));
        Headgate.Configuration many = new Headgate.Configuration(server.url(server.create("store_of_many")));
        one.target("target-0", database, OneReplica.SAMPLE, OneReplica.SCHEMAS);
        for (int i = 0; i < TARGETS; i++) {
            many.target("target-" + i, database, OneReplica.SAMPLE, OneReplica.SCHEMAS);
        }
        try (Headgate few = Headgate.start(one, "scraped-one");
                Headgate all = Headgate.start(many, "scraped-many")) {
            few.ensure("target-0");
            awaitSeen(few);
            awaitSeen(all);
            Times.measure(WARM_UP, () -> scrape(few));
            Times.measure(WARM_UP, () -> scrape(all));
            List<Double> ofFew = new ArrayList<>();
            List<Double> ofAll = new ArrayList<>();
            for (int i = 0; i < BLOCKS; i++) { // by turns, so that drift hits both
                ofFew.addAll(block(few));
                ofAll.addAll(block(all));
            }
            Times small = Times.of(ofFew);
            Times large = Times.of(ofAll);
            String bytes = "%,d kB, %,d series".formatted(scrape(all).length() / 1000, series(scrape(all)));
            table.row("scrape of 1 target, ms", small.median(), small.p99(), "%,d kB, %,d series"
                    .formatted(scrape(few).length() / 1000, series(scrape(few))));
            table.row("scrape of 1,000 targets, ms", large.median(), large.p99(), bytes + "; goal: under 100 ms");
            table.row(
                    "… as many times as long",
                    Times.number(large.at(0.5) / small.at(0.5)),
                    Times.number(large.at(0.99) / small.at(0.99)),
                    "%d scrapes of each, by turns in blocks of %d".formatted(BLOCKS * IN_BLOCK, IN_BLOCK));
        }
    }

    private static List<Double> block(Headgate headgate) throws Exception {
        Times block = Times.measure(IN_BLOCK, () -> scrape(headgate));
        return Arrays.stream(block.sorted()).boxed().toList();
    }

    private static void awaitSeen(Headgate headgate) throws Exception {
        while (scrape(headgate).contains("state=\"unseen\"")) {
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private static long series(String scraped) {
        return scraped.lines().filter(line -> !line.startsWith("#")).count();
    }

    private static String scrape(Headgate headgate) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:%d/q/metrics".formatted(headgate.port())))
                .build();
        HttpResponse<String> answer = headgate.client().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.body());
        }
        return answer.body();
    }
}
