package dev.headgate.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What was found a short while ago, by a key that is no secret. Of too many the longest unused are forgotten. */
public final class Remembered<V> {

    private record Found<V>(V value, Instant until) {}

    private final int most;
    private final Duration time;
    private final Clock clock;
    private final Map<String, Found<V>> found = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param most of them are kept at a time
     * @param time for which each counts
     */
    public Remembered(int most, Duration time, Clock clock) {
        this.most = most;
        this.time = time;
        this.clock = clock;
    }

    public synchronized Optional<V> of(String key) {
        return Optional.ofNullable(found.get(key))
                .filter(hit -> clock.instant().isBefore(hit.until()))
                .map(Found::value);
    }

    public synchronized void keep(String key, V value) {
        found.put(key, new Found<>(value, clock.instant().plus(time)));
        if (found.size() > most) {
            found.remove(found.keySet().iterator().next());
        }
    }

    public synchronized void forget(String key) {
        found.remove(key);
    }
}
