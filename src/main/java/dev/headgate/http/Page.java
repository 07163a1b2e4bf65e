package dev.headgate.http;

import java.util.List;
import java.util.Optional;

/**
 * One page of a list, newest first.
 *
 * @param next where the next page is, when there may be one
 */
record Page<T>(List<T> items, int page, int size, Optional<String> next) {

    static final int MOST = 200;

    /**
     * @param found one more than a page holds, when there are more
     */
    static <T> Page<T> of(List<T> found, int page, int size, String path) {
        return new Page<>(
                found.stream().limit(size).toList(),
                page,
                size,
                found.size() > size
                        ? Optional.of("%spage=%d&size=%d".formatted(path, page + 1, size))
                        : Optional.empty());
    }
}
