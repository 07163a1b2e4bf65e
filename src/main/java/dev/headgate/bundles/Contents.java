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
 * @param checksum what the ledger records of it
 * @param dollars whether there is a <code>${</code> in it
 * @param directives what the comments at its top tell Headgate
 */
record Contents(Text text, int checksum, boolean dollars, List<String> directives) {

    /** Of a text that is held in memory, in bytes: more than nearly all scripts have. */
    static final int LARGEST = 64 * 1024;

    /**
     * Reads the file through.
     *
     * @param bundle to which its bytes are added
     * @throws java.nio.charset.CharacterCodingException when it is not UTF-8
     */
    static Contents of(String name, BundleFile file, Sha256 bundle) throws IOException {
        boolean large = file.length() > LARGEST;
        Sha256 own = new Sha256();
        LineChecksum checksum = new LineChecksum();
        StringBuilder held = new StringBuilder();
        Directives directives = new Directives();
        boolean dollars = false;
        char[] buffer = new char[8192];
        char last = 0;
        try (Reader reader = Utf8.reader(
                new CheckedInputStream(Utf8.withoutMark(own.adding(bundle.adding(file.open()))), checksum))) {
            for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    dollars |= last == '$' && buffer[i] == '{';
                    last = buffer[i];
                }
                directives.read(buffer, read);
                if (!large) {
                    held.append(buffer, 0, read);
                }
            }
        }
        Text text = large ? new LargeText(name, file, own.hex()) : Text.of(held.toString());
        return new Contents(text, checksum.recorded(), dollars, directives.end());
    }
}
