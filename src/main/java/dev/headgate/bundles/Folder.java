package dev.headgate.bundles;

import dev.headgate.migration.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A bundle's folder. */
record Folder(String location, Path path) {

    static Folder at(String location) {
        return new Folder(location, Path.of(location.substring(FileUnpacker.FILESYSTEM.length())));
    }

    /**
     * Finds the bundle's files.
     *
     * @throws PastLimit when they are too many or too large
     * @throws Refused when they cannot be listed
     */
    void gather(Gathering into) throws PastLimit {
        if (!Files.isDirectory(path)) {
            throw Provenance.missing(location, "there is no such folder");
        }
        try {
            for (Map.Entry<String, Path> file : files().entrySet()) {
                Path at = file.getValue();
                Optional<String> found = into.found(file.getKey());
                if (found.isPresent()) {
                    into.add(found.get(), new BundleFile(Files.size(at), () -> Files.newInputStream(at)));
                }
            }
        } catch (PastLimit e) {
            throw e;
        } catch (IOException | UncheckedIOException e) {
            throw Provenance.missing(location, "it cannot be read (%s)".formatted(e));
        }
    }

    /**
     * What differs when the files do: their names, what they are once links are followed, their sizes and times. A
     * ConfigMap is swapped by a link.
     */
    String mark() {
        Sha256 mark = new Sha256();
        try {
            for (Map.Entry<String, Path> file : files().entrySet()) {
                BasicFileAttributes now = Files.readAttributes(file.getValue(), BasicFileAttributes.class);
                mark.add("%s\n%s\n%s\n%d\n%s\n"
                        .formatted(
                                file.getKey(),
                                file.getValue().toRealPath(),
                                now.fileKey(),
                                now.size(),
                                now.lastModifiedTime()));
            }
        } catch (IOException | UncheckedIOException e) {
            mark.add(e.toString());
        }
        return mark.hex();
    }

    /** By their names. Links are followed: a mounted ConfigMap is made of them. What they point to hides behind a leading dot. */
    private Map<String, Path> files() throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                String name = name(path.relativize(file));
                if (FilePaths.belongs(name)) {
                    files.put(name, file);
                }
            }
        }
        return files;
    }

    private static String name(Path relative) {
        return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
    }
}
