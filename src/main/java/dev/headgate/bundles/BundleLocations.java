package dev.headgate.bundles;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds the files of a bundle in a folder or on the class path. */
public final class BundleLocations {

    private static final String FILESYSTEM = "filesystem:";
    private static final String CLASSPATH = "classpath:";
    private static final String INDEX = "index.txt";

    private final ClassLoader resources;

    public BundleLocations(ClassLoader resources) {
        this.resources = resources;
    }

    /**
     * Reads and checks the bundle at a location, {@code filesystem:<folder>} or {@code classpath:<folder>}.
     *
     * @throws Refused listing everything that is wrong with it
     */
    public Bundle read(String location) {
        return new BundleReader(files(location)).bundle();
    }

    private BundleFiles files(String location) {
        return location.startsWith(FILESYSTEM)
                ? folder(location, Path.of(location.substring(FILESYSTEM.length())))
                : classPath(location, location.substring(CLASSPATH.length()).replaceAll("^/|/$", ""));
    }

    private static BundleFiles folder(String location, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw missing(location, "there is no such folder");
        }
        Map<String, BundleFile> files = new TreeMap<>();
        // Links are followed: a mounted ConfigMap is made of them. What they point to hides behind a leading dot.
        try (Stream<Path> paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                String name = folder.relativize(path).toString().replace('\\', '/');
                if (!isHidden(name) && isOfBundle(name)) {
                    files.put(name, new BundleFile(Files.size(path), () -> Files.newInputStream(path)));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw missing(location, "it cannot be read (%s)".formatted(e));
        }
        return new BundleFiles(location, files);
    }

    /** A class path cannot be listed in a native image, so a bundle on it names its files in {@code index.txt}. */
    private BundleFiles classPath(String location, String folder) {
        List<String> missing = new ArrayList<>();
        Map<String, BundleFile> files = new TreeMap<>();
        for (String name : index(location, folder)) {
            resource(folder + "/" + name).ifPresentOrElse(file -> files.put(name, file), () -> missing.add(name));
        }
        if (!missing.isEmpty()) {
            throw missing(location, "%s names %s, which is not there".formatted(INDEX, String.join(", ", missing)));
        }
        return new BundleFiles(location, files);
    }

    private List<String> index(String location, String folder) {
        BundleFile index = resource(folder + "/" + INDEX)
                .orElseThrow(() -> missing(location, "there is no %s in it, which names its files".formatted(INDEX)));
        try (InputStream stream = index.open()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<BundleFile> resource(String path) {
        try {
            return Optional.of(BundleFile.counted(() -> open(path)));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InputStream open(String path) throws FileNotFoundException {
        InputStream stream = resources.getResourceAsStream(path);
        if (stream == null) {
            throw new FileNotFoundException(path);
        }
        return stream;
    }

    private static boolean isHidden(String name) {
        return Stream.of(name.split("/")).anyMatch(part -> part.startsWith("."));
    }

    private static boolean isOfBundle(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".sql")
                || name.endsWith(".conf")
                || name.equals(ManifestReader.FILE);
    }

    private static Refused missing(String location, String why) {
        return Refusal.of(Reason.BUNDLE_INVALID, "the bundle at %s cannot be had: %s".formatted(location, why))
                .thrown();
    }
}
