package dev.headgate.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.migration.Given;
import dev.headgate.migration.Plan;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Request;
import dev.headgate.migration.Revision;
import dev.headgate.migration.Row;
import dev.headgate.migration.Script;
import dev.headgate.migration.Step;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Verb;
import dev.headgate.migration.Version;
import dev.headgate.migration.Way;
import dev.headgate.operation.StepRun.Status;
import dev.headgate.security.Caller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is gone on with unasked, and what a new plan makes of an old one: the table of decision 9. */
class ResumptionTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Row ROW = new Row("behind", Verb.UPGRADE, Way.APPLY);

    @ParameterizedTest(name = "{0}, steps {1}, attempt {3}: {4}")
    @CsvSource(delimiter = '|', textBlock = """
                    # verb    | steps               | transactional | attempt | obstacle
                    init      | succeeded running   | true          | 2       |
                    upgrade   | succeeded running   | true          | 2       |
                    ensure    | succeeded running   | true          | 10      |
                    ensure    | succeeded running   | true          | 11      | tried 10 times
                    upgrade   | succeeded running   | false         | 2       |
                    upgrade   | succeeded pending   | false         | 2       |
                    downgrade | pending pending     | true          | 2       |
                    downgrade |                     | true          | 2       |
                    downgrade | running pending     | true          | 2       | a downgrade that has begun
                    downgrade | succeeded pending   | true          | 2       | a downgrade that has begun
                    stamp     | running             | true          | 2       | a stamp that has begun
                    repair    | running             | true          | 2       | a repair that has begun
                    """)
    void whoeverConvergesOnHeadIsGoneOnWith(
            String verb, String steps, boolean transactional, int attempt, String obstacle) {
        List<StepRun> runs = Stream.of(Optional.ofNullable(steps).orElse("").split(" "))
                .filter(word -> !word.isEmpty())
                .map(word -> step("1", word, transactional))
                .toList();
        Optional<String> found = Resumption.obstacle(operation(Verb.of(verb), attempt, runs));
        assertThat(found.isPresent()).isEqualTo(obstacle != null);
        found.ifPresent(why -> assertThat(why).contains(obstacle));
    }

    @Test
    void whatIsDoneStaysAndWhatWasUnderWayIsDoneIfTheNextPlanLeavesItOut() {
        List<StepRun> before =
                List.of(step("1", "succeeded", true), step("2", "running", true), step("3", "pending", true));
        Operation again = operation(Verb.UPGRADE, 2, before).planned(ROW, plan("3"), NOW);

        assertThat(again.steps()).extracting(StepRun::name).containsExactly("1", "2", "3");
        assertThat(again.steps())
                .extracting(StepRun::status)
                .containsExactly(Status.SUCCEEDED, Status.SUCCEEDED, Status.PENDING);
        assertThat(again.stepsBefore(plan("3"))).isEqualTo(2);
    }

    @Test
    void whatWasUnderWayIsDoneAgainIfTheNextPlanHoldsIt() {
        List<StepRun> before = List.of(step("1", "succeeded", true), step("2", "running", true));
        Operation again = operation(Verb.UPGRADE, 2, before).planned(ROW, plan("2"), NOW);

        assertThat(again.steps()).extracting(StepRun::status).containsExactly(Status.SUCCEEDED, Status.PENDING);
    }

    @Test
    void nothingLeftToDoIsASuccessThatApplied() {
        Operation ended = operation(Verb.UPGRADE, 2, List.of(step("1", "running", true)))
                .unchanged(ROW, Optional.of(Version.of("1")), "it is at 1 already", NOW);

        assertThat(ended.course().outcome()).contains(Operation.Outcome.APPLIED);
        assertThat(ended.steps()).extracting(StepRun::status).containsExactly(Status.SUCCEEDED);
    }

    @Test
    void whoEndsWithAStepUnderWayDoesNotClaimToKnowItsEnd() {
        Operation ended = operation(
                        Verb.DOWNGRADE, 2, List.of(step("2", "succeeded", true), step("1", "running", true)))
                .interrupted(Refusal.of(Reason.INTERRUPTED, "gone"), NOW);

        assertThat(ended.steps()).extracting(StepRun::status).containsExactly(Status.SUCCEEDED, Status.UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void everyVerbMayBeGoneOnWithBeforeItHasBegun(Verb verb) {
        assertThat(Resumption.obstacle(operation(verb, 2, List.of()))).isEmpty();
    }

    private static Operation operation(Verb verb, int attempt, List<StepRun> steps) {
        Optional<Version> to = verb == Verb.DOWNGRADE ? Optional.of(Version.ZERO) : Optional.empty();
        Operation accepted = Operation.accepted(
                UUID.randomUUID(),
                new TargetName("orders"),
                new Request(verb, to, false, Optional.empty(), List.of()),
                Given.digest(0),
                false,
                new Caller("anonymous", Optional.empty(), Optional.empty()),
                NOW);
        return new Operation(
                accepted.id(),
                accepted.target(),
                accepted.request(),
                accepted.bundle(),
                accepted.activates(),
                accepted.caller(),
                accepted.createdAt(),
                attempt,
                Optional.empty(),
                accepted.course(),
                steps);
    }

    private static StepRun step(String version, String status, boolean transactional) {
        StepRun pending = StepRun.pending(forward(version), Given.digest(0));
        return switch (status) {
            case "pending" -> pending;
            case "running" -> pending.started(transactional, NOW);
            case "succeeded" -> pending.started(transactional, NOW).ended(Status.SUCCEEDED, NOW);
            default -> throw new IllegalArgumentException(status);
        };
    }

    private static Plan plan(String... versions) {
        List<Step> steps = new ArrayList<>();
        Stream.of(versions).forEach(version -> steps.add(forward(version)));
        return new Plan(Optional.empty(), Optional.of(Version.of(versions[versions.length - 1])), steps);
    }

    private static Step forward(String version) {
        return new Step.Forward(new Revision(
                Version.of(version),
                "made",
                Script.of("V%s__made.sql".formatted(version), "SELECT 1;", Optional.empty()),
                Optional.empty()));
    }
}
