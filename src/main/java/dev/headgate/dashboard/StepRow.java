package dev.headgate.dashboard;

import dev.headgate.http.Asked;
import dev.headgate.migration.Version;
import dev.headgate.operation.StepRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A step of an operation.
 *
 * @param few what the server said, up to a few notices; {@code more} are the others
 */
public record StepRow(
        int number,
        String kind,
        Optional<String> version,
        String description,
        String status,
        Optional<String> script,
        boolean transactional,
        Optional<Instant> startedAt,
        Optional<String> took,
        Optional<String> rows,
        List<String> few,
        List<String> more) {

    private static final int FEW = 3;

    static StepRow of(int number, StepRun step) {
        return new StepRow(
                number,
                step.kind(),
                step.version().map(Version::toString),
                step.description(),
                Asked.word(step.status()),
                step.script(),
                step.transactional(),
                step.startedAt(),
                step.ms().isPresent()
                        ? Optional.of(Times.took(Duration.ofMillis(step.ms().getAsLong())))
                        : Optional.empty(),
                step.rows().isPresent() ? Optional.of(rows(step.rows().getAsLong())) : Optional.empty(),
                step.notices().stream().limit(FEW).toList(),
                step.notices().stream().skip(FEW).toList());
    }

    private static String rows(long number) {
        return number == 1 ? "1 row" : String.format(Locale.ROOT, "%,d rows", number);
    }

    public boolean isPending() {
        return status.equals("pending");
    }
}
