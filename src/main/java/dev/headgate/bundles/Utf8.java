package dev.headgate.bundles;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How the files of a bundle are written. */
final class Utf8 {

    private static final byte[] MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);
    private static final byte[] BIG_ENDIAN = "\uFEFF".getBytes(StandardCharsets.UTF_16BE);
    private static final byte[] LITTLE_ENDIAN = "\uFEFF".getBytes(StandardCharsets.UTF_16LE);

    private Utf8() {}

    /** What follows the byte-order mark, where there is one. */
    static InputStream withoutMark(InputStream stream) throws IOException {
        BufferedInputStream rest = new BufferedInputStream(stream);
        rest.mark(MARK.length);
        if (!Arrays.equals(rest.readNBytes(MARK.length), MARK)) {
            rest.reset();
        }
        return rest;
    }

    /** Whether it begins as UTF-16 does, which many an editor on Windows writes. */
    static boolean isSixteen(InputStream stream) throws IOException {
        byte[] first = stream.readNBytes(2);
        return Arrays.equals(first, BIG_ENDIAN) || Arrays.equals(first, LITTLE_ENDIAN);
    }

    /** Fails with a {@link java.nio.charset.CharacterCodingException} at what is not UTF-8. */
    static Reader reader(InputStream stream) {
        return new InputStreamReader(stream, StandardCharsets.UTF_8.newDecoder());
    }
}
