package dev.headgate.bundles;

import dev.headgate.migration.ScriptChanged;
import dev.headgate.operation.Delivery;
import java.io.IOException;
import java.io.InputStream;

/**
 * The content of a file that was read once, and must still be what it was: whoever reads it to its end knows that, or
 * fails with {@link ScriptChanged}.
 *
 * @param path inside the bundle
 * @param digest of the file as it was
 */
record SameContent(String path, BundleFile file, String digest) implements Delivery.Content {

    @Override
    public InputStream open() throws IOException {
        Sha256 now = new Sha256();
        InputStream stream = now.adding(file.open());
        return new InputStream() {

            private boolean ended = false;

            @Override
            public int read() throws IOException {
                return ended(stream.read());
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return ended(stream.read(into, offset, length));
            }

            @Override
            public void close() throws IOException {
                stream.close();
            }

            private int ended(int read) throws ScriptChanged {
                if (read < 0 && !ended) {
                    if (!now.hex().equals(digest)) {
                        throw ScriptChanged.contents(path);
                    }
                    ended = true;
                }
                return read;
            }
        };
    }
}
