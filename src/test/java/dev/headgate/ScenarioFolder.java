package dev.headgate;

import dev.headgate.bundles.BundleLimits;
import dev.headgate.bundles.FileUnpacker;
import dev.headgate.migration.Bundle;
import dev.headgate.migration.Repeatable;
import dev.headgate.migration.Revision;
import dev.headgate.migration.Script;
import dev.headgate.migration.Snapshot;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A scenario as a folder, which README.md beside the folders explains: {@code in/} is the bundle, {@code steps.txt} what
 * happens, {@code ledger.txt} and {@code schema.txt} how it must end; {@code target.properties}, if there is one, how the
 * target is configured.
 */
record ScenarioFolder(Path path) {

    /** Those that must hold. */
    static final Path ALL = Path.of("src/test/resources/scenarios");

    /** Those that must not, so that it is known that a scenario can fail; {@code fails.txt} says with which words. */
    static final Path BAD = Path.of("src/test/resources/bad-scenarios");

    private static final Set<String> READ = Set.of("steps.txt", "ledger.txt", "schema.txt", "target.properties");
    private static final String NOTHING = "none";

    static List<ScenarioFolder> in(Path folder) {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .map(ScenarioFolder::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Also that of its target and of its database. */
    String name() {
        return path.getFileName().toString();
    }

    Path bundle() {
        return path.resolve("in").toAbsolutePath();
    }

    /** What its target is configured with, beside where its database and its bundle are. */
    Map<String, String> properties() {
        Path file = path.resolve("target.properties");
        Properties read = new Properties();
        try {
            read.load(new StringReader(Files.exists(file) ? Files.readString(file) : ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> properties = new TreeMap<>();
        read.stringPropertyNames().forEach(key -> properties.put(key, read.getProperty(key)));
        return properties;
    }

    List<ScenarioStep> steps() {
        return ScenarioStep.parse(lines("steps.txt"));
    }

    List<String> ledger() {
        return expected("ledger.txt");
    }

    List<String> schema() {
        return expected("schema.txt");
    }

    /** The words with which it must fail. */
    List<String> fails() {
        return lines("fails.txt");
    }

    /** The files that neither the runner nor a bundle takes, so that they only seem to say something. */
    Set<String> unused() {
        Set<String> files = new TreeSet<>();
        try (Stream<Path> all = Files.walk(path)) {
            all.filter(Files::isRegularFile)
                    .map(path::relativize)
                    .map(Path::toString)
                    .forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.removeAll(READ);
        scripts().forEach(script -> {
            files.remove("in/" + script.file());
            script.settings().ifPresent(settings -> files.remove("in/%s.conf".formatted(script.file())));
        });
        return files;
    }

    private Stream<Script> scripts() {
        Bundle bundle = new FileUnpacker(getClass().getClassLoader(), BundleLimits.DEFAULT)
                .at("filesystem:" + bundle())
                .bundle();
        return Stream.of(
                        bundle.revisions().stream().map(Revision::forward),
                        bundle.revisions().stream().map(Revision::undo).flatMap(Optional::stream),
                        bundle.snapshotFor(bundle.head()).map(Snapshot::script).stream(),
                        bundle.repeatables().stream().map(Repeatable::script))
                .flatMap(scripts -> scripts);
    }

    private List<String> expected(String file) {
        List<String> lines = lines(file);
        return lines.equals(List.of(NOTHING)) ? List.of() : lines;
    }

    private List<String> lines(String file) {
        return Arrays.stream(TestBundles.read(path.resolve(file)).split("\n"))
                .map(String::stripTrailing)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    @Override
    public String toString() {
        return name();
    }
}
