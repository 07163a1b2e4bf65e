package dev.headgate.flyway;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a statement calls a relation or a type, as PostgreSQL understands it: folded, without its quotes, cut to length. */
record Name(Optional<String> schema, String local) {

    private static final int LONGEST = 63; // bytes (PostgreSQL manual, "Identifiers and Key Words")

    /** An identifier as the server keeps it. */
    static String cut(String identifier) {
        byte[] bytes = identifier.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LONGEST) {
            return identifier;
        }
        int end = LONGEST;
        while ((bytes[end] & 0xC0) == 0x80) { // in the middle of a character
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** Another thing in the same schema. */
    Name beside(String other) {
        return new Name(schema, other);
    }

    Name withoutSchema() {
        return new Name(Optional.empty(), local);
    }

    /** For statements, and for {@code to_regclass} and its like. */
    String sql() {
        return schema.map(s -> LedgerWriter.quoted(s) + ".").orElse("") + LedgerWriter.quoted(local);
    }

    /** For people. */
    @Override
    public String toString() {
        return schema.map(s -> s + ".").orElse("") + local;
    }
}
