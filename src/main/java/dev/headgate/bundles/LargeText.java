package dev.headgate.bundles;

import dev.headgate.migration.ScriptChanged;
import dev.headgate.migration.Text;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * A text that is read from its file each time, and must still be what it was when the bundle was read: a folder may change
 * under a running Headgate, as a ConfigMap does. It is compared before anything of it is handed out, since what a script
 * outside a transaction has done cannot be taken back, and again as it is read, since it may change meanwhile.
 *
 * @param script its path inside the bundle
 * @param digest of the file as it was
 */
record LargeText(String script, BundleFile file, String digest) implements Text {

    @Override
    public Reader open() throws IOException {
        Sha256 now = new Sha256();
        try (InputStream stream = now.adding(opened())) {
            stream.transferTo(OutputStream.nullOutputStream());
        }
        compare(now);
        return new Compared();
    }

    @Override
    public long bytes() {
        return file.length();
    }

    @Override
    public Optional<String> held() {
        return Optional.empty();
    }

    private InputStream opened() throws IOException {
        try {
            return file.open();
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw ScriptChanged.gone(script);
        }
    }

    private void compare(Sha256 now) throws ScriptChanged {
        if (!now.hex().equals(digest)) {
            throw ScriptChanged.contents(script);
        }
    }

    /** Its characters; at their end, all of it has been seen. */
    private final class Compared extends Reader {

        private final Sha256 now = new Sha256();
        private final Reader text = Utf8.reader(Utf8.withoutMark(now.adding(opened())));
        private boolean ended = false;

        Compared() throws IOException {}

        @Override
        public int read(char[] into, int offset, int length) throws IOException {
            try {
                int read = text.read(into, offset, length);
                if (read < 0 && !ended) {
                    compare(now);
                    ended = true;
                }
                return read;
            } catch (CharacterCodingException e) {
                throw ScriptChanged.contents(script); // it was UTF-8
            }
        }

        @Override
        public void close() throws IOException {
            text.close();
        }
    }
}
