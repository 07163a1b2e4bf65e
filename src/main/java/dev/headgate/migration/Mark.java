package dev.headgate.migration;

/**
 * How far a script without a transaction is. Its ledger row is written before it begins, not successful, and says so in
 * {@code execution_time}, as a number below zero; to Flyway it is a failed one, which keeps it from running the script
 * from its beginning again.
 *
 * @param done how many of its statements are done, from the first
 * @param underWay whether the next one was begun
 */
public record Mark(int done, boolean underWay) {

    public static final Mark START = new Mark(0, false);

    /**
     * @param ms the row's {@code execution_time}, below zero
     */
    public static Mark of(int ms) {
        return new Mark((-ms - 1) / 2, ms % 2 == 0);
    }

    /** What the row's {@code execution_time} says: odd when nothing is under way. */
    public int ms() {
        return -(2 * done + (underWay ? 2 : 1));
    }

    @Override
    public String toString() {
        String said = "%d %s done".formatted(done, done == 1 ? "statement is" : "statements are");
        return underWay ? said + ", statement %d was under way".formatted(done + 1) : said;
    }
}
