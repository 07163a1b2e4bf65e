package dev.headgate.migration;

import java.util.zip.CRC32;
import java.util.zip.Checksum;

/**
 * Flyway's checksum of a script, taken of its UTF-8 as it comes: the CRC-32 of all lines without their ends, so that it is
 * the same under any line ending (Flyway 12, ChecksumCalculator). In UTF-8 no byte of another character is one of theirs.
 */
public final class LineChecksum implements Checksum {

    private final CRC32 crc = new CRC32();

    @Override
    public void update(int b) {
        if (!endsLine((byte) b)) {
            crc.update(b);
        }
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            if (endsLine(bytes[i])) {
                crc.update(bytes, from, i - from);
                from = i + 1;
            }
        }
        crc.update(bytes, from, offset + length - from);
    }

    @Override
    public long getValue() {
        return crc.getValue();
    }

    @Override
    public void reset() {
        crc.reset();
    }

    /** As the ledger records it. */
    public int recorded() {
        return (int) getValue();
    }

    private static boolean endsLine(byte b) {
        return b == '\n' || b == '\r';
    }
}
