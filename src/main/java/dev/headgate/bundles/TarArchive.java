package dev.headgate.bundles;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Reads a tar as it comes. */
final class TarArchive {

    private static final long HEADER = 1L << 20; // bytes: names and attributes of an entry, at most
    private static final int ATTRIBUTE = 100; // bytes that holding one costs
    private static final String LINKS = "; pack files, not links: tar -h follows them";

    private final Spool spool;
    private final BundleLimits limits;
    private final Gathering gathering;

    TarArchive(Spool spool, BundleLimits limits, Gathering gathering) {
        this.spool = spool;
        this.limits = limits;
        this.gathering = gathering;
    }

    /**
     * @throws IOException when it is damaged
     */
    void unpack(InputStream stream) throws IOException {
        TarBlocks blocks = new TarBlocks(stream);
        @SuppressWarnings("resource") // holds nothing but the stream, which others close
        TarArchiveInputStream tar = new TarArchiveInputStream(blocks, StandardCharsets.UTF_8.name());
        for (Optional<TarArchiveEntry> entry = next(tar, blocks); entry.isPresent(); entry = next(tar, blocks)) {
            take(entry.get(), tar);
            tar.transferTo(
                    OutputStream.nullOutputStream()); // or the library would skip it as a part of the next header
        }
        if (!blocks.areEnded()) {
            throw new IOException("there is no end to the tar");
        }
    }

    private static Optional<TarArchiveEntry> next(TarArchiveInputStream tar, TarBlocks blocks) throws IOException {
        blocks.allow(HEADER);
        Optional<TarArchiveEntry> entry = Optional.ofNullable(tar.getNextEntry());
        blocks.allow(Long.MAX_VALUE);
        if (entry.isPresent()) {
            check(entry.get());
        }
        return entry;
    }

    private static void check(TarArchiveEntry entry) throws IOException {
        if (!entry.isCheckSumOK()) {
            throw new IOException("the checksum of a header is wrong");
        }
        if (entry.isSparse()) { // holes of any length: not even to be skipped
            throw new IOException("%s is sparse; pack without --sparse".formatted(Shown.name(entry.getName())));
        }
        if (held(entry.getExtraPaxHeaders()) > HEADER) { // those that hold for all entries add up
            throw new IOException("the headers of entries are too long");
        }
    }

    private static long held(Map<String, String> attributes) {
        return attributes.entrySet().stream()
                .mapToLong(e -> ATTRIBUTE + e.getKey().length() + e.getValue().length())
                .sum();
    }

    private void take(TarArchiveEntry entry, TarArchiveInputStream content) throws IOException {
        String name = name(entry);
        switch (entry.getLinkFlag()) {
            case TarConstants.LF_SYMLINK -> gathering.foundOther(name, "it is a symbolic link" + LINKS);
            case TarConstants.LF_LINK ->
                gathering.foundOther(name, "it is a hard link; pack with tar --hard-dereference, or copy the file");
            case TarConstants.LF_CHR, TarConstants.LF_BLK ->
                gathering.foundOther(name, "it is a device, which is no file of a bundle");
            case TarConstants.LF_FIFO -> gathering.foundOther(name, "it is a named pipe, which is no file of a bundle");
            case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_CONTIG, TarConstants.LF_DIR -> {
                if (entry.isDirectory()) {
                    gathering.foundFolder(name);
                } else {
                    keep(name, content);
                }
            }
            default -> gathering.foundOther(name, "it is neither a file nor a folder");
        }
    }

    private void keep(String name, InputStream content) throws IOException {
        Optional<String> path = gathering.found(name);
        if (path.isPresent()) {
            gathering.add(path.get(), spool.keep(content, limits.maxScriptSize()));
        }
    }

    /** The library reads what is not UTF-8 as a question mark, so that one is not known to be meant. */
    private static String name(TarArchiveEntry entry) {
        return entry.getName().replace('?', '\uFFFD');
    }
}
