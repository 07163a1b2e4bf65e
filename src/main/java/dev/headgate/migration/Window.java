package dev.headgate.migration;

/**
 * The revisions of a database that a release can serve.
 *
 * @param from the oldest
 * @param to the newest; beyond it as long as there are only expand steps
 */
public record Window(Version from, Version to) {

    /**
     * @throws IllegalArgumentException when they are the wrong way round
     */
    public Window {
        if (from.isAbove(to)) {
            throw new IllegalArgumentException("from is %s, above to, which is %s".formatted(from, to));
        }
    }

    boolean holds(Version version) {
        return !version.isBelow(from) && !version.isAbove(to);
    }

    @Override
    public String toString() {
        return from.equals(to) ? from.toString() : from + " to " + to;
    }
}
