import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Many who wait for one operation at once, each with a connection of its own. */
final class Callers implements AutoCloseable {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<CompletableFuture<Answer>> answers = new ArrayList<>();

    private record Answer(HttpResponse<String> response, Instant at) {}

    /**
     * @param endedAt when the operation had ended, by its owner's clock
     * @param first when the first caller had its answer
     * @param last when the last one had
     * @param failed how many were answered something other than the operation
     */
    record Outcome(Instant endedAt, Instant first, Instant last, long failed) {

        double msToFirst() {
            return Duration.between(endedAt, first).toNanos() / 1e6;
        }

        double msToLast() {
            return Duration.between(endedAt, last).toNanos() / 1e6;
        }
    }

    void park(Headgate headgate, String operation, int callers) {
        HttpRequest request = HttpRequest.newBuilder(headgate.uri("operations/%s?wait=55s".formatted(operation)))
                .build();
        for (int i = 0; i < callers; i++) {
            answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .thenApply(response -> new Answer(response, Instant.now())));
        }
    }

    void assertParked() {
        if (answers.stream().anyMatch(CompletableFuture::isDone)) {
            throw new IllegalStateException("somebody was answered before the end");
        }
    }

    Outcome awaitAll() throws Exception {
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(2, TimeUnit.MINUTES);
        List<Answer> all = answers.stream().map(CompletableFuture::join).toList();
        List<Answer> good = all.stream().filter(answer -> answer.response().statusCode() == 200).toList();
        all.stream()
                .filter(answer -> answer.response().statusCode() != 200)
                .findFirst()
                .ifPresent(bad -> System.err.println("  answered %d: %s"
                        .formatted(bad.response().statusCode(), bad.response().body())));
        return new Outcome(
                Instant.parse(Headgate.json(good.getFirst().response().body()).get("endedAt").asText()),
                all.stream().map(Answer::at).min(Instant::compareTo).orElseThrow(),
                all.stream().map(Answer::at).max(Instant::compareTo).orElseThrow(),
                all.size() - good.size());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
