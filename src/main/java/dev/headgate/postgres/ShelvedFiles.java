package dev.headgate.postgres;

import static dev.headgate.postgres.StoreAccess.query;

import dev.headgate.operation.Delivery;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The files of a kept bundle. A large one is read part by part. Small ones are read one after another, all of them as a
 * rule: so each that is not at hand brings those that follow it with it.
 */
final class ShelvedFiles {

    private static final int WINDOW = 4 * 1024 * 1024; // bytes of small files at hand
    private static final int SMALL = ContentWriter.PART;

    private static final String FETCH = "SELECT file, content FROM headgate.part WHERE file = ANY (?) AND number = 0";

    private static final String PART = "SELECT content FROM headgate.part WHERE file = ? AND number = ?";

    /** One of them. */
    record Row(String path, long bytes, String digest) {

        private boolean isSmall() {
            return bytes > 0 && bytes <= SMALL;
        }
    }

    private final StoreAccess store;
    private final List<Row> rows;

    /** Nobody knows which read is the last: who needs the memory may have it. */
    private volatile SoftReference<Map<String, byte[]>> atHand = new SoftReference<>(Map.of());

    private ShelvedFiles(StoreAccess store, List<Row> rows) {
        this.store = store;
        this.rows = rows;
    }

    /**
     * @param rows in the order in which they will be read
     */
    static List<Delivery.File> of(StoreAccess store, List<Row> rows) {
        ShelvedFiles files = new ShelvedFiles(store, rows);
        return IntStream.range(0, rows.size()).mapToObj(files::file).toList();
    }

    private Delivery.File file(int place) {
        Row row = rows.get(place);
        return new Delivery.File(row.path(), row.bytes(), row.digest(), () -> open(place));
    }

    private InputStream open(int place) throws IOException {
        Row row = rows.get(place);
        if (row.bytes() == 0) {
            return InputStream.nullInputStream();
        }
        return row.isSmall() ? new ByteArrayInputStream(small(place)) : new PartByPart(row);
    }

    private byte[] small(int place) throws IOException {
        Row row = rows.get(place);
        Map<String, byte[]> there = Optional.ofNullable(atHand.get()).orElse(Map.of());
        if (!there.containsKey(row.digest())) {
            there = fetch(place);
            atHand = new SoftReference<>(there);
        }
        return Optional.ofNullable(there.get(row.digest())).orElseThrow(() -> gone(row));
    }

    private Map<String, byte[]> fetch(int place) {
        Set<String> digests = new LinkedHashSet<>();
        long bytes = 0;
        for (Row row : rows.subList(place, rows.size())) {
            if (row.isSmall() && !digests.contains(row.digest())) {
                bytes += row.bytes();
                if (bytes > WINDOW) {
                    break;
                }
                digests.add(row.digest());
            }
        }
        return store
                .with(connection -> query(
                        connection,
                        FETCH,
                        row -> Map.entry(row.getString(1), row.getBytes(2)),
                        connection.createArrayOf("text", digests.toArray())))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static NoSuchFileException gone(Row row) {
        return new NoSuchFileException(row.path(), null, "its bundle is not kept any more");
    }

    /** A large one: each part by a session of its own, for nobody knows how long the reader takes. */
    private final class PartByPart extends InputStream {

        private final Row row;
        private long left;
        private int next = 0;
        private InputStream part = nullInputStream();

        PartByPart(Row row) {
            this.row = row;
            this.left = row.bytes();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (part.available() == 0 && left > 0) {
                byte[] content = fetch();
                next++;
                left -= content.length;
                part = new ByteArrayInputStream(content);
            }
            return part.read(into, offset, length);
        }

        private byte[] fetch() throws NoSuchFileException {
            return store
                    .with(connection -> query(connection, PART, found -> found.getBytes(1), row.digest(), next))
                    .stream()
                    .findFirst()
                    .orElseThrow(() -> gone(row));
        }
    }
}
