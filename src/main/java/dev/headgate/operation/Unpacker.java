package dev.headgate.operation;

import dev.headgate.migration.Digest;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Makes bundles of files: of what is sent, of what lies in a place, of what is on the shelf. */
public interface Unpacker {

    /** What was sent, kept aside until it is closed. */
    interface Unpacked extends AutoCloseable {

        Delivery delivery();

        @Override
        void close();
    }

    /**
     * A single file that was sent.
     *
     * @param name of the file, as its sender calls it
     */
    record Sent(String name, Delivery.Content content) {}

    /**
     * Reads an archive to its end: tar, tar.gz or zip, told by its first bytes.
     *
     * @throws dev.headgate.migration.Refused {@code bundle-unsound} or {@code too-large}, with every problem that was
     *     found; nothing is kept then
     */
    Unpacked archive(InputStream body);

    /** The same of single files. */
    Unpacked files(List<Sent> files);

    /**
     * The bundle at a location, {@code filesystem:<folder>} or {@code classpath:<folder>}.
     *
     * @throws dev.headgate.migration.Refused {@code bundle-invalid}, with every problem that was found
     */
    Delivery at(String location);

    /**
     * What tells whether the files at a location may have changed: it differs then. Cheap; nothing where they cannot
     * change.
     */
    Optional<String> mark(String location);

    /**
     * A bundle of the shelf.
     *
     * @param files whose contents throw {@link dev.headgate.migration.Refused} while the store does not answer
     * @throws IllegalStateException when they are not what the digest says
     */
    Delivery shelved(Digest digest, List<Delivery.File> files);
}
