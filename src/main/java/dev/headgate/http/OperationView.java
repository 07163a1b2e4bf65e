package dev.headgate.http;

import dev.headgate.migration.Digest;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Version;
import dev.headgate.operation.Cancellation;
import dev.headgate.operation.Operation;
import dev.headgate.operation.StepRun;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** An operation as JSON. */
public record OperationView(
        UUID id,
        String target,
        String verb,
        Operation.Status status,
        Optional<Operation.Outcome> outcome,
        Optional<String> decision,
        Optional<Version> from,
        Optional<Version> to,
        List<StepView> steps,
        Digest bundle,
        String requestedBy,
        Optional<String> client,
        Optional<String> userAgent,
        boolean force,
        Optional<String> reason,
        Optional<String> message,
        Optional<CancellationView> cancellation,
        int attempt,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Optional<ProblemView> problem) {

    /** One of its steps. */
    public record StepView(
            Optional<Version> version,
            String description,
            String kind,
            Optional<String> script,
            Optional<Digest> bundle,
            StepRun.Status status,
            boolean transactional,
            Optional<Instant> startedAt,
            OptionalLong ms,
            OptionalLong rows,
            List<String> notices) {}

    /** That somebody wants it to stop. */
    public record CancellationView(String by, boolean atOnce, Optional<String> reason) {

        static CancellationView of(Cancellation c) {
            return new CancellationView(c.by(), c.mode() == Cancellation.Mode.STATEMENT, c.reason());
        }
    }

    /** What ended it, in the members of its problem document that say most. */
    public record ProblemView(String type, String title, int status, String detail) {}

    public static OperationView of(Operation o) {
        Operation.Course course = o.course();
        return new OperationView(
                o.id(),
                o.target().text(),
                o.request().verb().word(),
                course.status(),
                course.outcome(),
                course.decision(),
                course.from(),
                course.to(),
                o.steps().stream().map(OperationView::step).toList(),
                o.bundle(),
                o.caller().principal(),
                o.caller().address(),
                o.caller().userAgent(),
                o.request().force(),
                o.request().reason(),
                course.message(),
                o.cancellation().map(CancellationView::of),
                o.attempt(),
                o.createdAt(),
                course.startedAt(),
                course.endedAt(),
                course.problem().map(OperationView::problem));
    }

    public static ProblemView problem(Refusal refusal) {
        return new ProblemView(
                Problems.type(refusal.reason().word()).toString(),
                Problems.title(refusal.reason()),
                Problems.status(refusal.reason()),
                refusal.sentence());
    }

    private static StepView step(StepRun s) {
        return new StepView(
                s.version(),
                s.description(),
                s.kind(),
                s.script(),
                s.bundle(),
                s.status(),
                s.transactional(),
                s.startedAt(),
                s.ms(),
                s.rows(),
                s.notices());
    }
}
