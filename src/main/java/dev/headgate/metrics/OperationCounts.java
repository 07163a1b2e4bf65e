package dev.headgate.metrics;

import dev.headgate.migration.Verb;
import dev.headgate.operation.Event;
import dev.headgate.operation.Observer;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Operation.Outcome;
import dev.headgate.operation.Operation.Status;
import dev.headgate.operation.StepRun;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Operations and their steps, counted and timed by what they are and how they end. Not by target: of a thousand targets that
 * would be a hundred thousand series, and the API says which it was.
 */
public final class OperationCounts implements Observer {

    private static final String NONE = "none";
    private static final Set<Status> ENDS =
            Set.of(Status.SUCCEEDED, Status.FAILED, Status.REFUSED, Status.CANCELLED, Status.INTERRUPTED);
    private static final List<String> KINDS = List.of("snapshot", "forward", "repeatable", "undo", "stamp", "repair");

    /** From an upgrade with nothing to do to a migration of hours. */
    private static final Duration[] BUCKETS = Stream.of(
                    "PT0.005S",
                    "PT0.025S",
                    "PT0.1S",
                    "PT0.5S",
                    "PT1S",
                    "PT5S",
                    "PT15S",
                    "PT1M",
                    "PT5M",
                    "PT15M",
                    "PT1H",
                    "PT4H")
            .map(Duration::parse)
            .toArray(Duration[]::new);

    private final MeterRegistry meters;

    /** All begin with 0, so that the first of a kind is a rise, too. */
    public OperationCounts(MeterRegistry meters) {
        this.meters = meters;
        for (Verb verb : Verb.values()) {
            ENDS.forEach(end -> outcomes(end).forEach(outcome -> ended(verb, end, outcome)));
            Stream.of("applied", "unchanged", NONE).forEach(outcome -> time(verb, outcome));
        }
        KINDS.forEach(kind -> {
            step(kind, "succeeded");
            step(kind, "failed");
        });
        Stream.of("lock", "database").forEach(this::waits);
        Stream.of("lock", "connection").forEach(this::retries);
        blocked();
        resumed();
    }

    @Override
    public void happened(Operation operation, Event event, Optional<StepRun> step) {
        switch (event.kind()) {
            case DONE -> count(operation, event);
            case STEP_ENDED -> step.ifPresent(this::count);
            case WAITING_FOR_LOCK -> waits("lock").increment();
            case WAITING_FOR_DATABASE -> waits("database").increment();
            case RETRY ->
                retries(event.details().containsKey("retry") ? "lock" : "connection")
                        .increment();
            case BLOCKED -> blocked().increment();
            case RESUMED -> resumed().increment();
            case QUEUED, ATTACHED, PLANNED, STEP_BEGUN, STATEMENT, PROGRESS, CANCEL_REQUESTED, INTERRUPTED -> {}
        }
    }

    private void count(Operation operation, Event event) {
        Verb verb = operation.request().verb();
        String outcome = operation.course().outcome().map(OperationCounts::word).orElse(NONE);
        ended(verb, operation.course().status(), outcome).increment();
        time(verb, outcome).record(Duration.between(operation.createdAt(), event.at()));
    }

    private void count(StepRun step) {
        step(step.kind(), word(step.status()))
                .record(Duration.ofMillis(step.ms().orElse(0)));
    }

    private Counter ended(Verb verb, Status status, String outcome) {
        return Counter.builder("headgate.operations")
                .description("Operations that ended on this replica")
                .tags("verb", verb.word(), "status", word(status), "outcome", outcome)
                .register(meters);
    }

    private Timer time(Verb verb, String outcome) {
        return Timer.builder("headgate.operation")
                .description("From when an operation was asked for until it ended")
                .tags("verb", verb.word(), "outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    private Timer step(String kind, String status) {
        return Timer.builder("headgate.step")
                .description("Steps that ended on this replica, and how long they took")
                .tags("kind", kind, "status", status)
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    private Counter waits(String what) {
        return Counter.builder("headgate.operation.waits")
                .description("How often an operation had to wait before it could go on")
                .tags("for", what)
                .register(meters);
    }

    private Counter retries(String cause) {
        return Counter.builder("headgate.operation.retries")
                .description("How often something of an operation was begun again")
                .tags("cause", cause)
                .register(meters);
    }

    private Counter blocked() {
        return Counter.builder("headgate.operation.blocked")
                .description("How often a step was seen to wait for a lock that somebody else holds")
                .register(meters);
    }

    private Counter resumed() {
        return Counter.builder("headgate.operation.resumed")
                .description("Operations that this replica went on with after another had left them")
                .register(meters);
    }

    private static List<String> outcomes(Status end) {
        return end == Status.SUCCEEDED
                ? Stream.of(Outcome.values()).map(OperationCounts::word).toList()
                : List.of(NONE);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
