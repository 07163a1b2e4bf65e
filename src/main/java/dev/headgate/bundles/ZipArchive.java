package dev.headgate.bundles;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Reads a zip by its directory, which alone knows what is a link. Contents are unpacked by the JDK: the library's own way
 * reaches for compressions that are optional to it.
 */
final class ZipArchive {

    private final Spool spool;
    private final BundleLimits limits;
    private final Gathering gathering;

    ZipArchive(Spool spool, BundleLimits limits, Gathering gathering) {
        this.spool = spool;
        this.limits = limits;
        this.gathering = gathering;
    }

    /**
     * @param file which is closed then
     * @throws IOException when it is damaged
     */
    void unpack(FileChannel file) throws IOException {
        ZipDirectory.check(file, limits);
        try (ZipFile zip = ZipFile.builder()
                .setSeekableByteChannel(file)
                .setUseUnicodeExtraFields(false)
                .setIgnoreLocalFileHeader(true)
                .get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                take(entry, zip);
            }
        }
    }

    private void take(ZipArchiveEntry entry, ZipFile zip) throws IOException {
        String name = new String(entry.getRawName(), StandardCharsets.UTF_8); // what is not is replaced, and refused
        switch ((int) (entry.getExternalAttributes() >>> Short.SIZE) & UnixStat.FILE_TYPE_FLAG) {
            case 0, UnixStat.FILE_FLAG, UnixStat.DIR_FLAG -> {
                if (name.endsWith("/")) {
                    gathering.foundFolder(name);
                } else {
                    keep(name, entry, zip);
                }
            }
            case UnixStat.LINK_FLAG ->
                gathering.foundOther(name, "it is a symbolic link; pack files, not links: zip follows them without -y");
            default -> gathering.foundOther(name, "it is neither a file nor a folder");
        }
    }

    private void keep(String name, ZipArchiveEntry entry, ZipFile zip) throws IOException {
        Optional<String> path = gathering.found(name);
        if (path.isEmpty()) {
            return;
        }
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            gathering.spoiled(path.get(), "it is encrypted; pack without a password");
        } else if (entry.getMethod() == ZipEntry.STORED) {
            try (InputStream content = zip.getRawInputStream(entry)) {
                keep(path.get(), entry, content);
            }
        } else if (entry.getMethod() == ZipEntry.DEFLATED) {
            Inflater inflater = new Inflater(true);
            try (InputStream content = new InflaterInputStream(zip.getRawInputStream(entry), inflater)) {
                keep(path.get(), entry, content);
            } finally {
                inflater.end();
            }
        } else {
            gathering.spoiled(
                    path.get(),
                    "it is compressed by method %d; allowed are 8 (deflated) and 0 (stored)"
                            .formatted(entry.getMethod()));
        }
    }

    private void keep(String path, ZipArchiveEntry entry, InputStream content) throws IOException {
        CRC32 crc = new CRC32();
        long before = spool.bytes();
        try {
            BundleFile file = spool.keep(new CheckedInputStream(content, crc), limits.maxScriptSize());
            gathering.add(path, file);
            if (file.length() <= limits.maxScriptSize()
                    && (file.length() != entry.getSize() || crc.getValue() != entry.getCrc())) {
                gathering.spoiled(path, "it is damaged: its length or its checksum is not what the zip says");
            }
        } catch (ZipException | EOFException e) {
            gathering.spoiled(path, "it is damaged (%s)".formatted(e.getMessage()));
            gathering.spend(spool.bytes() - before);
        }
    }
}
