package dev.headgate.operation;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a failed run says of itself: what was done and stays, what failed, what was not tried, what to do next. */
final class Failures {

    private Failures() {}

    /** PostgreSQL's codes for "not now": lock_not_available and deadlock_detected (manual, appendix A). */
    private static final Set<String> NOT_NOW = Set.of("55P03", "40P01");

    static Refusal of(ScriptFailure.Report report, Operation operation) {
        List<String> applied = names(operation, StepRun.Status.SUCCEEDED);
        List<String> notTried = names(operation, StepRun.Status.PENDING);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("failed", report);
        details.put("applied", applied);
        details.put("notTried", notTried);
        boolean blocked = report.rolledBack()
                && report.sqlState().filter(NOT_NOW::contains).isPresent();
        return new Refusal(
                blocked ? Reason.BLOCKED : Reason.SCRIPT_FAILED,
                "%s failed%s: %s%s. %s. Done before it, and kept: %s. Not tried: %s. %s"
                        .formatted(
                                report.script(),
                                report.line().map(line -> " at line " + line).orElse(""),
                                report.message(),
                                report.sqlState()
                                        .map(state -> " (SQLSTATE " + state + ")")
                                        .orElse(""),
                                report.rolledBack()
                                        ? "Nothing of it is left"
                                        : "It ran without a transaction, so what it did before that line is still there",
                                list(applied),
                                list(notTried),
                                remedy(report, blocked)),
                details);
    }

    private static String remedy(ScriptFailure.Report report, boolean blocked) {
        if (blocked) {
            return "Somebody else held what it needed; ask again";
        }
        return report.rolledBack()
                ? "Mend the script, restart Headgate with it, and ask again"
                : "Look at what it left, mend the script, restart Headgate with it, repair, and ask again";
    }

    static Refusal stopping() {
        return Refusal.of(Reason.INTERRUPTED, "Headgate is shutting down. Ask again");
    }

    static Refusal stopped(Operation operation) {
        return Refusal.of(
                Reason.INTERRUPTED,
                "Headgate stopped before operation %s had ended. Ask for %s again: what was committed is kept"
                        .formatted(operation.id(), operation.request().verb().word()));
    }

    /** @param operation one that no Headgate works on any more */
    static Refusal abandoned(Operation operation) {
        return Refusal.of(
                Reason.INTERRUPTED,
                "the Headgate that worked on operation %s is gone, and nobody holds its lock. Ask for %s again: what was committed is kept"
                        .formatted(operation.id(), operation.request().verb().word()));
    }

    static Refusal bug(Operation operation) {
        return Refusal.of(
                Reason.INTERNAL,
                "Headgate itself failed; its log says how, under operation %s. Report it, and ask again"
                        .formatted(operation.id()));
    }

    private static List<String> names(Operation operation, StepRun.Status status) {
        return operation.steps().stream()
                .filter(step -> step.status() == status)
                .map(step -> step.version().map(Object::toString).orElse(step.description()))
                .toList();
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "nothing" : names.stream().collect(Collectors.joining(", "));
    }
}
