package dev.headgate.audit;

/**
 * Where the chain ends: kept beside the rows, so that rows cut off at the end are missed.
 *
 * @param rows how many there are, which is the number of the last
 * @param hash that of the last
 */
public record Head(long rows, String hash) {

    /** Before the first row. */
    public static final Head EMPTY = new Head(0, "0".repeat(64));
}
