package dev.headgate.gate;

import java.util.Locale;

/**
 * A gate's answer.
 *
 * @param sentence why, for a person, and what opens it
 */
public record Verdict(Word word, String sentence) {

    /** Who can open a closed gate. */
    public enum Opens {
        /** It is open. */
        NOW,
        /** It will by itself, or when the release's own migration has run. */
        LATER,
        /** A person has to see to it. */
        BY_HAND
    }

    /** The answers, as a closed set. Their words are stable: scripts may compare them. */
    public enum Word {
        /** At the head of the bundle, or inside the release's window. */
        CURRENT(Opens.NOW),
        /** The revision that was asked for is there. */
        APPLIED(Opens.NOW),
        /** Newer than the bundle, which this target tolerates. */
        AHEAD_TOLERATED(Opens.NOW),
        /** Newer than the release, by revisions that it can live with. */
        AHEAD_COMPATIBLE(Opens.NOW),
        NOT_SEEN_YET(Opens.LATER),
        UNREACHABLE(Opens.LATER),
        EMPTY(Opens.LATER),
        BEHIND(Opens.LATER),
        /** No bundle was pushed yet: nothing to compare with. */
        NO_BUNDLE(Opens.LATER),
        UNKNOWN_RELEASE(Opens.LATER),
        UNSTAMPED(Opens.BY_HAND),
        /** Newer than the exact revision that was asked for. */
        ABOVE(Opens.BY_HAND),
        AHEAD(Opens.BY_HAND),
        AHEAD_INCOMPATIBLE(Opens.BY_HAND),
        DIVERGED(Opens.BY_HAND),
        FAILED(Opens.BY_HAND),
        /** The ledger is there, but the tables are not. */
        OBJECTS_MISSING(Opens.BY_HAND),
        BUNDLE_INVALID(Opens.BY_HAND);

        private final Opens opens;

        Word(Opens opens) {
            this.opens = opens;
        }

        public Opens opens() {
            return opens;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public boolean isOpen() {
        return word.opens() == Opens.NOW;
    }
}
