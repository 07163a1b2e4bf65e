package dev.headgate.bundles;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/**
 * Looks at the directory of a zip before it is read into memory, which costs more than the zip itself if that is made for
 * it: an entry of the directory costs 46 bytes there, and a name, attributes and a comment may have 64 KiB each. (APPNOTE
 * 4.3.12)
 */
final class ZipDirectory {

    private static final int SIGNATURE = 0x504b0102; // as it is read, byte by byte
    private static final int LENGTHS = 28; // where they stand in an entry: of name, attributes and comment
    private static final int ROOM = 1 << 10; // for those of an entry

    private ZipDirectory() {}

    /**
     * @throws PastLimit when there may be more entries than there may be
     * @throws IOException when they are too long
     */
    static void check(FileChannel zip, BundleLimits limits) throws IOException {
        int last = 0;
        int entries = 0;
        long held = 0;
        long position = 0;
        InputStream stream = new BufferedInputStream(Channels.newInputStream(zip.position(0)), 1 << 16);
        for (int next = stream.read(); next >= 0; next = stream.read()) {
            position++;
            last = last << Byte.SIZE | next;
            if (last == SIGNATURE) {
                if (++entries > limits.mostEntries()) {
                    throw new PastLimit("it has " + limits.files());
                }
                held += lengths(zip, position - Integer.BYTES + LENGTHS);
                if (held > (long) ROOM * limits.mostEntries()) {
                    throw new IOException("the names, attributes and comments of its entries are too long");
                }
            }
        }
    }

    private static int lengths(FileChannel zip, long at) throws IOException {
        ByteBuffer lengths = ByteBuffer.allocate(3 * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        zip.read(lengths, at);
        lengths.flip();
        int sum = 0;
        while (lengths.remaining() >= Short.BYTES) {
            sum += Short.toUnsignedInt(lengths.getShort());
        }
        return sum;
    }
}
