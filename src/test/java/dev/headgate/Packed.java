package dev.headgate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Scripts as the archives that are sent. */
enum Packed {
    TAR("application/x-tar"),
    TGZ("application/gzip"),
    ZIP("application/zip");

    private final String type;

    Packed(String type) {
        this.type = type;
    }

    /** What HTTP calls it. */
    String type() {
        return type;
    }

    byte[] of(Map<String, String> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            switch (this) {
                case TAR -> tar(files, bytes);
                case TGZ -> {
                    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                        tar(files, gzip);
                    }
                }
                case ZIP -> {
                    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
                        pack(files, zip, (name, content) -> new ZipArchiveEntry(name));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void tar(Map<String, String> files, OutputStream stream) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(stream)) {
            pack(files, tar, (name, content) -> {
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(content.length);
                return entry;
            });
        }
    }

    private interface Entries<E extends ArchiveEntry> {
        E of(String name, byte[] content);
    }

    private static <E extends ArchiveEntry> void pack(
            Map<String, String> files, ArchiveOutputStream<E> archive, Entries<E> entries) throws IOException {
        for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
            byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
            archive.putArchiveEntry(entries.of(file.getKey(), content));
            archive.write(content);
            archive.closeArchiveEntry();
        }
    }
}
