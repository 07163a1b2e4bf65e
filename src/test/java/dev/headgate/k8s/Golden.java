package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A file that holds what is to come out; written anew with {@code -Dgolden.refresh}, for a person to look through. */
record Golden(Path file) {

    private static final Path FOLDER = Path.of("src", "test", "resources", "k8s");

    /** Of this chart or overlay, with these values. */
    static Golden of(String folder, String name) {
        return new Golden(FOLDER.resolve(folder).resolve(name + ".yaml"));
    }

    /** The names of all that there are in a folder. */
    static List<String> names(String folder) {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            return files.map(file -> file.getFileName().toString().replaceFirst("\\.yaml$", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void check(String found) {
        try {
            if (System.getProperties().containsKey("golden.refresh")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, found);
            }
            assertThat(found)
                    .as(
                            "%s; if it is right as it is now: ./mvnw test -Dtest='dev/headgate/k8s/*Test' -Dgolden.refresh",
                            file)
                    .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
