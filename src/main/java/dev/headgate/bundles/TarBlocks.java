package dev.headgate.bundles;

import java.io.IOException;
import java.io.InputStream;

/**
 * The blocks of a tar. What stands between two files is read into memory by who reads it, and so may be so much and no
 * more; and only who sees the blocks knows whether there was an end or just no more.
 */
final class TarBlocks extends InputStream {

    private static final int BLOCK = 512;

    private final InputStream stream;
    private long allowed = Long.MAX_VALUE;
    private long zeros = 0; // that were the last to come

    TarBlocks(InputStream stream) {
        this.stream = stream;
    }

    /** From now on, no more than this may be read, until it is said anew. */
    void allow(long bytes) {
        allowed = bytes;
    }

    /** Whether the last block to come is one that ends an archive. */
    boolean areEnded() {
        return zeros >= BLOCK;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (allowed <= 0 && length > 0) {
            throw new IOException("a header of an entry is too long");
        }
        int read = stream.read(into, offset, (int) Math.min(length, allowed));
        if (read > 0) {
            allowed -= read;
            int last = offset + read - 1;
            while (last >= offset && into[last] == 0) {
                last--;
            }
            zeros = offset + read - 1 - last + (last < offset ? zeros : 0);
        }
        return read;
    }
}
