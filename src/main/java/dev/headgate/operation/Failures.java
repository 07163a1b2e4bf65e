package dev.headgate.operation;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a failed run says of itself: what was done and stays, what failed, what was not tried, what to do next. */
final class Failures {

    private Failures() {}

    static Refusal of(ScriptFailure failure, Operation operation) {
        ScriptFailure.Report report = failure.report();
        ScriptFailure.Obstruction obstruction = failure.obstruction();
        String next = next(report, obstruction) + again(operation);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("failed", report);
        details.putAll(standing(operation));
        details.put("next", next);
        obstruction.retries().ifPresent(retries -> {
            details.put("retries", retries);
            details.put("blockers", Sighting.details(obstruction.blockers()));
        });
        return new Refusal(
                obstruction.retries().isPresent() ? Reason.BLOCKED : Reason.SCRIPT_FAILED,
                "%s failed%s: %s%s%s. %s. Steps done before it, and kept: %s. %s"
                        .formatted(
                                report.script(),
                                report.line().map(line -> " at line " + line).orElse(""),
                                obstruction.takenBack().orElse(report.message()),
                                report.sqlState()
                                        .map(state -> " (SQLSTATE " + state + ")")
                                        .orElse(""),
                                behind(obstruction),
                                capitalized(left(report)),
                                sentence(operation),
                                next),
                details);
    }

    private static String behind(ScriptFailure.Obstruction obstruction) {
        return obstruction.retries().isPresent() && !obstruction.blockers().isEmpty()
                ? ", behind " + Sighting.sentence(obstruction.blockers())
                : "";
    }

    private static String left(ScriptFailure.Report report) {
        return switch (report.left()) {
            case NOTHING -> "nothing of it is left";
            case TO_GO_ON_WITH ->
                "it runs without a transaction, so what it did before%s stays"
                        .formatted(report.number()
                                .map(number -> " statement " + number)
                                .orElse(""));
            case TO_LOOK_AT -> "it runs without a transaction, so what it did before that is still there";
        };
    }

    private static String times(int number) {
        return number == 1 ? "once" : number + " times";
    }

    private static String capitalized(String sentence) {
        return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }

    private static String next(ScriptFailure.Report report, ScriptFailure.Obstruction obstruction) {
        if (obstruction.retries().isPresent()) {
            return "It was tried again %s; ask again when there is less going on"
                    .formatted(times(obstruction.retries().getAsInt()));
        }
        return switch (report.left()) {
            case NOTHING ->
                "Mend what is in its way and ask again; or mend the script, give Headgate the bundle with it, and ask again";
            case TO_GO_ON_WITH ->
                "Mend what is in its way and ask again: it is gone on with from there. To change the script, look at what it did first, repair, and give Headgate the bundle with it";
            case TO_LOOK_AT ->
                "Look at what it left and clear that away, mend the script, give Headgate the bundle with it, repair, and ask again";
        };
    }

    /** It is not the active one, unless it is the target's first. */
    private static String again(Operation operation) {
        return operation.activates()
                ? ". Ask with the bundle as the body, as the hook does: a verb without one works with the active bundle, which GET /api/v1/targets/%s names"
                        .formatted(operation.target())
                : "";
    }

    static Refusal stopping() {
        return Refusal.of(Reason.INTERRUPTED, "Headgate is shutting down. Ask again");
    }

    /**
     * @param obstacle why nobody goes on with it; somebody does without one
     */
    static Refusal stopped(Operation operation, Optional<String> obstacle) {
        return interrupted("Headgate stopped", operation, obstacle);
    }

    /**
     * @param obstacle why nobody goes on with it
     */
    static Refusal abandoned(Operation operation, String obstacle) {
        return interrupted("the Headgate that worked on it is gone", operation, Optional.of(obstacle));
    }

    /** Nobody that could go on with it is left. */
    static Refusal orphaned(Operation operation) {
        return Refusal.of(
                Reason.INTERRUPTED,
                "the Headgate that worked on operation %s is gone, and no other has its bundle. Ask for %s again: what was committed is kept"
                        .formatted(operation.id(), operation.request().verb().word()));
    }

    /** What was asked for got no answer from the store, so that the caller was told that nothing was begun. */
    static Refusal withdrawn(Operation operation) {
        return Refusal.of(
                Reason.INTERRUPTED,
                "the store did not say that it had recorded operation %s, so nothing of it was begun. Ask again"
                        .formatted(operation.id()));
    }

    /**
     * A session of the target's was lost in a step, and with it what became of that.
     *
     * @param refusal as it was found out
     */
    static Refusal broken(Refusal refusal, Operation operation) {
        return Resumption.obstacle(operation)
                .map(why -> unfinished(refusal.sentence(), operation, why))
                .orElse(refusal);
    }

    private static Refusal interrupted(String what, Operation operation, Optional<String> obstacle) {
        String begun = "%s before operation %s had ended".formatted(what, operation.id());
        return obstacle.map(why -> unfinished(begun, operation, why))
                .orElseGet(() ->
                        Refusal.of(Reason.INTERRUPTED, begun + ". Another goes on with it: look again, or ask again"));
    }

    /** To ask again is a person's decision: the same request may find what the first one left, and take it for done. */
    private static Refusal unfinished(String what, Operation operation, String obstacle) {
        List<String> applied = names(operation, StepRun.Status.SUCCEEDED);
        List<String> unknown = names(operation, StepRun.Status.RUNNING);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("applied", applied);
        details.put("unknown", unknown);
        return new Refusal(
                Reason.UNFINISHED,
                "%s, and %s. Done before that, and kept: %s. Under way: %s. See GET /api/v1/targets/%s, then ask for %s again to go on"
                        .formatted(
                                what,
                                obstacle,
                                list(applied),
                                list(unknown),
                                operation.target(),
                                operation.request().verb().word()),
                details);
    }

    static Refusal alreadyEnded(Operation operation) {
        return Refusal.of(
                Reason.ALREADY_ENDED,
                "operation %s has ended already: %s. There is nothing to cancel"
                        .formatted(
                                operation.id(),
                                operation.course().status().name().toLowerCase(Locale.ROOT)));
    }

    /** What somebody asked for is a no to all others who wait for it. */
    static Refusal cancelled(Operation operation, Cancellation by, Optional<ScriptFailure.Report> report) {
        return new Refusal(
                Reason.CANCELLED,
                "%s cancelled it%s.%s Done before that, and kept: %s. %s"
                        .formatted(
                                by.by(),
                                by.reason().map(why -> ": " + why).orElse(""),
                                report.map(Failures::interrupted).orElse(""),
                                sentence(operation),
                                report.filter(broken -> broken.left() == ScriptFailure.Left.TO_LOOK_AT)
                                                .isPresent()
                                        ? "Look at what is left, repair, and ask again to go on"
                                        : "Ask for %s again to go on"
                                                .formatted(operation
                                                        .request()
                                                        .verb()
                                                        .word())),
                standing(operation));
    }

    private static String interrupted(ScriptFailure.Report report) {
        return " %s was interrupted%s; %s."
                .formatted(
                        report.script(),
                        report.line().map(line -> " at line " + line).orElse(""),
                        left(report));
    }

    static Refusal bug(Operation operation) {
        return Refusal.of(
                Reason.INTERNAL,
                "Headgate itself failed; its log says how, under operation %s. Report it, and ask again"
                        .formatted(operation.id()));
    }

    /** Where an operation that stopped stands, for a program. */
    private static Map<String, Object> standing(Operation operation) {
        Map<String, Object> standing = new LinkedHashMap<>();
        standing.put("applied", names(operation, StepRun.Status.SUCCEEDED));
        standing.put("notTried", names(operation, StepRun.Status.PENDING));
        return standing;
    }

    /** The same for a person, after "kept: ". */
    private static String sentence(Operation operation) {
        return "%s. Not tried: %s"
                .formatted(
                        list(names(operation, StepRun.Status.SUCCEEDED)),
                        list(names(operation, StepRun.Status.PENDING)));
    }

    private static List<String> names(Operation operation, StepRun.Status status) {
        return operation.steps().stream()
                .filter(step -> step.status() == status)
                .map(StepRun::name)
                .toList();
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "nothing" : names.stream().collect(Collectors.joining(", "));
    }
}
