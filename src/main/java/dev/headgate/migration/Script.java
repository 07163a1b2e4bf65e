package dev.headgate.migration;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One script of a bundle.
 *
 * @param file its path inside the bundle, as it will stand in the ledger's {@code script} column
 * @param text its SQL
 * @param checksum what the ledger records of it, see {@link LineChecksum}
 * @param settings the text of Flyway's script configuration file, {@code <file>.conf}, where there is one
 */
public record Script(String file, Text text, int checksum, Optional<String> settings) {

    /** A small one. */
    public static Script of(String file, String sql, Optional<String> settings) {
        return new Script(file, Text.of(sql), checksumOf(sql), settings);
    }

    /** Whether the ledger's checksum says that this very script was applied; a row without one says nothing. */
    public boolean matches(OptionalInt recorded) {
        return recorded.isEmpty() || recorded.getAsInt() == checksum;
    }

    static int checksumOf(String sql) {
        LineChecksum checksum = new LineChecksum();
        checksum.update(sql.getBytes(StandardCharsets.UTF_8));
        return checksum.recorded();
    }
}
