package dev.headgate.flyway;

import dev.headgate.migration.Target;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.stream.Collectors;

/** Where a script's unqualified names are looked up: the same for forward scripts, snapshots and undo. */
final class SearchPath {

    private static final String SET = """
            SELECT set_config('search_path', concat_ws(', ', ?::text, nullif(reset_val, '')), false)
            FROM pg_settings WHERE name = 'search_path'
            """;

    private SearchPath() {}

    /** The managed schemas, the first of which takes new objects, and then what the session began with. */
    static void set(Target target, Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            statement.setString(
                    1, target.schemas().stream().map(LedgerWriter::quoted).collect(Collectors.joining(", ")));
            statement.execute();
        }
    }
}
