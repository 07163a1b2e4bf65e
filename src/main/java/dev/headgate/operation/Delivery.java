package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A bundle that was found sound, with its files, wherever they are.
 *
 * @param files all that its digest is over, by their paths
 */
public record Delivery(Bundle bundle, List<File> files) {

    /**
     * One of its files.
     *
     * @param path inside the bundle
     * @param bytes its length
     * @param digest the SHA-256 of its content, in hexadecimal digits
     * @param content its content
     */
    public record File(String path, long bytes, String digest, Content content) {}

    /** The content of a file, which can be read again and again. */
    public interface Content {

        InputStream open() throws IOException;
    }

    /** The length of all files together. */
    public long bytes() {
        return files.stream().mapToLong(File::bytes).sum();
    }
}
