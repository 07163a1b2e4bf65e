package dev.headgate.audit;

/** What a line of the log says of a row: kept where whoever writes to the database cannot change it. */
public record Anchor(long number, String hash) {

    public Anchor {
        if (number < 1) {
            throw new IllegalArgumentException("number is that of a row, 1 or more");
        }
        if (!hash.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("hash is 64 hexadecimal digits, as a line of the log has them");
        }
    }
}
