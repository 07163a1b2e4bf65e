package dev.headgate.dashboard;

import dev.headgate.http.Asked;
import dev.headgate.http.OperationView;
import dev.headgate.operation.Event;
import dev.headgate.operation.Operation;
import dev.headgate.operation.StepRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An operation as its page shows it.
 *
 * @param status its word
 * @param outcome what a success did
 * @param took from when it began until its end, or until now
 * @param waited from when it was asked for until it began
 * @param may whether whoever looks may cancel it
 */
public record OperationShown(
        OperationView operation,
        String status,
        Optional<String> outcome,
        boolean ended,
        Optional<String> waited,
        Optional<String> took,
        Optional<Trouble> trouble,
        Doing doing,
        List<StepRow> steps,
        long done,
        Tale tale,
        boolean may) {

    /** Where it is not worth a word. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    static OperationShown of(Operation operation, List<Event> events, Excerpts excerpts, boolean may, Instant now) {
        Operation.Course course = operation.course();
        List<StepRun> steps = operation.steps();
        return new OperationShown(
                OperationView.of(operation),
                Asked.word(course.status()),
                course.outcome().map(Asked::word),
                operation.hasEnded(),
                course.startedAt()
                        .map(start -> Duration.between(operation.createdAt(), start))
                        .filter(wait -> wait.compareTo(AT_ONCE) >= 0)
                        .map(Times::took),
                course.startedAt()
                        .map(start -> Duration.between(start, course.endedAt().orElse(now)))
                        .filter(time -> !time.isNegative())
                        .map(Times::took),
                Trouble.of(operation, excerpts),
                Doing.of(events),
                IntStream.range(0, steps.size())
                        .mapToObj(i -> StepRow.of(i + 1, steps.get(i)))
                        .toList(),
                steps.stream()
                        .filter(step -> step.status() == StepRun.Status.SUCCEEDED)
                        .count(),
                Tale.of(events),
                may && !operation.hasEnded());
    }

    /** Whether it leads from one revision to another. */
    public boolean moves() {
        return operation.to().isPresent() && !operation.from().equals(operation.to());
    }
}
