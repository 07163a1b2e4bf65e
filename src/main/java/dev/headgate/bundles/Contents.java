package dev.headgate.bundles;

import dev.headgate.migration.LineChecksum;
import dev.headgate.migration.Text;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.zip.CheckedInputStream;

/**
 * What one reading of a file tells of it, however large it is.
 *
 * @param digest of its bytes
 * @param checksum what the ledger records of it
 * @param dollars whether there is a <code>${</code> in it
 * @param zeros whether there is a zero character in it
 * @param directives what the comments at its top tell Headgate
 */
record Contents(Text text, String digest, int checksum, boolean dollars, boolean zeros, List<String> directives) {

    /** Of a text that is held in memory, in bytes: more than nearly all scripts have. */
    static final int LARGEST = 64 * 1024;

    /**
     * Reads the file through.
     *
     * @param bundle to which its bytes are added
     * @param hold whether its text is to be held in memory
     * @throws java.nio.charset.CharacterCodingException when it is not UTF-8
     */
    static Contents of(String name, BundleFile file, Sha256 bundle, boolean hold) throws IOException {
        Sha256 own = new Sha256();
        LineChecksum checksum = new LineChecksum();
        StringBuilder held = new StringBuilder();
        Directives directives = new Directives();
        boolean dollars = false;
        boolean zeros = false;
        char[] buffer = new char[8192];
        char last = 0;
        try (Reader reader = Utf8.reader(
                new CheckedInputStream(Utf8.withoutMark(own.adding(bundle.adding(file.open()))), checksum))) {
            for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    dollars |= last == '$' && buffer[i] == '{';
                    zeros |= buffer[i] == 0;
                    last = buffer[i];
                }
                directives.read(buffer, read);
                if (hold) {
                    held.append(buffer, 0, read);
                }
            }
        }
        String digest = own.hex();
        Text text = hold ? Text.of(held.toString()) : new LargeText(name, file, digest);
        return new Contents(text, digest, checksum.recorded(), dollars, zeros, directives.end());
    }
}
