package dev.headgate.flyway;

import java.sql.Connection;
import java.util.List;
import java.util.Optional;

/**
 * Any other statement: a transaction of its own, that is committed or not.
 *
 * @param commitsInside whether it may be several: CALL and DO can commit
 */
record Ordinary(boolean commitsInside) implements Effect {

    static Ordinary read(Words words) {
        return new Ordinary(words.skip("CALL") || words.skip("DO"));
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
        return after -> commitsInside
                ? new Verdict.Unknown(
                        "it may have committed part of its work before the error",
                        "look how much of it is there, and take that back or do the rest by hand")
                : new Verdict.Again(List.of(), "the error left nothing of it");
    }

    @Override
    public Verdict verdict(Connection connection) {
        return new Verdict.Unknown(
                "whether it was committed, nothing tells",
                "look whether what it does is there, and take it back or do it by hand");
    }
}
