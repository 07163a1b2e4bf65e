package dev.headgate.k8s;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The example of an app's chart, with the library that it depends on, rendered by the real Helm in shop. */
record AppChart(Path folder) {

    static final Path EXAMPLE = Path.of("k8s", "examples", "helm");
    static final Path LIBRARY = Chart.named("headgate-hooks").folder();

    /** A copy, to be changed. */
    static AppChart copied(Path to) {
        copy(EXAMPLE, to);
        Path library = to.resolve("charts").resolve(LIBRARY.getFileName());
        copy(LIBRARY, library);
        write(
                library,
                "templates/_names.tpl",
                read(library.resolve("templates/_names.tpl")).replace(Chart.HOOK, Chart.NO_HOOK));
        return new AppChart(to);
    }

    /** With these files as its revisions, and no others. */
    AppChart bringing(Map<String, String> revisions) {
        Path migrations = folder.resolve("migrations");
        delete(migrations);
        revisions.forEach((name, text) -> write(migrations, name, text));
        return this;
    }

    /** With what the gate mounts, where it has a token or authorities. */
    AppChart withVolumes() {
        String deployment = "templates/deployment.yaml";
        return with(deployment, read(folder.resolve(deployment)) + """
                      volumes:
                        {{- include "headgate-hooks.volumes" . | nindent 8 }}
                """);
    }

    /** With another file. */
    AppChart with(String file, String text) {
        write(folder, file, text);
        return this;
    }

    /**
     * All that it renders to as release orders, hooks too.
     *
     * @param values over those of the example
     * @throws IllegalStateException with what Helm says, where it refuses
     */
    String rendered(String values) {
        return rendered("orders", values);
    }

    /** As a release of another name. */
    String rendered(String release, String values) {
        return new Helm(folder)
                .template()
                .withName(release)
                .withNamespace("shop")
                .withValuesFile(write(folder.resolveSibling("values"), "over.yaml", values))
                .call()
                .replace(Chart.NO_HOOK, Chart.HOOK);
    }

    /** All files, but for what Helm has put there for somebody who tried the example. */
    static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = from.relativize(file).toString();
                if (!name.equals("Chart.lock") && !name.startsWith("charts/")) {
                    write(to, name, read(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path write(Path folder, String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
