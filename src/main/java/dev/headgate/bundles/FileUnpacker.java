package dev.headgate.bundles;

import dev.headgate.migration.Digest;
import dev.headgate.migration.Refused;
import dev.headgate.operation.Delivery;
import dev.headgate.operation.Unpacker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes bundles of files, wherever they come from, by one set of rules. */
public final class FileUnpacker implements Unpacker {

    static final String FILESYSTEM = "filesystem:";
    static final String CLASSPATH = "classpath:";

    private final ClassLoader resources;
    private final BundleLimits limits;
    private final Path temporary;

    /**
     * @param resources where {@code classpath:} is looked for
     */
    public FileUnpacker(ClassLoader resources, BundleLimits limits) {
        this(resources, limits, Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
    }

    FileUnpacker(ClassLoader resources, BundleLimits limits, Path temporary) {
        this.resources = resources;
        this.limits = limits;
        this.temporary = temporary;
    }

    /** Its large scripts can be read until it is closed, and no longer. */
    @Override
    public Unpacked archive(InputStream body) {
        Spool spool = Spool.in(temporary);
        boolean sound = false;
        try {
            Provenance sent = Provenance.sent();
            Delivery delivery = gathered(sent, (gathering, problems) -> unpack(body, spool, gathering, problems));
            sound = true;
            return new Spooled(delivery, spool);
        } finally {
            if (!sound) {
                spool.close();
            }
        }
    }

    private void unpack(InputStream body, Spool spool, Gathering gathering, Problems problems) throws PastLimit {
        try {
            new Archive(limits, temporary, spool, gathering).unpack(body);
        } catch (PastLimit | Refused e) {
            throw e;
        } catch (IOException | RuntimeException e) { // what a library throws at an archive that is made to break it
            problems.add("it is cut short or damaged%s; curl sends it as it is with --data-binary or -T, not with -d"
                    .formatted(e.getMessage() == null ? "" : " (%s)".formatted(e.getMessage())));
            throw problems.refused();
        }
    }

    /** They are read where they are. */
    @Override
    public Unpacked files(List<Sent> files) {
        return new InPlace(gathered(Provenance.sent(), (gathering, problems) -> {
            for (Sent file : files) {
                Optional<String> path = gathering.found(lastPart(file.name()));
                if (path.isPresent()) {
                    gathering.add(path.get(), counted(path.get(), file, problems));
                } else if (isArchive(file)) {
                    problems.add(
                            lastPart(file.name()),
                            "it is an archive, and only single files count here; send it by itself, with curl --data-binary or -T");
                }
            }
        }));
    }

    private static boolean isArchive(Sent file) {
        try (InputStream content = file.content().open()) {
            return ArchiveKind.of(content.readNBytes(ArchiveKind.BYTES)) != ArchiveKind.NONE;
        } catch (IOException e) {
            return false; // it is left out, as whatever else is no part of a bundle
        }
    }

    private static String lastPart(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    private static BundleFile counted(String path, Sent file, Problems problems) {
        try {
            return BundleFile.counted(file.content());
        } catch (IOException e) {
            problems.add(path, "it cannot be read (%s)".formatted(e));
            return new BundleFile(0, InputStream::nullInputStream);
        }
    }

    @Override
    public Delivery at(String location) {
        return gathered(Provenance.at(location), (gathering, problems) -> {
            if (location.startsWith(FILESYSTEM)) {
                Folder.at(location).gather(gathering);
            } else {
                new ClassPathFolder(location, resources).gather(gathering);
            }
        });
    }

    @Override
    public Optional<String> mark(String location) {
        return location.startsWith(FILESYSTEM) ? Optional.of(Folder.at(location).mark()) : Optional.empty();
    }

    /** Whatever the limits are now: it kept to those when it came. */
    @Override
    public Delivery shelved(Digest digest, List<Delivery.File> files) {
        Map<String, BundleFile> contents = new TreeMap<>();
        files.forEach(file -> contents.put(file.path(), new BundleFile(file.bytes(), file.content())));
        Provenance stored = Provenance.shelved(digest);
        Delivery delivery =
                new BundleReader(new BundleFiles(stored.source(), contents), new Problems(stored)).delivery();
        if (!delivery.bundle().digest().equals(digest)) {
            throw new IllegalStateException("the stored bundle %s has the digest %s"
                    .formatted(digest, delivery.bundle().digest()));
        }
        return delivery;
    }

    /** How files are found. */
    private interface Search {

        void gather(Gathering into, Problems problems) throws PastLimit;
    }

    private Delivery gathered(Provenance provenance, Search search) {
        Problems problems = new Problems(provenance);
        Gathering gathering = new Gathering(limits, problems);
        try {
            search.gather(gathering, problems);
        } catch (PastLimit e) { // what was found so far is not all, so that no more can be said of it
            problems.limit(String.valueOf(e.getMessage()));
            throw problems.refused();
        }
        return new BundleReader(new BundleFiles(provenance.source(), gathering.files()), problems).delivery();
    }

    private record Spooled(Delivery delivery, Spool spool) implements Unpacked {

        @Override
        public void close() {
            spool.close();
        }
    }

    private record InPlace(Delivery delivery) implements Unpacked {

        @Override
        public void close() {
            // whoever sent them holds them
        }
    }
}
