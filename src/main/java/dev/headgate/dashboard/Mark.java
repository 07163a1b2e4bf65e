package dev.headgate.dashboard;

import dev.headgate.migration.Sight;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A target's state as it is shown: its word, a sign, and how soon somebody should look. The first needs somebody the most. A
 * colour belongs to each as well, and never stands alone (WCAG 2.2, 1.4.1).
 */
public enum Mark {
    FAILED("✕"),
    DIVERGED("≠"),
    /** No state: the bundle cannot be had, or has problems. */
    NO_BUNDLE("!"),
    UNREACHABLE("⊘"),
    AHEAD("↑"),
    UNSTAMPED("?"),
    BEHIND("↓"),
    EMPTY("○"),
    /** Nobody has looked yet. */
    UNSEEN("…"),
    CURRENT("✓");

    private final String sign;

    Mark(String sign) {
        this.sign = sign;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String sign() {
        return sign;
    }

    static Mark of(Optional<Sight> sight) {
        return sight.map(Sight::standing)
                .map(standing -> switch (standing) {
                    case Sight.Standing.Against against ->
                        of(against.situation().state().word());
                    case Sight.Standing.WithoutBundle without -> NO_BUNDLE;
                })
                .orElse(UNSEEN);
    }

    private static Mark of(String word) {
        return Stream.of(values())
                .filter(mark -> mark.word().equals(word))
                .findFirst()
                .orElseThrow();
    }
}
