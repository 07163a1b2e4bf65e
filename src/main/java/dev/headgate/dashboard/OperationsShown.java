package dev.headgate.dashboard;

import dev.headgate.http.Asked;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Version;
import dev.headgate.operation.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Some of the operations.
 *
 * @param target those of this one only, as it was asked for; empty for all
 * @param status those with this one only; empty for all
 */
public record OperationsShown(String target, String status, List<Row> rows, int page, boolean more) {

    static final int PAGE = 50; // rows

    /** One of them. */
    public record Row(
            UUID id,
            Instant at,
            String target,
            String verb,
            String status,
            Optional<String> outcome,
            Optional<String> from,
            Optional<String> to,
            String by,
            Optional<String> reason,
            Optional<String> took) {

        static Row of(Operation operation) {
            Operation.Course course = operation.course();
            return new Row(
                    operation.id(),
                    operation.createdAt(),
                    operation.target().text(),
                    operation.request().verb().word(),
                    Asked.word(course.status()),
                    course.outcome().map(Asked::word),
                    course.from().map(Version::toString),
                    course.to().map(Version::toString),
                    operation.caller().principal(),
                    operation.request().reason(),
                    course.startedAt()
                            .flatMap(start -> course.endedAt().map(end -> Duration.between(start, end)))
                            .filter(time -> !time.isNegative())
                            .map(Times::took));
        }

        /** Whether it leads from one revision to another. */
        public boolean moves() {
            return to.isPresent() && !from.equals(to);
        }
    }

    static OperationsShown of(
            Optional<TargetName> target, Optional<Operation.Status> status, int page, List<Operation> found) {
        return new OperationsShown(
                target.map(TargetName::text).orElse(""),
                status.map(Asked::word).orElse(""),
                found.stream().limit(PAGE).map(Row::of).toList(),
                page,
                found.size() > PAGE);
    }

    /** All that can be asked for. */
    public List<String> statuses() {
        return Stream.of(Operation.Status.values()).map(Asked::word).toList();
    }

    public boolean isAll() {
        return target.isEmpty() && status.isEmpty();
    }

    public Optional<String> before() {
        return page > 1 ? Optional.of(query(page - 1)) : Optional.empty();
    }

    public Optional<String> after() {
        return more ? Optional.of(query(page + 1)) : Optional.empty();
    }

    /** Names and words need no escaping. */
    private String query(int number) {
        return "target=%s&status=%s&page=%d".formatted(target, status, number);
    }
}
