package dev.headgate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks for words in files of any kind, and tells where they are, not what stands there. */
final class Search {

    private final List<String> words;
    private final List<String> found = new ArrayList<>();
    private int files = 0;
    private long lines = 0;

    Search(List<String> words) {
        this.words = words;
    }

    /** Looks through a file, or all files of a folder; of one that is not there, there are none. */
    Search in(Path place) {
        if (Files.exists(place)) {
            try (Stream<Path> all = Files.walk(place)) {
                all.filter(Files::isRegularFile).sorted().forEach(this::read);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return this;
    }

    /** A line for each line that has one. */
    List<String> found() {
        return found;
    }

    int files() {
        return files;
    }

    long lines() {
        return lines;
    }

    private void read(Path file) {
        files++;
        int number = 0;
        // Bytes as they are: some of it is no text.
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                String text = line;
                if (words.stream().anyMatch(text::contains)) {
                    found.add("%s:%d".formatted(file, number));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lines += number;
    }
}
