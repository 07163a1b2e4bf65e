package dev.headgate.bundles;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;

/** What an archive is, told by its first bytes: what it is called by its sender says little. */
enum ArchiveKind {
    TAR,
    GZIP,
    ZIP,
    NONE;

    /** As many as it takes to tell. */
    static final int BYTES = TarConstants.DEFAULT_RCDSIZE;

    private static final byte[] USTAR = "ustar".getBytes(StandardCharsets.US_ASCII);

    static ArchiveKind of(byte[] first) {
        if (begins(first, 0x1f, 0x8b)) {
            return GZIP;
        }
        if (begins(first, 'P', 'K', 3, 4) || begins(first, 'P', 'K', 5, 6)) {
            return ZIP;
        }
        return first.length == BYTES && isTar(first) ? TAR : NONE;
    }

    /** Before ustar, a header had no mark, but a checksum; an empty tar is blocks of zeros. */
    private static boolean isTar(byte[] header) {
        int mark = TarConstants.MAGIC_OFFSET;
        return Arrays.equals(header, mark, mark + USTAR.length, USTAR, 0, USTAR.length)
                || isSigned(header)
                || Arrays.equals(header, new byte[BYTES]);
    }

    private static boolean isSigned(byte[] header) {
        try {
            return TarUtils.verifyCheckSum(header);
        } catch (IllegalArgumentException e) {
            return false; // where it would stand, there is no number
        }
    }

    private static boolean begins(byte[] first, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i >= first.length || Byte.toUnsignedInt(first[i]) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
