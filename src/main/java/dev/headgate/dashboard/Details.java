package dev.headgate.dashboard;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an event or a refusal tells programs; from the store, so of any version of Headgate: what is not there, or is something else, is left out. */
record Details(Map<String, Object> all) {

    Optional<String> text(String key) {
        return Optional.ofNullable(all.get(key)).map(String::valueOf).filter(text -> !text.isEmpty());
    }

    Optional<Long> number(String key) {
        return all.get(key) instanceof Number number ? Optional.of(number.longValue()) : Optional.empty();
    }

    Optional<Details> inner(String key) {
        return of(all.get(key));
    }

    List<Details> list(String key) {
        return all.get(key) instanceof Collection<?> several
                ? several.stream().flatMap(one -> of(one).stream()).toList()
                : List.of();
    }

    @SuppressWarnings("unchecked") // the keys of a JSON object are texts
    private static Optional<Details> of(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? Optional.of(new Details((Map<String, Object>) map)) : Optional.empty();
    }
}
