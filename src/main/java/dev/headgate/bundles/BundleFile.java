package dev.headgate.bundles;

import dev.headgate.operation.Delivery;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A file of a bundle, wherever it is.
 *
 * @param length in bytes, when it was found
 * @param content throws {@link java.io.FileNotFoundException} or {@link java.nio.file.NoSuchFileException} when it is not
 *     there
 */
record BundleFile(long length, Delivery.Content content) {

    /** One whose length is found by counting. */
    static BundleFile counted(Delivery.Content content) throws IOException {
        try (InputStream stream = content.open()) {
            return new BundleFile(stream.transferTo(OutputStream.nullOutputStream()), content);
        }
    }

    InputStream open() throws IOException {
        return content.open();
    }
}
