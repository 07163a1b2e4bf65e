package dev.headgate.dashboard;

import dev.headgate.migration.Digest;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Script;
import dev.headgate.operation.Scripts;
import jakarta.inject.Singleton;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lines of scripts, around one of them. */
@Singleton
final class Excerpts {

    private static final int AROUND = 6; // lines before it, and after
    private static final int READABLE = 300; // of a line, in characters

    private final Scripts scripts;

    Excerpts(Scripts scripts) {
        this.scripts = scripts;
    }

    /** Nothing where the script cannot be had any more: what failed is told without it. */
    List<ExcerptLine> around(Digest bundle, String file, int line) {
        try {
            return scripts.find(bundle, file)
                    .map(script -> around(script, line))
                    .orElse(List.of());
        } catch (Refused away) {
            return List.of();
        }
    }

    private static List<ExcerptLine> around(Script script, int line) {
        List<ExcerptLine> found = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(script.text().open())) {
            int number = 1;
            for (String text = reader.readLine(); text != null && number <= line + AROUND; text = reader.readLine()) {
                if (number >= line - AROUND) {
                    found.add(new ExcerptLine(number, readable(text), number == line));
                }
                number++;
            }
            return found;
        } catch (IOException changed) {
            return List.of();
        }
    }

    private static String readable(String text) {
        return text.length() > READABLE ? text.substring(0, READABLE) + "…" : text;
    }
}
