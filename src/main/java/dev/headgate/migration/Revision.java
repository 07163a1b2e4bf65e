package dev.headgate.migration;

import java.util.Optional;

/** One migration: the script that applies it and, where the bundle has one, the script that undoes it. */
public record Revision(Version version, String description, Script forward, Optional<Script> undo, Phase phase) {

    /** One that does not say what it does to older releases: it is taken to break them. */
    public Revision(Version version, String description, Script forward, Optional<Script> undo) {
        this(version, description, forward, undo, Phase.CONTRACT);
    }
}
