package dev.headgate.dashboard;

import dev.headgate.http.Asked;
import dev.headgate.http.PlanView;
import io.quarkus.qute.TemplateExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** How values are written in pages. */
@TemplateExtension
final class Words {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private Words() {}

    /** In UTC, as the log has it. */
    static String moment(Instant instant) {
        return MOMENT.format(instant.atOffset(ZoneOffset.UTC));
    }

    /** For machines. */
    static String iso(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A value of a closed set, as the API has it. */
    static String shown(Enum<?> value) {
        return Asked.word(value);
    }

    /** A duration as the configuration would have it, such as {@code 5s}; {@code none} for no limit at all. */
    static String span(String iso) {
        Duration duration = Duration.parse(iso);
        return duration.isZero() ? "none" : iso.substring(2).toLowerCase(Locale.ROOT);
    }

    /** How long a step waits for locks, how often, and who may wait for it. */
    static String locks(PlanView.Settings settings) {
        return "%s, %s%s."
                .formatted(
                        Duration.parse(settings.lockTimeout()).isZero()
                                ? "waits for each without end"
                                : "waits %s for each".formatted(span(settings.lockTimeout())),
                        switch (settings.lockRetries()) {
                            case 0 -> "not tried again";
                            case 1 -> "tried again once";
                            default -> "tried again up to %d times".formatted(settings.lockRetries());
                        },
                        settings.maxQueued() == 0
                                ? ""
                                : "; taken back when more than %s behind it for %s"
                                        .formatted(
                                                Sentence.count(
                                                        settings.maxQueued(), "session queues", "sessions queue"),
                                                span(settings.maxQueuedFor())));
    }

    /** The lines of a statement, with their numbers in the script. */
    static List<ScriptLine> lines(PlanView.PlannedStatement statement) {
        List<String> lines = statement.sql().lines().toList();
        return IntStream.range(0, lines.size())
                .mapToObj(i -> new ScriptLine(statement.line() + i, lines.get(i)))
                .toList();
    }

    @TemplateExtension(namespace = "marks")
    static Mark[] all() {
        return Mark.values();
    }

    /** Of targets. */
    @TemplateExtension(namespace = "orders", matchName = "all")
    static Choice.Order[] orders() {
        return Choice.Order.values();
    }
}
