package dev.headgate.bundles;

import dev.headgate.migration.Refused;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A bundle's folder on the class path. It cannot be listed in a native image, so it names its files in {@code index.txt}. */
final class ClassPathFolder {

    private static final String INDEX = "index.txt";

    private final String location;
    private final String path;
    private final ClassLoader resources;

    ClassPathFolder(String location, ClassLoader resources) {
        this.location = location;
        this.path = location.substring(FileUnpacker.CLASSPATH.length()).replaceAll("^/|/$", "");
        this.resources = resources;
    }

    /**
     * Finds the bundle's files.
     *
     * @throws PastLimit when they are too many or too large
     * @throws Refused when one is not there
     */
    void gather(Gathering into) throws PastLimit {
        List<String> missing = new ArrayList<>();
        for (String name : index()) {
            Optional<BundleFile> file = resource(path + "/" + name);
            Optional<String> found = into.found(name);
            if (file.isEmpty()) {
                missing.add(name);
            } else if (found.isPresent()) {
                into.add(found.get(), file.get());
            }
        }
        if (!missing.isEmpty()) {
            throw Provenance.missing(
                    location, "%s names %s, which is not there".formatted(INDEX, String.join(", ", missing)));
        }
    }

    private List<String> index() {
        BundleFile index = resource(path + "/" + INDEX)
                .orElseThrow(() ->
                        Provenance.missing(location, "there is no %s in it, which names its files".formatted(INDEX)));
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

    private Optional<BundleFile> resource(String resource) {
        try {
            return Optional.of(BundleFile.counted(() -> open(resource)));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InputStream open(String resource) throws FileNotFoundException {
        InputStream stream = resources.getResourceAsStream(resource);
        if (stream == null) {
            throw new FileNotFoundException(resource);
        }
        return stream;
    }
}
