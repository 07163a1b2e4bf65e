package dev.headgate.bundles;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** A script's configuration file, as far as open-source Flyway honours it. */
final class ScriptSettings {

    private ScriptSettings() {}

    /** What is wrong with it, if anything: keys that Flyway would fail on, at the worst moment. */
    static List<String> check(String text) {
        List<String> problems = new ArrayList<>();
        Optional<Properties> settings = parse(text);
        if (settings.isEmpty()) {
            problems.add("there is a \\u in it that four hexadecimal digits do not follow");
        }
        settings.ifPresent(all -> all.forEach((key, value) -> {
            switch (key.toString()) {
                case "executeInTransaction", "placeholderReplacement" -> {
                    if (!value.equals("true") && !value.equals("false")) {
                        problems.add("%s is '%s'; allowed are true and false".formatted(key, value));
                    }
                }
                case "encoding" -> {
                    if (!value.toString().equalsIgnoreCase("UTF-8")) {
                        problems.add("encoding is '%s'; allowed is UTF-8".formatted(value));
                    }
                }
                default ->
                    problems.add(
                            "%s is not a key that open-source Flyway knows; allowed are executeInTransaction, placeholderReplacement and encoding"
                                    .formatted(key));
            }
        }));
        return problems;
    }

    static boolean keepsPlaceholders(String text) {
        return parse(text)
                .map(settings -> settings.getProperty("placeholderReplacement"))
                .filter("false"::equals)
                .isPresent();
    }

    /** Nothing where an escape is malformed. */
    private static Optional<Properties> parse(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
            return Optional.of(properties);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException(e); // a string does not fail to be read
        }
    }
}
