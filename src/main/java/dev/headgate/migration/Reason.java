package dev.headgate.migration;

import java.util.Locale;

/** Why something was not done: the stable words of problem documents, each explained in docs/problems.md. */
public enum Reason {
    // the request
    BAD_REQUEST,
    UNKNOWN_TARGET,
    UNKNOWN_OPERATION,
    UNKNOWN_REVISION,
    KEY_REUSED,
    ALREADY_ENDED,
    // the rules
    NOTHING_THERE,
    NOT_STAMPED,
    NOT_ADOPTED,
    OVER_STAMPING,
    UNDER_STAMPING,
    AHEAD,
    DIVERGED,
    FAILED,
    DOWNGRADE_NOT_ALLOWED,
    NOT_BELOW,
    NO_UNDO,
    VERIFY_ONLY,
    BUNDLE_INVALID,
    NOT_VERIFIED,
    // the run
    SCRIPT_FAILED,
    BLOCKED,
    LOCKED,
    LOCK_LOST,
    POOLED_CONNECTION,
    UNREACHABLE,
    ACCESS_REFUSED,
    STORE_UNAVAILABLE,
    INTERRUPTED,
    CANCELLED,
    INTERNAL;

    /** Whether the trouble passes by itself, so that to ask again, unchanged, is right. */
    public boolean isPassing() {
        return switch (this) {
            case BLOCKED, LOCKED, LOCK_LOST, UNREACHABLE, STORE_UNAVAILABLE, INTERRUPTED -> true;
            case BAD_REQUEST,
                    UNKNOWN_TARGET,
                    UNKNOWN_OPERATION,
                    UNKNOWN_REVISION,
                    KEY_REUSED,
                    ALREADY_ENDED,
                    NOTHING_THERE,
                    NOT_STAMPED,
                    NOT_ADOPTED,
                    OVER_STAMPING,
                    UNDER_STAMPING,
                    AHEAD,
                    DIVERGED,
                    FAILED,
                    DOWNGRADE_NOT_ALLOWED,
                    NOT_BELOW,
                    NO_UNDO,
                    VERIFY_ONLY,
                    BUNDLE_INVALID,
                    NOT_VERIFIED,
                    SCRIPT_FAILED,
                    POOLED_CONNECTION,
                    ACCESS_REFUSED,
                    CANCELLED,
                    INTERNAL -> false;
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * @throws IllegalArgumentException when there is no such word
     */
    public static Reason of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
