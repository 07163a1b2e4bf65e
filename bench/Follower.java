import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.stream.Stream;

/** Reads an operation's events as a replica streams them. */
final class Follower implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Stream<String> stream;
    private final Iterator<String> lines;

    Follower(Headgate headgate, String operation) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(headgate.uri("operations/%s/events?after=0".formatted(operation)))
                .header("Accept", "text/event-stream")
                .build();
        this.stream = headgate.client()
                .send(request, HttpResponse.BodyHandlers.ofLines())
                .body();
        this.lines = stream.iterator();
    }

    /** When the next event of this kind happened, by the clock of the replica that it happened on. */
    Instant await(String kind) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline) && lines.hasNext()) { // there is a line each 15 s at least
            String line = lines.next();
            if (line.startsWith("data: ")) {
                JsonNode event = Headgate.json(line.substring("data: ".length()));
                if (event.get("kind").asText().equals(kind)) {
                    return Instant.parse(event.get("at").asText());
                }
            }
        }
        throw new IllegalStateException("no event " + kind);
    }

    @Override
    public void close() {
        stream.close();
    }
}
