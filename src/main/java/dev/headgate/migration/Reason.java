package dev.headgate.migration;

import java.util.Locale;

/** Why something was not done: the stable words of problem documents, each explained in docs/problems.md. */
public enum Reason {
    // who asks
    UNAUTHENTICATED,
    FORBIDDEN,
    CROSS_SITE,
    TOO_MANY_FAILURES,
    IDENTITY_UNAVAILABLE(true),
    // the request
    BAD_REQUEST,
    UNKNOWN_TARGET,
    UNKNOWN_OPERATION,
    UNKNOWN_REVISION,
    UNKNOWN_RELEASE,
    UNKNOWN_BUNDLE,
    AUDIT_BROKEN,
    BUNDLE_UNSOUND,
    TOO_LARGE,
    KEY_REUSED,
    ALREADY_ENDED,
    // the rules
    NOTHING_THERE,
    NOT_STAMPED,
    NOT_ADOPTED,
    OVER_STAMPING,
    UNDER_STAMPING,
    AHEAD,
    CANNOT_ROLL_BACK,
    DIVERGED,
    FAILED,
    DOWNGRADE_NOT_ALLOWED,
    NOT_BELOW,
    NO_UNDO,
    VERIFY_ONLY,
    BUNDLE_INVALID,
    NO_BUNDLE,
    BUNDLE_CONFIGURED,
    BUNDLE_IN_USE,
    SCRIPT_UNSUITABLE,
    NOT_VERIFIED,
    // the run; true here and above for what passes by itself
    SCRIPT_FAILED,
    BLOCKED(true),
    LOCKED(true),
    BUSY(true),
    LOCK_LOST(true),
    POOLED_CONNECTION,
    UNREACHABLE(true),
    ACCESS_REFUSED,
    STORE_UNAVAILABLE(true),
    INTERRUPTED(true),
    UNFINISHED,
    CANCELLED,
    INTERNAL;

    private final boolean passing;

    Reason() {
        this(false);
    }

    Reason(boolean passing) {
        this.passing = passing;
    }

    /** Whether the trouble passes by itself, so that to ask again, unchanged, is right. */
    public boolean isPassing() {
        return passing;
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
