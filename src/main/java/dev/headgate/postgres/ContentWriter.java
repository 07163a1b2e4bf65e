package dev.headgate.postgres;

import static dev.headgate.postgres.StoreAccess.array;
import static dev.headgate.postgres.StoreAccess.query;

import dev.headgate.migration.ScriptChanged;
import dev.headgate.operation.Delivery.File;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the contents of files that the store does not have, part by part. */
final class ContentWriter implements AutoCloseable {

    /** The longest part: what reading or writing a file holds in memory. */
    static final int PART = 256 * 1024;

    private static final int BATCH = 4 * PART; // sent together

    /** In one order, so that two bundles with much the same files wait for each other only one way. */
    private static final String ADD = """
            INSERT INTO headgate.file (digest, bytes)
            SELECT * FROM unnest(?::text[], ?::bigint[]) AS f (digest, bytes)
            ORDER BY digest
            ON CONFLICT DO NOTHING
            RETURNING digest
            """;

    private static final String WRITE = "INSERT INTO headgate.part (file, number, content) VALUES (?, ?, ?)";

    private final PreparedStatement statement;
    private int waiting = 0; // bytes of the batch

    private ContentWriter(Connection connection) throws SQLException {
        statement = connection.prepareStatement(WRITE);
    }

    /**
     * @throws ScriptChanged when a content is not what its digest says
     */
    static void write(Connection connection, Collection<File> files) throws SQLException, IOException {
        Map<String, File> contents =
                files.stream().collect(Collectors.toMap(File::digest, Function.identity(), (one, same) -> one));
        try (ContentWriter writer = new ContentWriter(connection)) {
            for (String digest : add(connection, List.copyOf(contents.values()))) {
                writer.write(Optional.ofNullable(contents.get(digest)).orElseThrow());
            }
            writer.send();
        }
    }

    /** Those that were not there. */
    private static List<String> add(Connection connection, List<File> files) throws SQLException {
        return query(
                connection,
                ADD,
                row -> row.getString(1),
                array(connection, "text", files, File::digest),
                array(connection, "bigint", files, File::bytes));
    }

    private void write(File file) throws SQLException, IOException {
        MessageDigest sha = sha256();
        long bytes = 0;
        try (InputStream content = file.content().open()) {
            byte[] part = content.readNBytes(PART);
            for (int number = 0; part.length > 0; number++) {
                sha.update(part);
                bytes += part.length;
                add(file.digest(), number, part);
                part = content.readNBytes(PART);
            }
        }
        if (bytes != file.bytes() || !HexFormat.of().formatHex(sha.digest()).equals(file.digest())) {
            throw ScriptChanged.contents(file.path());
        }
    }

    private void add(String file, int number, byte[] part) throws SQLException {
        if (waiting + part.length > BATCH) {
            send();
        }
        StoreAccess.bind(statement, file, number, part);
        statement.addBatch();
        waiting += part.length;
    }

    private void send() throws SQLException {
        statement.executeBatch();
        waiting = 0;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
