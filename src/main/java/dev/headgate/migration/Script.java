package dev.headgate.migration;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32;

/**
 * One script of a bundle.
 *
 * @param file its path inside the bundle, as it will stand in the ledger's {@code script} column
 * @param text its SQL, without a byte-order mark
 * @param checksum what the ledger records of it, see {@link #checksumOf}
 * @param settings the text of Flyway's script configuration file, {@code <file>.conf}, where there is one
 */
public record Script(String file, String text, int checksum, Optional<String> settings) {

    public static Script of(String file, String text, Optional<String> settings) {
        return new Script(file, text, checksumOf(text), settings);
    }

    /** Whether the ledger's checksum says that this very script was applied; a row without one says nothing. */
    public boolean matches(OptionalInt recorded) {
        return recorded.isEmpty() || recorded.getAsInt() == checksum;
    }

    /**
     * Flyway's checksum: the CRC-32 of the UTF-8 bytes of all lines, without their ends, so that it is the same under
     * any line ending (Flyway 12, ChecksumCalculator).
     */
    static int checksumOf(String text) {
        CRC32 crc = new CRC32();
        text.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }
}
