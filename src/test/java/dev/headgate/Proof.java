package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** What must hold of a target after a round. */
final class Proof {

    private static final Duration UNTIL_FREE = Duration.ofSeconds(15);

    private final Audit audit;

    Proof(Audit audit) {
        this.audit = audit;
    }

    /** A dead owner's lock is free within seconds, and so is its last statement over. */
    void lockIsFree() {
        Awaitility.await("the lock of " + audit.target() + " to be free")
                .atMost(UNTIL_FREE)
                .pollDelay(Duration.ZERO)
                .until(() -> !audit.isLocked());
    }

    /** Scripts and ledger tell the same story, and in it no revision runs when it is there, nor its undo when not. */
    void nothingRanTwice() throws SQLException {
        List<Integer> ran = audit.ran();
        assertThat(audit.ledger()).as("the ledger, against what ran").isEqualTo(ran);
        Map<Integer, Integer> last = new HashMap<>();
        for (int i = 0; i < ran.size(); i++) {
            int now = ran.get(i);
            assertThat(last.getOrDefault(Math.abs(now), -Math.abs(now)))
                    .as("what ran before place %d of %s", i, ran)
                    .isEqualTo(-now);
            last.put(Math.abs(now), now);
        }
    }

    /**
     * What ran since is the way to the goal: all of it once an operation succeeded, its beginning when it was interrupted.
     *
     * @param before how much had run before the round
     * @param operations all that were accepted in the round; more than one where an answer was lost
     */
    void operationsAgree(Round round, int before, List<JsonNode> operations) throws SQLException {
        List<Integer> ran = audit.ran();
        List<Integer> since = ran.subList(before, ran.size());
        assertThat(operations).isNotEmpty();
        for (JsonNode operation : operations) {
            assertThat(operation.get("status").asText())
                    .as("the end of operation %s", operation.get("id").asText())
                    .isIn(round.mayEndInterrupted() ? List.of("succeeded", "interrupted") : List.of("succeeded"));
            assertThat(statuses(operation))
                    .as("the steps of an operation that has ended")
                    .doesNotContain("running");
            if (operation.get("status").asText().equals("succeeded")) {
                assertThat(statuses(operation))
                        .as("the steps of an operation that succeeded")
                        .containsOnly("succeeded");
            }
            if (!succeeded(operation).isEmpty()) { // AssertJ finds no empty sequence in one that is not
                assertThat(since)
                        .as("what ran, against the steps that succeeded")
                        .containsSubsequence(succeeded(operation));
            }
        }
        JsonNode last = operations.stream()
                .max(Comparator.comparing(
                        operation -> Instant.parse(operation.get("endedAt").asText())))
                .orElseThrow();
        if (last.get("status").asText().equals("succeeded")) {
            assertThat(since).as("what ran").isEqualTo(round.path());
            assertThat(last.get("to").asInt(0))
                    .as("the operation's end, against the ledger's")
                    .isEqualTo(Audit.at(audit.ledger()));
        } else {
            assertThat(since)
                    .as("what ran, against the way")
                    .isEqualTo(round.path()
                            .subList(0, Math.min(since.size(), round.path().size())));
        }
    }

    /** The audit has its beginning and its end, each once. */
    static void isAudited(JsonNode operation, List<String> outcomes) {
        assertThat(outcomes)
                .as("the audit of operation %s", operation.get("id").asText())
                .containsExactly(operation.get("status").asText(), "accepted");
    }

    void isAtHead(JsonNode ensured) throws SQLException {
        assertThat(ensured.get("status").asText()).as("the next ensure").isEqualTo("succeeded");
        assertThat(ensured.get("to").asInt()).isEqualTo(AuditedBundle.HEAD);
        assertThat(audit.at()).isEqualTo(AuditedBundle.HEAD);
        nothingRanTwice();
    }

    private static List<String> statuses(JsonNode operation) {
        return operation.get("steps").findValuesAsText("status");
    }

    private static List<Integer> succeeded(JsonNode operation) {
        return StreamSupport.stream(operation.get("steps").spliterator(), false)
                .filter(step -> step.get("status").asText().equals("succeeded"))
                .flatMap(Proof::stoodFor)
                .toList();
    }

    private static Stream<Integer> stoodFor(JsonNode step) {
        int version = step.get("version").asInt();
        return switch (step.get("kind").asText()) {
            case "snapshot" -> IntStream.rangeClosed(1, version).boxed();
            case "undo" -> Stream.of(-version);
            default -> Stream.of(version);
        };
    }
}
