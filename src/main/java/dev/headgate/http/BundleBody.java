package dev.headgate.http;

import dev.headgate.operation.Bundles;
import dev.headgate.operation.Unpacker;
import jakarta.ws.rs.NotSupportedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** A bundle as a body: an archive, whose first bytes say of which kind it is, or single files. */
final class BundleBody {

    static final String TAR = "application/x-tar";
    static final String GZIP = "application/gzip";
    static final String X_GZIP = "application/x-gzip";
    static final String ZIP = "application/zip";
    static final String X_ZIP = "application/x-zip-compressed";

    /** What curl says of {@code --data-binary} unless it is told otherwise. */
    static final String FORM = "application/x-www-form-urlencoded";

    private static final Set<Integer> NO_ARCHIVE = Set.of(-1, (int) '{', (int) '[');

    private BundleBody() {}

    /**
     * @param type what the sender calls it
     */
    static Bundles.Sending archive(InputStream body, @Nullable String type, Clock clock) {
        boolean isForm = type != null && type.startsWith(FORM);
        return unpacker -> unpacker.archive(isForm ? noJson(body, clock) : new Arriving(body, clock));
    }

    static Bundles.Sending files(List<FileUpload> files) {
        return unpacker -> unpacker.files(files.stream().map(BundleBody::sent).toList());
    }

    private static Unpacker.Sent sent(FileUpload file) {
        return new Unpacker.Sent(file.fileName(), () -> Files.newInputStream(file.uploadedFile()));
    }

    /** Whoever sends JSON with {@code curl --data} is told to say so. */
    private static InputStream noJson(InputStream body, Clock clock) {
        PushbackInputStream arriving = new PushbackInputStream(new Arriving(body, clock));
        try {
            int first = arriving.read();
            if (NO_ARCHIVE.contains(first)) {
                throw new NotSupportedException();
            }
            arriving.unread(first);
            return arriving;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
