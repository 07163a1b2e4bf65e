package dev.headgate.migration;

import java.util.Locale;

/** Which way a row of the decision table goes. */
public enum Way {
    /** Run the newest snapshot and record its revisions, then apply what is above it. */
    SNAPSHOT,
    /** Apply every revision from the first. */
    REPLAY,
    /** Record the adoption revision, then apply the rest. */
    ADOPT,
    /** Apply what is pending. */
    APPLY,
    /** Go on with the script that was not finished, then apply what is pending. */
    RESUME,
    /** Run undo scripts, newest first. */
    UNDO,
    /** Change the ledger only, as asked. */
    STAMP,
    /** Change the ledger only, against the rules, with force and a reason. */
    FORCED_STAMP,
    /** Make the ledger's rows agree with the bundle, as told. */
    REALIGN,
    /** There is nothing to do. */
    UNCHANGED,
    /** There are objects without a ledger; they are left alone. */
    LEFT_UNSTAMPED,
    /** The database is newer than the bundle, by expand steps only. */
    COMPATIBLE,
    /** The database is newer than the bundle, and the target allows that. */
    TOLERATED,
    /** A considered no. */
    REFUSED;

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
