package dev.headgate.operation;

import dev.headgate.migration.LockHolder;
import dev.headgate.migration.Plan;
import dev.headgate.migration.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

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

    private static final int READABLE = 120; // of a statement, in characters

    public static Event queued(Operation operation) {
        return of(
                operation.createdAt(),
                Kind.QUEUED,
                "%s of %s, asked for by %s%s"
                        .formatted(
                                operation.request().verb().word(),
                                operation.target(),
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

    static Event stepBegun(StepRun step, int index, int of, Instant now) {
        return with(
                of(now, Kind.STEP_BEGUN, "step %d of %d: %s".formatted(index + 1, of, sentence(step))),
                details(step, index));
    }

    static Event statement(StepRun step, int index, Engine.Statement statement, Instant now) {
        String sql = statement.sql().strip().replaceAll("\\s+", " ");
        Map<String, Object> details = details(step, index);
        details.put("statement", statement.number());
        details.put("statements", statement.of());
        return with(
                of(
                        now,
                        Kind.STATEMENT,
                        "statement %d of %d: %s"
                                .formatted(
                                        statement.number(),
                                        statement.of(),
                                        sql.length() > READABLE ? sql.substring(0, READABLE) + "…" : sql)),
                details);
    }

    static Event stepEnded(StepRun step, int index, Instant now) {
        Map<String, Object> details = details(step, index);
        step.ms().ifPresent(ms -> details.put("ms", ms));
        step.rows().ifPresent(rows -> details.put("rows", rows));
        return with(
                of(
                        now,
                        Kind.STEP_ENDED,
                        "%s %s after %d ms%s"
                                .formatted(
                                        sentence(step),
                                        word(step.status()),
                                        step.ms().orElse(0),
                                        step.rows().isPresent()
                                                ? ", %d rows written"
                                                        .formatted(step.rows().getAsLong())
                                                : "")),
                details);
    }

    /** Before a statement that no transaction takes back. */
    static Event journalled(
            StepRun step, int index, Engine.Statement statement, int process, String object, Instant now) {
        Event event = statement(step, index, statement, now);
        Map<String, Object> details = new LinkedHashMap<>(event.details);
        details.put("process", process);
        details.put("object", object);
        return with(of(now, Kind.STATEMENT, "%s (process %d)".formatted(event.sentence, process)), details);
    }

    static Event progress(Sighting.ServerProgress progress, OptionalDouble rate, Instant now) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("command", progress.command());
        details.put("phase", progress.phase());
        details.put("relation", progress.relation());
        details.put("unit", progress.unit());
        details.put("done", progress.done());
        progress.total().ifPresent(total -> details.put("total", total));
        progress.percent().ifPresent(percent -> details.put("percent", percent));
        rate.ifPresent(each -> details.put("perSecond", Math.round(each)));
        return with(
                of(
                        now,
                        Kind.PROGRESS,
                        progress
                                + (rate.orElse(0) >= 1
                                        ? ", %d a second".formatted(Math.round(rate.getAsDouble()))
                                        : "")),
                details);
    }

    static Event blocked(List<Sighting.Blocker> blockers, int queued, Instant now) {
        return with(
                of(
                        now,
                        Kind.BLOCKED,
                        "waits for a lock behind %s%s"
                                .formatted(
                                        sentence(blockers),
                                        queued > 0 ? "; %d queue behind it".formatted(queued) : "")),
                Map.of("blockers", Sighting.details(blockers), "queued", queued));
    }

    /**
     * @param takenBack why it was in others' way; nothing when they were in its
     */
    static Event retry(
            ScriptFailure.Report report,
            Optional<String> takenBack,
            List<Sighting.Blocker> blockers,
            int retry,
            int of,
            Duration pause,
            Instant now) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("script", report.script());
        details.put("retry", retry);
        details.put("of", of);
        details.put("pauseMs", pause.toMillis());
        details.put("blockers", Sighting.details(blockers));
        report.sqlState().ifPresent(state -> details.put("sqlState", state));
        return with(
                of(
                        now,
                        Kind.RETRY,
                        "%s: %s%s; tries again in %d ms (%d of %d)"
                                .formatted(
                                        report.script(),
                                        takenBack
                                                .map(why -> "taken back, since " + why)
                                                .orElse(report.message()),
                                        blockers.isEmpty() ? "" : ", behind " + sentence(blockers),
                                        pause.toMillis(),
                                        retry,
                                        of)),
                details);
    }

    static Event clears(String what, List<String> statements, Instant now) {
        return of(
                now,
                Kind.RETRY,
                "goes on after what broke: "
                        + what
                        + (statements.isEmpty() ? "" : "; first " + String.join("; ", statements)));
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

    private static Event of(Instant at, Kind kind, String sentence) {
        return new Event(0, at, kind, sentence, Map.of());
    }

    private static Event with(Event event, Map<String, Object> details) {
        return new Event(event.number, event.at, event.kind, event.sentence, details);
    }

    private static Map<String, Object> details(StepRun step, int index) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("step", index + 1);
        step.version().ifPresent(version -> details.put("version", version.toString()));
        details.put("description", step.description());
        details.put("kind", step.kind());
        details.put("status", word(step.status()));
        return details;
    }

    private static String sentence(StepRun step) {
        return step.kind() + step.version().map(version -> " " + version).orElse("") + " (" + step.description() + ")";
    }

    static String sentence(List<Sighting.Blocker> blockers) {
        return blockers.stream().map(Sighting.Blocker::toString).collect(Collectors.joining(" and "));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
