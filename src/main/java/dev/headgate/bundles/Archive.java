package dev.headgate.bundles;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Reads an archive of any kind to its end. */
final class Archive {

    private static final int SHOWN = 20; // bytes of what is none
    private static final int CHUNK = 64 * 1024;

    private final BundleLimits limits;
    private final Path temporary;
    private final Spool spool;
    private final Gathering gathering;

    /**
     * @param temporary where a zip is put while it is read
     * @param spool takes the contents of the bundle's files
     */
    Archive(BundleLimits limits, Path temporary, Spool spool, Gathering gathering) {
        this.limits = limits;
        this.temporary = temporary;
        this.spool = spool;
        this.gathering = gathering;
    }

    /**
     * @throws PastLimit when it is too large
     * @throws IOException when it is damaged
     * @throws Refused when it is none
     */
    void unpack(InputStream body) throws IOException {
        InputStream sent = new BufferedInputStream(new Metered(body, limits.maxSize(), "it has " + limits.size()));
        byte[] first = first(sent);
        switch (ArchiveKind.of(first)) {
            case TAR -> new TarArchive(spool, limits, gathering).unpack(sent);
            case GZIP -> unpackZipped(sent);
            case ZIP -> unpackZip(sent);
            case NONE -> throw none(first.length == 0 ? "it is empty" : "it begins with '%s'".formatted(shown(first)));
        }
        drain(sent);
    }

    private void unpackZipped(InputStream sent) throws IOException {
        InputStream tar = new BufferedInputStream(
                new Metered(new GZIPInputStream(sent, CHUNK), limits.maxSize(), "unpacked, it has " + limits.size()));
        byte[] first = first(tar);
        if (ArchiveKind.of(first) != ArchiveKind.TAR) {
            throw none("it is gzip, but there is no tar inside");
        }
        new TarArchive(spool, limits, gathering).unpack(tar);
        drain(tar); // its checksum stands at its end
    }

    private void unpackZip(InputStream sent) throws IOException {
        try (Spool whole = Spool.in(temporary)) {
            whole.keep(sent, Long.MAX_VALUE);
            new ZipArchive(spool, limits, gathering).unpack(whole.file());
        }
    }

    private static byte[] first(InputStream stream) throws IOException {
        stream.mark(ArchiveKind.BYTES);
        byte[] first = stream.readNBytes(ArchiveKind.BYTES);
        stream.reset();
        return first;
    }

    private static void drain(InputStream stream) throws IOException {
        stream.transferTo(OutputStream.nullOutputStream());
    }

    private static String shown(byte[] first) {
        String text = new String(first, StandardCharsets.UTF_8);
        return Shown.text(text, SHOWN);
    }

    private static Refused none(String what) {
        return Refusal.of(
                        Reason.BUNDLE_UNSOUND,
                        "what was sent is no archive: %s. Allowed are tar, tar.gz and zip; pack with tar -C <folder> -czf bundle.tgz . and send bundle.tgz. Nothing was kept"
                                .formatted(what))
                .thrown();
    }
}
