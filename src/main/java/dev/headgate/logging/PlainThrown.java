package dev.headgate.logging;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An exception as it is to be written where its own words, or those of a cause, are not plain. */
final class PlainThrown extends Throwable {

    private static final int DEEPEST = 20; // causes may go in circles

    private final String told;

    private PlainThrown(Throwable thrown, @Nullable Throwable cause) {
        super(thrown.getMessage(), cause, true, true);
        told = PlainText.of(thrown.toString());
        setStackTrace(thrown.getStackTrace());
    }

    /** The same where nothing in it is to be escaped. */
    static Throwable of(Throwable thrown) {
        boolean isPlain = Stream.iterate(Optional.of(thrown), Optional::isPresent, t -> t.map(Throwable::getCause))
                .limit(DEEPEST)
                .flatMap(Optional::stream)
                .flatMap(t -> Stream.concat(Stream.of(t), Stream.of(t.getSuppressed())))
                .map(Throwable::toString)
                .allMatch(words -> PlainText.of(words).equals(words));
        return isPlain ? thrown : plain(thrown, DEEPEST);
    }

    private static Throwable plain(Throwable thrown, int depth) {
        Throwable cause = thrown.getCause();
        PlainThrown plain = new PlainThrown(thrown, cause == null || depth == 0 ? null : plain(cause, depth - 1));
        if (depth > 0) {
            Stream.of(thrown.getSuppressed()).map(s -> plain(s, depth - 1)).forEach(plain::addSuppressed);
        }
        return plain;
    }

    /** What heads a stack trace. */
    @SuppressWarnings("OverrideThrowableToString") // it begins with the class of what was thrown, not with this one
    @Override
    public String toString() {
        return told;
    }
}
