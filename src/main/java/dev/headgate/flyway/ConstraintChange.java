package dev.headgate.flyway;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a statement does to a constraint with a name.
 *
 * @param part the constraint, of a table or domain
 */
record ConstraintChange(Part part, Kind kind) {

    /** What is to be true of it afterwards. */
    enum Kind {
        /** It is there, and valid. */
        ADDED,
        /** It is there, and existing rows are not checked: NOT VALID. */
        POSTPONED,
        /** It is valid. */
        VALIDATED
    }

    /** Nothing, where this is not ALTER TABLE or ALTER DOMAIN. */
    static List<ConstraintChange> read(Words words) {
        boolean alters = words.skip("ALTER", "TABLE")
                || words.skip("ALTER", "FOREIGN", "TABLE")
                || words.skip("ALTER", "DOMAIN");
        if (!alters) {
            return List.of();
        }
        words.skip("IF", "EXISTS");
        words.skip("ONLY");
        Optional<Name> owner = words.name();
        List<ConstraintChange> changes = new ArrayList<>();
        if (owner.isPresent()) {
            words.skip('*');
            do {
                changes.addAll(action(owner.get(), words).toList());
            } while (words.skip(','));
        }
        return changes;
    }

    /** One of its actions, up to the comma or semicolon after it. */
    private static Stream<ConstraintChange> action(Name owner, Words words) {
        boolean validates = words.skip("VALIDATE", "CONSTRAINT");
        boolean adds = !validates && words.skip("ADD", "CONSTRAINT");
        Optional<String> name = validates || adds ? words.identifier() : Optional.empty();
        Kind kind = validates ? Kind.VALIDATED : isPostponed(words) ? Kind.POSTPONED : Kind.ADDED;
        return name.map(n -> new ConstraintChange(new Part(owner, n), kind)).stream();
    }

    private static boolean isPostponed(Words words) {
        boolean postponed = false;
        int depth = 0;
        while (!words.atEnd() && (depth > 0 || !words.isNext(',', ';'))) {
            if (words.skip('(')) {
                depth++;
            } else if (words.skip(')')) {
                depth--;
            } else if (depth == 0 && words.skip("NOT", "VALID")) {
                postponed = true;
            } else {
                words.pass();
            }
        }
        return postponed;
    }
}
