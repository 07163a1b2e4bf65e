package dev.headgate.migration;

import java.util.Locale;

/** What Headgate can be asked to do to a target. */
public enum Verb {
    INIT,
    STAMP,
    UPGRADE,
    DOWNGRADE,
    REPAIR,
    ENSURE;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException when there is no such verb; the message lists them
     */
    public static Verb of(String word) {
        for (Verb verb : values()) {
            if (verb.word().equals(word)) {
                return verb;
            }
        }
        throw new IllegalArgumentException(
                "'%s' is not a verb; it is init, stamp, upgrade, downgrade, repair or ensure".formatted(word));
    }
}
