package dev.headgate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Rounds of a random fault during a random verb, with three processes on one store: {@code ./mvnw verify -Pfaults}.
 *
 * <p>{@code -Dfaults.seed} repeats a run: the same rounds, though no two runs have the same timing. {@code -Dfaults.rounds}
 * is how many, {@code -Dfaults.first} the first of them, and {@code -Dfaults.only} the names of faults to draw from.
 */
@Tag("faults")
class FaultsIT {

    private static final long SEED = Optional.of(System.getProperty("faults.seed", ""))
            .filter(text -> !text.isEmpty())
            .map(Long::valueOf)
            .orElseGet(() -> ThreadLocalRandom.current().nextLong(1_000_000));
    private static final int FIRST = Integer.getInteger("faults.first", 1);
    private static final int ROUNDS = Integer.getInteger("faults.rounds", 200);
    private static final List<Fault> FAULTS = Optional.of(System.getProperty("faults.only", ""))
            .filter(text -> !text.isEmpty())
            .map(text -> Arrays.stream(text.split(",")).map(Fault::valueOf).toList())
            .orElseGet(() -> Arrays.stream(Fault.values())
                    .filter(fault -> fault != Fault.NONE)
                    .toList());

    private final FleetClient client = new FleetClient();
    private final Tally tally = new Tally();

    @Test
    void whateverFailsEveryRevisionRunsOnceAndTheNextEnsureEndsAtHead() throws SQLException, IOException {
        System.out.printf("Faults: seed %d; again with: %s%n", SEED, command(FIRST, ROUNDS));
        try (Fleet fleet = new Fleet(Path.of("target", "faults"))) {
            Instant begin = Instant.now();
            for (int number = FIRST; number < FIRST + ROUNDS; number++) {
                Round round = Round.drawn(SEED, number, FAULTS);
                Instant since = Instant.now();
                try {
                    run(fleet, round);
                } catch (AssertionError | RuntimeException failure) {
                    throw new AssertionError(report(fleet, round, since, failure), failure);
                }
            }
            System.out.println(tally.report(SEED, Duration.between(begin, Instant.now())));
        }
    }

    private void run(Fleet fleet, Round round) throws SQLException {
        Audit audit = fleet.audits().get(round.target());
        Proof proof = new Proof(audit);
        bring(fleet, audit, round.from());
        int before = audit.ran().size();
        Replica victim = fleet.replicas().get(round.victim());
        List<Replica> others = fleet.without(victim);

        Instant asked = Instant.now();
        CompletableFuture<Optional<String>> answer =
                client.ask(fleet.replicas().get(round.asked()), audit.target(), round.verb(), round.to());
        pause(round.delay());
        Instant struck = Instant.now();
        CompletableFuture<Void> over = round.fault().strike(fleet, victim, round.spell());
        String id = answer.join().orElseGet(() -> client.submit(others, audit.target(), round.verb(), round.to()));
        Instant ended = Instant.parse(client.ended(others, id).get("endedAt").asText());

        over.join();
        if (round.fault().isDeadly()) {
            victim.comeBack();
        }
        List<JsonNode> operations = client.operations(others, audit.target(), asked).stream()
                .map(accepted -> client.ended(others, accepted.get("id").asText()))
                .toList();
        proof.lockIsFree();
        proof.nothingRanTwice();
        proof.operationsAgree(round, before, operations);
        proof.isAtHead(client.ended(others, client.submit(others, audit.target(), "ensure", OptionalInt.empty())));
        operations.forEach(operation -> Proof.isAudited(operation, client.audited(others, operation)));
        client.read(others, "/api/v1/audit/verify"); // or else a 409
        fleet.awaitReady();
        record(round, operations, struck, ended);
    }

    /** Takes the target to where the round begins, with nothing in the way. */
    private void bring(Fleet fleet, Audit audit, int from) throws SQLException {
        int at = audit.at();
        if (at != from) {
            String verb = at < from ? "upgrade" : "downgrade";
            JsonNode brought = client.ended(
                    fleet.replicas(), client.submit(fleet.replicas(), audit.target(), verb, OptionalInt.of(from)));
            if (audit.at() != from) {
                throw new AssertionError("it cannot be brought to where the round begins: " + brought.toPrettyString());
            }
        }
    }

    /** The fault comes at no condition of the service's: any moment will do. */
    private static void pause(Duration delay) {
        try {
            TimeUnit.MILLISECONDS.sleep(delay.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void record(Round round, List<JsonNode> operations, Instant struck, Instant ended) {
        boolean interrupted =
                operations.stream().anyMatch(o -> o.get("status").asText().equals("interrupted"));
        tally.add(round, interrupted);
        boolean underWay = ended.isAfter(struck);
        if (underWay && round.hitsWhoWasAsked()) {
            tally.recovered(round, Duration.between(struck, ended));
        }
        System.out.printf(
                "%s: %s %s%n",
                round,
                interrupted ? "interrupted" : "succeeded",
                underWay ? "in %d ms".formatted(Duration.between(struck, ended).toMillis()) : "before it");
    }

    private String report(Fleet fleet, Round round, Instant since, Throwable failure) throws IOException {
        StringBuilder report = new StringBuilder("%s: %s%nseed %d; again with: %s%nor all of it: %s%n"
                .formatted(round, failure.getMessage(), SEED, command(round.number(), 1), command(FIRST, ROUNDS)));
        Audit audit = fleet.audits().get(round.target());
        try {
            report.append("what ran: %s%nthe ledger: %s%n".formatted(audit.ran(), audit.ledger()));
            client.operations(fleet.replicas(), audit.target(), since)
                    .forEach(operation ->
                            report.append(operation.toPrettyString()).append('\n'));
        } catch (SQLException | RuntimeException unanswered) {
            report.append("and neither is told: %s%n".formatted(unanswered));
        }
        for (Replica replica : fleet.replicas()) {
            report.append(replica.lastWords()).append('\n');
        }
        return report.toString();
    }

    private static String command(int first, int rounds) {
        String only = System.getProperty("faults.only", "");
        return "./mvnw verify -Pfaults -Dfaults.seed=%d -Dfaults.first=%d -Dfaults.rounds=%d%s"
                .formatted(SEED, first, rounds, only.isEmpty() ? "" : " -Dfaults.only=" + only);
    }
}
