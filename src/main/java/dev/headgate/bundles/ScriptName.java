package dev.headgate.bundles;

import dev.headgate.migration.Version;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a script's file name says (Flyway manual, "Migrations": prefix, version, separator, description, suffix). */
record ScriptName(String file, Kind kind, Optional<Version> version, String description) {

    enum Kind {
        FORWARD,
        UNDO,
        SNAPSHOT,
        REPEATABLE
    }

    private static final int LONGEST_DESCRIPTION = 200; // the ledger's column is VARCHAR(200)
    private static final Pattern VERSIONED = Pattern.compile("([VUB])(.+?)__(.+)\\.sql");
    private static final Pattern REPEATED = Pattern.compile("R__(.+)\\.sql");

    /**
     * @throws IllegalArgumentException when the name is malformed; the message says what is allowed
     */
    static ScriptName of(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        Matcher repeated = REPEATED.matcher(name);
        if (repeated.matches()) {
            return new ScriptName(file, Kind.REPEATABLE, Optional.empty(), description(repeated.group(1)));
        }
        Matcher versioned = VERSIONED.matcher(name);
        if (!versioned.matches()) {
            throw new IllegalArgumentException(
                    "the name is malformed; allowed are V1__what.sql, U1__what.sql, B1__what.sql and R__what.sql");
        }
        Kind kind =
                switch (versioned.group(1)) {
                    case "V" -> Kind.FORWARD;
                    case "U" -> Kind.UNDO;
                    default -> Kind.SNAPSHOT;
                };
        Version version = Version.of(versioned.group(2));
        if (version.isZero()) {
            throw new IllegalArgumentException("version 0 stands for before the first; begin with 1");
        }
        return new ScriptName(file, kind, Optional.of(version), description(versioned.group(3)));
    }

    private static String description(String text) {
        if (text.length() > LONGEST_DESCRIPTION) {
            throw new IllegalArgumentException(
                    "the description has more than %d characters".formatted(LONGEST_DESCRIPTION));
        }
        return text.replace('_', ' ');
    }
}
