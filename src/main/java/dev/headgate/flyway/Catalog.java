package dev.headgate.flyway;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Answers questions from the system catalogs. */
final class Catalog {

    private Catalog() {}

    /** The first column of the first row, where there is one and it is not null. */
    static Optional<String> answer(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
            }
        }
    }

    /** Whether the answer is true. */
    static boolean says(Connection connection, String sql, String... values) throws SQLException {
        return answer(connection, sql, values).filter("t"::equals).isPresent();
    }
}
