package dev.headgate.bundles;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One temporary file for all that arrives; gone when it is closed, and where the system can, when Headgate dies. */
final class Spool implements AutoCloseable {

    private final Path folder;
    private final FileChannel file;
    private final byte[] buffer = new byte[16 * 1024];
    private long end = 0;

    private Spool(Path folder, FileChannel file) {
        this.folder = folder;
        this.file = file;
    }

    /**
     * @throws Refused when nothing can be written there
     */
    static Spool in(Path folder) {
        try {
            return new Spool(
                    folder,
                    FileChannel.open(
                            Files.createTempFile(folder, "headgate-", ".bundle"),
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE));
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    /**
     * Keeps what comes, until it ends or is more than may come.
     *
     * @return what can be read until this is closed
     * @throws IOException when it does not come
     */
    BundleFile keep(InputStream content, long most) throws IOException {
        long from = end;
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            write(ByteBuffer.wrap(buffer, 0, read));
            if (end - from > most) {
                break;
            }
        }
        long to = end;
        return new BundleFile(to - from, () -> new Slice(from, to));
    }

    /** How much has come. */
    long bytes() {
        return end;
    }

    FileChannel file() {
        return file;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                end += file.write(bytes, end);
            }
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    private static Refused unwritable(Path folder, IOException why) {
        return Refusal.of(
                        Reason.INTERNAL,
                        "the temporary folder %s cannot be written to (%s). Give Headgate one with room: mount an emptyDir there, or name another folder by -Djava.io.tmpdir"
                                .formatted(folder, why))
                .thrown();
    }

    /** From one place to another; several may be read at a time. */
    private final class Slice extends InputStream {

        private long next;
        private final long to;

        Slice(long from, long to) {
            this.next = from;
            this.to = to;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (next == to) {
                return length == 0 ? 0 : -1;
            }
            int read = file.read(ByteBuffer.wrap(into, offset, (int) Math.min(length, to - next)), next);
            next += Math.max(read, 0);
            return read;
        }
    }
}
