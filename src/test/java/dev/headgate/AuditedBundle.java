package dev.headgate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Eight revisions and a snapshot of the first four. Each script takes a moment, so that a fault finds it at work, and
 * notes in the audit that it ran, in its own transaction. None is guarded: what runs twice fails.
 */
final class AuditedBundle {

    static final int HEAD = 8;
    static final int SNAPSHOT = 4;
    static final String SCHEMA = "app";

    private final Path folder;

    AuditedBundle(Path folder) {
        this.folder = folder;
    }

    /** Writes the scripts, and says where. */
    Path write() throws IOException {
        StringBuilder snapshot = new StringBuilder();
        for (int version = 1; version <= HEAD; version++) {
            String forward = forward(version);
            String undo =
                    version == 1 ? "DROP SCHEMA %s;".formatted(SCHEMA) : "DROP TABLE %s;".formatted(table(version));
            Files.writeString(folder.resolve("V%d__made.sql".formatted(version)), noted(version, "forward", forward));
            Files.writeString(folder.resolve("U%d__made.sql".formatted(version)), noted(version, "undo", undo));
            if (version <= SNAPSHOT) {
                snapshot.append(noted(version, "forward", forward));
            }
        }
        Files.writeString(folder.resolve("B%d__made.sql".formatted(SNAPSHOT)), snapshot);
        return folder.toAbsolutePath();
    }

    private static String forward(int version) {
        return version == 1
                ? "CREATE SCHEMA %s;".formatted(SCHEMA)
                : "CREATE TABLE %s (id integer);".formatted(table(version));
    }

    private static String table(int version) {
        return "%s.of_%d".formatted(SCHEMA, version);
    }

    /** Idle before and after the note, so that a fault may come on either side of it. */
    private static String noted(int version, String way, String statement) {
        double moment = 0.015 + 0.005 * version;
        return """
                SELECT pg_sleep(%1$s);
                %2$s
                INSERT INTO audit.ran (version, way) VALUES (%3$d, '%4$s');
                SELECT pg_sleep(%1$s);
                """.formatted(moment, statement, version, way);
    }
}
