package dev.headgate.flyway;

/** An index or a constraint, by its name and by what it belongs to. */
record Part(Name of, String name) {

    /** As a script may name it that relies on the search path. */
    Part withoutSchema() {
        return new Part(of.withoutSchema(), name);
    }
}
