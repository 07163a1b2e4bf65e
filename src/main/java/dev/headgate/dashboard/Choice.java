package dev.headgate.dashboard;

import dev.headgate.http.Asked;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which targets are shown, and in which order.
 *
 * @param search what their names contain
 * @param mark only those with this state
 */
public record Choice(String search, Optional<Mark> mark, Order order, int page) {

    /** The orders there are. */
    public enum Order {
        /** Those that need somebody first. */
        URGENCY,
        NAME,
        PENDING,
        WAITING;

        private Comparator<TargetRow> by() {
            Comparator<TargetRow> first =
                    switch (this) {
                        case URGENCY ->
                            Comparator.comparing((TargetRow row) -> !row.isHindered())
                                    .thenComparing(TargetRow::mark)
                                    .thenComparing(row -> row.last().stream().allMatch(TargetRow.Last::isWell))
                                    .thenComparing(row -> row.work().isEmpty());
                        case NAME -> Comparator.comparing(TargetRow::name);
                        case PENDING ->
                            Comparator.comparing(
                                            (TargetRow row) -> row.pending().orElse(-1))
                                    .reversed();
                        case WAITING -> Comparator.comparing(TargetRow::waiting).reversed();
                    };
            return first.thenComparing(TargetRow::name);
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Choice of(@Nullable String search, @Nullable String state, @Nullable String sort, @Nullable String page) {
        return new Choice(
                Optional.ofNullable(search).map(String::strip).orElse(""),
                Optional.ofNullable(state).filter(word -> !word.isEmpty()).map(word -> one(word, Mark.values())),
                Optional.ofNullable(sort).map(word -> one(word, Order.values())).orElse(Order.URGENCY),
                Optional.ofNullable(page).map(Asked::page).orElse(1));
    }

    private static <E extends Enum<E>> E one(String word, E[] values) {
        return Asked.checked(() -> Stream.of(values)
                .filter(value -> Asked.word(value).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'%s' is none of %s"
                        .formatted(word, Stream.of(values).map(Asked::word).toList()))));
    }

    boolean finds(TargetRow row) {
        return row.name().contains(search.toLowerCase(Locale.ROOT));
    }

    boolean takes(TargetRow row) {
        return mark.isEmpty() || mark.get() == row.mark();
    }

    List<TargetRow> sorted(Stream<TargetRow> rows) {
        return rows.sorted(order.by()).toList();
    }

    /** The first page of those with this state; of all without one. */
    Choice of(Optional<Mark> mark) {
        return new Choice(search, mark, order, 1);
    }

    Choice at(int page) {
        return new Choice(search, mark, order, page);
    }

    /** As a query, for this page's links and its stream. */
    public String query() {
        return "search=%s&state=%s&sort=%s&page=%d"
                .formatted(
                        URLEncoder.encode(search, StandardCharsets.UTF_8),
                        mark.map(Mark::word).orElse(""),
                        order.word(),
                        page);
    }
}
