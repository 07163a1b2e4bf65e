package dev.headgate.dashboard;

import dev.headgate.http.OperationView;
import dev.headgate.migration.Digest;
import dev.headgate.migration.Refusal;
import dev.headgate.operation.Operation;
import java.util.List;
import java.util.Optional;

/**
 * What ended an operation, and what to do about it.
 *
 * @param word of the problem, by which docs/problems.md has it
 * @param title what the problem means, whatever the case
 * @param next what to do
 * @param happened what the matter is, where {@code next} does not tell that too
 * @param again the query that plans the same once more
 */
public record Trouble(
        String word,
        String title,
        String next,
        Optional<String> happened,
        Optional<Failed> failed,
        List<Blocker> blockers,
        String again) {

    /**
     * A script that failed.
     *
     * @param lines of it, around the one that failed; none where they cannot be had
     */
    public record Failed(
            String script,
            Optional<Long> line,
            Optional<Long> number,
            Optional<String> sqlState,
            String message,
            Optional<String> hint,
            Optional<String> statement,
            List<ExcerptLine> lines) {}

    static Optional<Trouble> of(Operation operation, Excerpts excerpts) {
        return operation.course().problem().map(refusal -> of(operation, refusal, excerpts));
    }

    private static Trouble of(Operation operation, Refusal refusal, Excerpts excerpts) {
        Details details = new Details(refusal.details());
        Optional<String> next = details.text("next").filter(refusal.sentence()::endsWith);
        return new Trouble(
                refusal.reason().word(),
                OperationView.problem(refusal).title(),
                stopped(next.orElse(refusal.sentence())),
                next.map(advice -> refusal.sentence()
                        .substring(0, refusal.sentence().length() - advice.length())
                        .strip()),
                details.inner("failed")
                        .flatMap(report ->
                                report.text("script").map(script -> failed(operation, report, script, excerpts))),
                Blocker.of(details),
                again(operation));
    }

    private static Failed failed(Operation operation, Details report, String script, Excerpts excerpts) {
        Optional<Long> line = report.number("line");
        Digest bundle = operation.steps().stream()
                .filter(step -> step.script().equals(Optional.of(script)))
                .flatMap(step -> step.bundle().stream())
                .findFirst()
                .orElse(operation.bundle());
        return new Failed(
                script,
                line,
                report.number("number"),
                report.text("sqlState"),
                report.text("message").orElse(""),
                report.text("hint"),
                report.text("statement"),
                line.map(number -> excerpts.around(bundle, script, number.intValue()))
                        .orElse(List.of()));
    }

    /** As a sentence, which problems of the API leave open. */
    private static String stopped(String sentence) {
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }

    private static String again(Operation operation) {
        StringBuilder query =
                new StringBuilder("verb=" + operation.request().verb().word());
        operation.request().to().ifPresent(to -> query.append("&to=").append(to));
        operation
                .request()
                .versions()
                .forEach(version -> query.append("&versions=").append(version));
        return query.toString();
    }
}
