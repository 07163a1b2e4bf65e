package dev.headgate.bundles;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A zip, record by record: also one that no tool would write. */
final class ZipBytes {

    private static final int UTF8 = 0x800;

    private final ByteArrayOutputStream contents = new ByteArrayOutputStream();
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private int entries = 0;
    private int last = 0;

    /**
     * What stands in the directory of an entry.
     *
     * @param attributes the mode of Unix, in their upper half
     */
    record Entry(byte[] name, int method, int flags, long crc, long size, byte[] packed, int attributes) {

        static Entry stored(String name, byte[] content) {
            return new Entry(
                    name.getBytes(StandardCharsets.UTF_8), 0, UTF8, crc32(content), content.length, content, 0);
        }

        static Entry deflated(String name, byte[] content) {
            return new Entry(
                    name.getBytes(StandardCharsets.UTF_8),
                    8,
                    UTF8,
                    crc32(content),
                    content.length,
                    deflate(content),
                    0);
        }

        Entry of(int method, int flags) {
            return new Entry(name, method, flags, crc, size, packed, attributes);
        }

        Entry saying(long crc, long size) {
            return new Entry(name, method, flags, crc, size, packed, attributes);
        }

        Entry packed(byte... bytes) {
            return new Entry(name, method, flags, crc, size, bytes, attributes);
        }

        Entry named(byte... other) {
            return new Entry(other, method, flags, crc, size, packed, attributes);
        }

        Entry mode(int mode) {
            return new Entry(name, method, flags, crc, size, packed, mode << 16);
        }
    }

    ZipBytes file(String name, String text) {
        return add(Entry.deflated(name, text.getBytes(StandardCharsets.UTF_8)));
    }

    ZipBytes add(Entry entry) {
        last = contents.size();
        contents.writeBytes(little(30)
                .putInt(0x04034b50)
                .putShort((short) 20)
                .putShort((short) entry.flags)
                .putShort((short) entry.method)
                .putInt(0)
                .putInt((int) entry.crc)
                .putInt(entry.packed.length)
                .putInt((int) entry.size)
                .putShort((short) entry.name.length)
                .putShort((short) 0)
                .array());
        contents.writeBytes(entry.name);
        contents.writeBytes(entry.packed);
        return list(entry, 0);
    }

    /** One more entry whose content is that of the last one, and whose directory entry has a comment. */
    ZipBytes list(Entry entry, int comment) {
        entries++;
        directory.writeBytes(little(46)
                .putInt(0x02014b50)
                .putShort((short) (3 << 8 | 20))
                .putShort((short) 20)
                .putShort((short) entry.flags)
                .putShort((short) entry.method)
                .putInt(0)
                .putInt((int) entry.crc)
                .putInt(entry.packed.length)
                .putInt((int) entry.size)
                .putShort((short) entry.name.length)
                .putShort((short) 0)
                .putShort((short) comment)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(entry.attributes)
                .putInt(last)
                .array());
        directory.writeBytes(entry.name);
        directory.writeBytes(new byte[comment]);
        return this;
    }

    byte[] ended() {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        zip.writeBytes(contents.toByteArray());
        zip.writeBytes(directory.toByteArray());
        zip.writeBytes(little(22)
                .putInt(0x06054b50)
                .putInt(0)
                .putShort((short) entries)
                .putShort((short) entries)
                .putInt(directory.size())
                .putInt(contents.size())
                .putShort((short) 0)
                .array());
        return zip.toByteArray();
    }

    static long crc32(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return crc.getValue();
    }

    static byte[] deflate(byte[] content) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(content);
        deflater.finish();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (!deflater.finished()) {
            packed.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return packed.toByteArray();
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
