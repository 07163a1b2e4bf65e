package dev.headgate.operation;

import dev.headgate.migration.LockHolder;
import dev.headgate.migration.Plan;
import dev.headgate.migration.Row;
import dev.headgate.security.Caller;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happened to an operation: what its followers are told.
 *
 * @param number its place among those of its operation, from 1 without gaps; 0 until the store has given it one
 * @param sentence for a person
 * @param details for a program: texts and numbers
 */
public record Event(int number, Instant at, Kind kind, String sentence, Map<String, Object> details) {

    /** What can happen. */
    public enum Kind {
        QUEUED,
        ATTACHED,
        WAITING_FOR_DATABASE,
        WAITING_FOR_LOCK,
        PLANNED,
        STEP_BEGUN,
        STATEMENT,
        /** What the server tells of a long command. */
        PROGRESS,
        /** Somebody else holds a lock that it wants. */
        BLOCKED,
        STEP_ENDED,
        RETRY,
        CANCEL_REQUESTED,
        INTERRUPTED,
        RESUMED,
        /** Always the last one. */
        DONE
    }

    public static Event queued(Operation operation) {
        return of(
                operation.createdAt(),
                Kind.QUEUED,
                "%s of %s by bundle %s, asked for by %s%s"
                        .formatted(
                                operation.request().verb().word(),
                                operation.target(),
                                operation.bundle().brief(),
                                operation.caller(),
                                operation
                                        .request()
                                        .reason()
                                        .map(why -> ": " + why)
                                        .orElse("")));
    }

    public static Event attached(Caller caller, Instant now) {
        return of(now, Kind.ATTACHED, "%s asked for the same, and waits for this one".formatted(caller));
    }

    /** @param until when it gives up */
    static Event waitingForDatabase(String why, Instant until, Instant now) {
        return of(
                now,
                Kind.WAITING_FOR_DATABASE,
                "waits for the database, until %s at the longest: %s"
                        .formatted(until.truncatedTo(ChronoUnit.SECONDS), withoutAdvice(why)));
    }

    static Event waitingForLock(Operation operation, Optional<LockHolder> holder, Instant now) {
        boolean own = holder.flatMap(LockHolder::operation)
                .filter(operation.id().toString()::equals)
                .isPresent();
        return of(
                now,
                Kind.WAITING_FOR_LOCK,
                "waits for the lock, held by %s%s"
                        .formatted(
                                own ? "an earlier attempt at it, " : "",
                                holder.map(LockHolder::toString).orElse("another operation of this Headgate")));
    }

    static Event planned(Row row, Plan plan, Instant now) {
        return with(
                of(
                        now,
                        Kind.PLANNED,
                        "%d %s to do, by %s"
                                .formatted(
                                        plan.steps().size(), plan.steps().size() == 1 ? "step" : "steps", row.word())),
                Map.of("decision", row.word(), "steps", plan.steps().size()));
    }

    static Event waitingForFlyway(String why, Instant now) {
        return of(now, Kind.WAITING_FOR_LOCK, "waits: " + why);
    }

    static Event retry(String why, Instant now) {
        return of(now, Kind.RETRY, "tries again: " + withoutAdvice(why));
    }

    static Event interrupted(String why, Instant now) {
        return of(now, Kind.INTERRUPTED, why);
    }

    static Event resumed(Operation operation, Instant now) {
        return with(
                of(now, Kind.RESUMED, "goes on, attempt %d".formatted(operation.attempt())),
                Map.of("attempt", operation.attempt()));
    }

    static Event cancelRequested(Cancellation cancellation, Instant now) {
        return of(
                now,
                Kind.CANCEL_REQUESTED,
                "%s asked to cancel it %s%s"
                        .formatted(
                                cancellation.by(),
                                switch (cancellation.mode()) {
                                    case STEP -> "before its next step";
                                    case STATEMENT -> "at once";
                                },
                                cancellation.reason().map(why -> ": " + why).orElse("")));
    }

    static Event done(Operation operation, Instant now) {
        Operation.Course course = operation.course();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("status", word(course.status()));
        details.put("bundle", operation.bundle().brief());
        course.outcome().ifPresent(outcome -> details.put("outcome", word(outcome)));
        course.problem()
                .ifPresent(problem -> details.put("problem", problem.reason().word()));
        return with(
                of(
                        now,
                        Kind.DONE,
                        word(course.status())
                                + course.outcome()
                                        .map(outcome -> ", " + word(outcome))
                                        .orElse("")
                                + course.to()
                                        .filter(to -> course.problem().isEmpty())
                                        .map(to -> ", at " + to)
                                        .orElse("")
                                + (operation.hasActivated()
                                        ? ", bundle %s active"
                                                .formatted(operation.bundle().brief())
                                        : "")
                                + course.message().map(why -> ": " + why).orElse("")
                                + course.problem()
                                        .map(problem -> ": " + problem.sentence())
                                        .orElse("")),
                details);
    }

    /** What a caller would be told to do, the operation does itself. */
    private static String withoutAdvice(String sentence) {
        return sentence.replaceAll("[.;]? Ask again.*", "");
    }

    static Event of(Instant at, Kind kind, String sentence) {
        return new Event(0, at, kind, sentence, Map.of());
    }

    static Event with(Event event, Map<String, Object> details) {
        return new Event(event.number, event.at, event.kind, event.sentence, details);
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
