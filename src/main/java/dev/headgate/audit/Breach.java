package dev.headgate.audit;

/**
 * Where the chain is broken.
 *
 * @param number of the first row that does not fit, or is not there
 * @param sentence what is the matter with it
 */
public record Breach(How how, long number, String sentence) {

    /** What was done to it, as far as can be told. */
    public enum How {
        CHANGED,
        MISSING,
        CUT_OFF,
        INSERTED
    }
}
