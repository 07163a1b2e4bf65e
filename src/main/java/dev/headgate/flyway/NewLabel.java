package dev.headgate.flyway;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** A label added to an enumeration: ALTER TYPE … ADD VALUE. It is there, or it is not. */
record NewLabel(Name type, String label) implements Effect {

    private static final String EXISTS =
            "SELECT true FROM pg_enum WHERE enumtypid = to_regtype(?) AND enumlabel = ?::name";

    static Optional<NewLabel> read(Words words) {
        if (!words.skip("ALTER", "TYPE")) {
            return Optional.empty();
        }
        Optional<Name> type = words.name();
        if (type.isEmpty() || !words.skip("ADD", "VALUE")) {
            return Optional.empty();
        }
        words.skip("IF", "NOT", "EXISTS");
        return words.literal().map(label -> new NewLabel(type.get(), label));
    }

    @Override
    public Optional<String> object() {
        return Optional.of("type " + type);
    }

    @Override
    public boolean keepsNobodyOut() {
        return false;
    }

    @Override
    public Before observe(Connection connection) {
        return after -> new Verdict.Again(List.of(), "the error left nothing of it");
    }

    @Override
    public Verdict verdict(Connection connection) throws SQLException {
        return Catalog.says(connection, EXISTS, type.sql(), label)
                ? new Verdict.Done()
                : new Verdict.Again(List.of(), "type %s has no label '%s' yet".formatted(type, label));
    }
}
