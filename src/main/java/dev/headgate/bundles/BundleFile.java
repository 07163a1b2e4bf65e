package dev.headgate.bundles;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A file of a bundle, wherever it is.
 *
 * @param length in bytes, when it was found
 */
record BundleFile(long length, Source source) {

    /** Opens it, again and again. */
    interface Source {

        /**
         * @throws java.io.FileNotFoundException or {@link java.nio.file.NoSuchFileException} when it is not there
         */
        InputStream open() throws IOException;
    }

    /** One whose length is found by counting. */
    static BundleFile counted(Source source) throws IOException {
        try (InputStream stream = source.open()) {
            return new BundleFile(stream.transferTo(OutputStream.nullOutputStream()), source);
        }
    }

    InputStream open() throws IOException {
        return source.open();
    }
}
