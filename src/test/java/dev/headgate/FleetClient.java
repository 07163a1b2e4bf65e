package dev.headgate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Asks several replicas as one service: whoever does not answer, or has to say 503, is passed over for the next. */
final class FleetClient {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ONE_ANSWER = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Asks one replica for a verb, not to wait for its end.
     *
     * @return the operation's id; nothing when no answer came, or that it cannot just now
     */
    CompletableFuture<Optional<String>> ask(Replica replica, String target, String verb, OptionalInt to) {
        String body = to.isPresent() ? "{\"to\":\"%d\"}".formatted(to.getAsInt()) : "{}";
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("Prefer", "respond-async")
                .timeout(ONE_ANSWER);
        return replica.headgate()
                .asked("/api/v1/targets/%s/%s".formatted(target, verb), request)
                .handle((answer, failure) ->
                        failure == null ? said(202, answer).map(o -> o.get("id").asText()) : Optional.empty());
    }

    /** Asks one after another for a verb until one accepts. */
    String submit(List<Replica> replicas, String target, String verb, OptionalInt to) {
        return patiently("a replica to accept " + verb)
                .until(
                        () -> replicas.stream()
                                .map(replica -> ask(replica, target, verb, to).join())
                                .flatMap(Optional::stream)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** The operation, once it has ended for good. */
    JsonNode ended(List<Replica> replicas, String id) {
        return patiently("the end of operation " + id)
                .until(
                        () -> find(replicas, "/api/v1/operations/" + id)
                                .filter(o -> !o.get("endedAt").isNull()),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** The operations of a target that were accepted since then, newest first, with their steps. */
    List<JsonNode> operations(List<Replica> replicas, String target, Instant since) {
        List<JsonNode> operations = new ArrayList<>();
        for (JsonNode listed :
                read(replicas, "/api/v1/operations?target=" + target).get("items")) {
            if (!Instant.parse(listed.get("createdAt").asText()).isBefore(since)) {
                operations.add(
                        read(replicas, "/api/v1/operations/" + listed.get("id").asText()));
            }
        }
        return operations;
    }

    /** What the audit says of the operation, as its verb. */
    List<String> audited(List<Replica> replicas, JsonNode operation) {
        return read(
                        replicas,
                        "/api/v1/audit?operation=%s&act=%s"
                                .formatted(
                                        operation.get("id").asText(),
                                        operation.get("verb").asText()))
                .findValuesAsText("outcome");
    }

    JsonNode read(List<Replica> replicas, String path) {
        return patiently("an answer to " + path)
                .until(() -> find(replicas, path), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<JsonNode> find(List<Replica> replicas, String path) {
        return replicas.stream()
                .map(replica -> replica.headgate()
                        .asked(path, HttpRequest.newBuilder().GET().timeout(ONE_ANSWER))
                        .handle((answer, failure) -> failure == null ? said(200, answer) : Optional.<JsonNode>empty())
                        .join())
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static ConditionFactory patiently(String what) {
        return Awaitility.await(what).atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(BETWEEN_LOOKS);
    }

    private static Optional<JsonNode> said(int expected, HttpResponse<String> answer) {
        if (answer.statusCode() == 503) {
            return Optional.empty();
        }
        if (answer.statusCode() != expected) {
            throw new AssertionError("%s said %d: %s".formatted(answer.uri(), answer.statusCode(), answer.body()));
        }
        try {
            return Optional.of(JSON.readTree(answer.body()));
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer.body(), e);
        }
    }
}
