package dev.headgate.migration;

import java.util.Locale;

/** What a revision does to releases older than it: the two halves of "expand and contract". */
public enum Phase {
    /** It only adds: whatever ran before it still runs on the schema after it. */
    EXPAND,
    /** It changes or takes away what older releases may use. */
    CONTRACT;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException when there is no such word
     */
    public static Phase of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
