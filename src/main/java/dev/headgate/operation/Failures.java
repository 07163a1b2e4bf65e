package dev.headgate.operation;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a failed run says of itself: what was done and stays, what failed, what was not tried, what to do next. */
final class Failures {

    private Failures() {}

    static Refusal of(ScriptFailure.Report report, Operation operation) {
        List<String> applied = names(operation, StepRun.Status.SUCCEEDED);
        List<String> notTried = names(operation, StepRun.Status.PENDING);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("failed", report);
        details.put("applied", applied);
        details.put("notTried", notTried);
        return new Refusal(
                Reason.SCRIPT_FAILED,
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
                                report.rolledBack()
                                        ? "Mend the script and ask again"
                                        : "Look at what it left, mend the script, repair, and ask again"),
                details);
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
