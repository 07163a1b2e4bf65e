package dev.headgate.flyway;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A partition detached without keeping readers of the whole out: two transactions with a wait between them (PostgreSQL
 * manual, "ALTER TABLE"). After the first, only FINALIZE can do the rest.
 */
record Detachment(Name whole, Name part) implements Effect {

    private static final String THERE = "SELECT to_regclass(?) IS NOT NULL AND to_regclass(?) IS NOT NULL";

    /** Its column is of version 14, as is the statement; whether the part is one, and whether it is half detached. */
    private static final String PENDING = """
            SELECT coalesce((to_jsonb(i) ->> 'inhdetachpending')::boolean, false)
            FROM pg_inherits i WHERE i.inhparent = to_regclass(?) AND i.inhrelid = to_regclass(?)
            """;

    static Optional<Detachment> read(Words words) {
        if (!words.skip("ALTER", "TABLE")) {
            return Optional.empty();
        }
        words.skip("IF", "EXISTS");
        words.skip("ONLY");
        Optional<Name> whole = words.name();
        if (whole.isEmpty() || !words.skip("DETACH", "PARTITION")) {
            return Optional.empty();
        }
        return words.name()
                .filter(part -> words.skip("CONCURRENTLY") || words.skip("FINALIZE"))
                .map(part -> new Detachment(whole.get(), part));
    }

    @Override
    public Optional<String> object() {
        return Optional.of("partition %s of %s".formatted(part, whole));
    }

    /** Its second transaction locks the partition as a drop would, and its readers queue. */
    @Override
    public boolean keepsNobodyOut() {
        return false;
    }

    @Override
    public Before observe(Connection connection) throws SQLException {
        boolean attached =
                Catalog.answer(connection, PENDING, whole.sql(), part.sql()).isPresent();
        return attached ? this::verdict : after -> new Verdict.Again(List.of(), "the error left nothing of it");
    }

    @Override
    public Verdict verdict(Connection connection) throws SQLException {
        if (!Catalog.says(connection, THERE, whole.sql(), part.sql())) {
            return new Verdict.Unknown(
                    "%s or %s is not there any more".formatted(whole, part),
                    "look who dropped it, and take the statement out of the script or make the table again");
        }
        return Catalog.answer(connection, PENDING, whole.sql(), part.sql())
                .<Verdict>map(pending -> pending.equals("t")
                        ? new Verdict.Finish(
                                List.of("ALTER TABLE %s DETACH PARTITION %s FINALIZE"
                                        .formatted(whole.sql(), part.sql())),
                                "partition %s of %s is half detached".formatted(part, whole))
                        : new Verdict.Again(List.of(), "%s is a partition of %s still".formatted(part, whole)))
                .orElseGet(Verdict.Done::new);
    }
}
