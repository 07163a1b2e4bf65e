package dev.headgate.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What happens while a step runs, as events. */
final class StepEvent {

    private static final int READABLE = 120; // of a statement, in characters

    private StepEvent() {}

    static Event begun(StepRun step, int index, int of, Instant now) {
        return Event.with(
                Event.of(now, Event.Kind.STEP_BEGUN, "step %d of %d: %s".formatted(index + 1, of, sentence(step))),
                details(step, index));
    }

    static Event statement(StepRun step, int index, Engine.Statement statement, Instant now) {
        String sql = statement.sql().strip().replaceAll("\\s+", " ");
        Map<String, Object> details = details(step, index);
        details.put("statement", statement.number());
        details.put("statements", statement.of());
        return Event.with(
                Event.of(
                        now,
                        Event.Kind.STATEMENT,
                        "statement %d of %d: %s"
                                .formatted(
                                        statement.number(),
                                        statement.of(),
                                        sql.length() > READABLE ? sql.substring(0, READABLE) + "…" : sql)),
                details);
    }

    /** Before a statement that no transaction takes back. */
    static Event journalled(
            StepRun step, int index, Engine.Statement statement, int process, String object, Instant now) {
        Event event = statement(step, index, statement, now);
        Map<String, Object> details = new LinkedHashMap<>(event.details());
        details.put("process", process);
        details.put("object", object);
        return Event.with(
                Event.of(now, Event.Kind.STATEMENT, "%s (process %d)".formatted(event.sentence(), process)), details);
    }

    static Event ended(StepRun step, int index, Instant now) {
        Map<String, Object> details = details(step, index);
        step.ms().ifPresent(ms -> details.put("ms", ms));
        step.rows().ifPresent(rows -> details.put("rows", rows));
        return Event.with(
                Event.of(
                        now,
                        Event.Kind.STEP_ENDED,
                        "%s %s after %d ms%s"
                                .formatted(
                                        sentence(step),
                                        Event.word(step.status()),
                                        step.ms().orElse(0),
                                        step.rows().isPresent()
                                                ? ", %d rows written"
                                                        .formatted(step.rows().getAsLong())
                                                : "")),
                details);
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
        return Event.with(
                Event.of(
                        now,
                        Event.Kind.PROGRESS,
                        progress
                                + (rate.orElse(0) >= 1
                                        ? ", %d a second".formatted(Math.round(rate.getAsDouble()))
                                        : "")),
                details);
    }

    static Event blocked(List<Sighting.Blocker> blockers, int queued, Instant now) {
        return Event.with(
                Event.of(
                        now,
                        Event.Kind.BLOCKED,
                        "waits for a lock behind %s%s"
                                .formatted(
                                        Sighting.sentence(blockers),
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
        return Event.with(
                Event.of(
                        now,
                        Event.Kind.RETRY,
                        "%s: %s%s; tries again in %d ms (%d of %d)"
                                .formatted(
                                        report.script(),
                                        takenBack
                                                .map(why -> "taken back, since " + why)
                                                .orElse(report.message()),
                                        blockers.isEmpty() ? "" : ", behind " + Sighting.sentence(blockers),
                                        pause.toMillis(),
                                        retry,
                                        of)),
                details);
    }

    static Event clears(String what, List<String> statements, Instant now) {
        return Event.of(
                now,
                Event.Kind.RETRY,
                "goes on after what broke: "
                        + what
                        + (statements.isEmpty() ? "" : "; first " + String.join("; ", statements)));
    }

    private static Map<String, Object> details(StepRun step, int index) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("step", index + 1);
        step.version().ifPresent(version -> details.put("version", version.toString()));
        details.put("description", step.description());
        details.put("kind", step.kind());
        details.put("status", Event.word(step.status()));
        step.bundle().ifPresent(bundle -> details.put("bundle", bundle.brief()));
        return details;
    }

    private static String sentence(StepRun step) {
        return step.kind() + step.version().map(version -> " " + version).orElse("") + " (" + step.description() + ")";
    }
}
