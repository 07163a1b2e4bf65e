package dev.headgate.bundles;

import java.io.IOException;
import java.io.InputStream;

/** A stream that may give so much and no more. */
final class Metered extends InputStream {

    private final InputStream stream;
    private final String sentence;
    private long left;

    /**
     * @param most bytes, beyond which reading fails with a {@link PastLimit}
     * @param sentence that says so
     */
    Metered(InputStream stream, long most, String sentence) {
        this.stream = stream;
        this.left = most;
        this.sentence = sentence;
    }

    @Override
    public int read() throws IOException {
        int read = stream.read();
        if (read >= 0) {
            take(1);
        }
        return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = stream.read(into, offset, length);
        if (read > 0) {
            take(read);
        }
        return read;
    }

    /** Whatever is there: Java's gzip looks for a further member only where more is said to come. */
    @Override
    public int available() {
        return 1;
    }

    private void take(int bytes) throws PastLimit {
        left -= bytes;
        if (left < 0) {
            throw new PastLimit(sentence);
        }
    }
}
