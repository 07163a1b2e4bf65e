package dev.headgate.migration;

import java.util.Optional;

/**
 * One thing that is not as it should be between a database and its bundle.
 *
 * @param file the script it is about, where there is one
 * @param sentence what is wrong, for a person
 */
public record Finding(Kind kind, Optional<Version> version, Optional<String> file, String sentence) {

    /** What is wrong, as a closed set. */
    public enum Kind {
        UNREACHABLE,
        NO_LEDGER,
        OBJECTS_MISSING,
        PENDING,
        UNKNOWN_REVISION,
        CHECKSUM_DIFFERS,
        DESCRIPTION_DIFFERS,
        MISSING_FROM_BUNDLE,
        OUT_OF_ORDER,
        FOREIGN_UNDO,
        FAILED,
        UNFINISHED,
        BUNDLE_PROBLEM
    }

    static Finding of(Kind kind, Version version, String file, String sentence) {
        return new Finding(kind, Optional.of(version), Optional.of(file), sentence);
    }

    static Finding of(Kind kind, String sentence) {
        return new Finding(kind, Optional.empty(), Optional.empty(), sentence);
    }
}
