package dev.headgate.dashboard;

import java.util.Locale;
import java.util.Optional;

/**
 * How far something is.
 *
 * @param what is counted
 * @param counted the same in numbers
 * @param done of {@code total}; none of both while nobody knows how many there are
 */
public record Counter(String what, String counted, Optional<Long> done, Optional<Long> total) {

    /** Of a script's statements: those that are done, while the next one runs. */
    static Counter ofStatements(Details event) {
        Optional<Long> number = event.number("statement");
        Optional<Long> of = event.number("statements");
        return new Counter(
                "Statements of this script",
                "%d of %d runs".formatted(number.orElse(0L), of.orElse(0L)),
                number.map(running -> running - 1),
                of.filter(all -> all > 0));
    }

    /** What the server tells of a long command. */
    static Counter ofServer(Details event) {
        Optional<Long> done = event.number("done");
        Optional<Long> total = event.number("total").filter(all -> all > 0);
        String unit = event.text("unit").orElse("");
        return new Counter(
                "%s on %s: %s"
                        .formatted(
                                event.text("command").orElse("the command"),
                                event.text("relation").orElse("the table"),
                                event.text("phase").orElse("it runs")),
                total.map(all -> String.format(Locale.ROOT, "%,d of %,d %s", done.orElse(0L), all, unit))
                                .orElseGet(() -> done.filter(d -> d > 0)
                                        .map(d -> String.format(Locale.ROOT, "%,d %s", d, unit))
                                        .orElse("no count yet"))
                        + event.number("percent").map(", %d %%"::formatted).orElse("")
                        + event.number("perSecond")
                                .filter(each -> each > 0)
                                .map(each -> String.format(Locale.ROOT, ", %,d a second", each))
                                .orElse(""),
                total.flatMap(all -> done.map(d -> Math.min(d, all))),
                total);
    }
}
