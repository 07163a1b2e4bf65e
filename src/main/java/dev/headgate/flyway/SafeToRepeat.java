package dev.headgate.flyway;

import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A statement that ends the same way however often it runs. */
record SafeToRepeat() implements Effect {

    private static final int WORDS_BEFORE_IF = 4; // CREATE UNIQUE MATERIALIZED … are fewer

    static Optional<SafeToRepeat> read(Words words) {
        boolean safe = Stream.of(
                                "VACUUM",
                                "ANALYZE",
                                "ANALYSE",
                                "CLUSTER",
                                "CHECKPOINT",
                                "SET",
                                "RESET",
                                "SHOW",
                                "COMMENT",
                                "GRANT",
                                "REVOKE")
                        .anyMatch(word -> words.skip(word))
                || words.skip("REFRESH", "MATERIALIZED", "VIEW")
                || words.skip("ALTER", "SYSTEM")
                || words.skip("CREATE", "OR", "REPLACE")
                || isGuarded(words.fromHere())
                || isValidation(words);
        return safe ? Optional.of(new SafeToRepeat()) : Optional.empty();
    }

    /** DROP … IF EXISTS is not: the second time, it may find one of that name in a later schema of the search path. */
    private static boolean isGuarded(Words words) {
        if (!words.skip("CREATE")) {
            return false;
        }
        for (int i = 0; i < WORDS_BEFORE_IF; i++) {
            if (words.skip("IF", "NOT", "EXISTS")) {
                return true;
            }
            words.pass();
        }
        return false;
    }

    /** Of nothing else than constraints: what is validated already is passed over. */
    private static boolean isValidation(Words words) {
        if (!words.skip("ALTER", "TABLE")) {
            return false;
        }
        words.skip("IF", "EXISTS");
        words.skip("ONLY");
        boolean validates = words.name().isPresent();
        do {
            validates &=
                    words.skip("VALIDATE", "CONSTRAINT") && words.identifier().isPresent();
        } while (words.skip(','));
        return validates;
    }

    @Override
    public Optional<String> object() {
        return Optional.empty();
    }

    @Override
    public boolean keepsNobodyOut() {
        return false;
    }

    @Override
    public Before observe(Connection connection) {
        return this::verdict;
    }

    @Override
    public Verdict verdict(Connection connection) {
        return new Verdict.Again(List.of(), "it is safe to repeat");
    }
}
