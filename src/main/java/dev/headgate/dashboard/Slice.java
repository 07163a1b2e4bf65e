package dev.headgate.dashboard;

import dev.headgate.migration.Refused;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Some of a list, newest first, or why it cannot be had: a page without it is still a page.
 *
 * @param page which of its pages
 * @param more whether there are more after it
 * @param away why there is none
 */
public record Slice<T>(List<T> items, int page, boolean more, Optional<String> away) {

    static final int SIZE = 20;

    /**
     * @param found gives what is there up to the end of this page, and one more
     */
    static <T> Slice<T> of(int page, Supplier<List<T>> found) {
        try {
            List<T> all = found.get();
            return new Slice<>(
                    all.stream().skip((page - 1L) * SIZE).limit(SIZE).toList(),
                    page,
                    all.size() > page * SIZE,
                    Optional.empty());
        } catch (Refused refused) {
            return away(page, refused.refusal().sentence());
        }
    }

    static <T> Slice<T> away(int page, String why) {
        return new Slice<>(List.of(), page, false, Optional.of(Sentence.of(why)));
    }

    public boolean isFirst() {
        return page == 1;
    }

    public int before() {
        return page - 1;
    }

    public int after() {
        return page + 1;
    }
}
