package dev.headgate.bundles;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** A tar, block by block: also one that no tool would write. */
final class TarBytes {

    private static final int BLOCK = 512;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    TarBytes file(String name, String text) {
        return entry(name, '0', text.getBytes(StandardCharsets.UTF_8));
    }

    TarBytes entry(String name, char type, byte... content) {
        return entry(name.getBytes(StandardCharsets.UTF_8), type, content);
    }

    TarBytes entry(byte[] name, char type, byte... content) {
        return block(header(name, type, content.length)).content(content);
    }

    /** A name of any length, as GNU writes it. */
    TarBytes longName(String name, String text) {
        return entry("././@LongLink", 'L', (name + "\0").getBytes(StandardCharsets.UTF_8))
                .file("V0__cut.sql", text);
    }

    /** Attributes of the next entry, or of all. */
    TarBytes attributes(char type, String... keysAndValues) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            String rest = " %s=%s\n".formatted(keysAndValues[i], keysAndValues[i + 1]);
            int length = rest.getBytes(StandardCharsets.UTF_8).length;
            int digits =
                    String.valueOf(length + String.valueOf(length).length()).length();
            lines.append(length + digits).append(rest);
        }
        return entry("attributes", type, lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    TarBytes block(byte[] block) {
        bytes.writeBytes(block);
        return this;
    }

    /** With the blocks that end it. */
    byte[] ended() {
        return block(new byte[2 * BLOCK]).cut();
    }

    byte[] cut() {
        return bytes.toByteArray();
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    static byte[] header(byte[] name, char type, long size) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644\0000000000\0000000000\000%011o\00000000000000\0".formatted(size));
        put(header, 156, String.valueOf(type));
        put(header, 157, "target");
        put(header, 257, "ustar\00000");
        return signed(header);
    }

    static byte[] signed(byte[] header) {
        put(header, 148, "        ");
        int sum = 0;
        for (byte one : header) {
            sum += Byte.toUnsignedInt(one);
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        return header;
    }

    private TarBytes content(byte[] content) {
        return block(Arrays.copyOf(content, (content.length + BLOCK - 1) / BLOCK * BLOCK));
    }

    private static void put(byte[] header, int at, String text) {
        put(header, at, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void put(byte[] header, int at, byte[] bytes) {
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
