package dev.headgate.flyway;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a session is set to before any script has run in it. A script may change that for itself, and files that pg_dump
 * wrote begin with {@code SET lock_timeout = 0}: without this, the scripts after it would wait for locks for ever, and only
 * where they run together with it.
 */
final class Settings {

    private static final String FIND = "SELECT name, current_setting(name) FROM pg_settings WHERE source = 'session'";

    private static final String RESET = "RESET ALL";

    private static final String SET =
            "SELECT set_config(s.name, s.value, false) FROM unnest(?::text[], ?::text[]) AS s (name, value)";

    private final Map<String, String> made;

    private Settings(Map<String, String> made) {
        this.made = made;
    }

    /** Those that were made by statements; the others are what RESET comes to. */
    static Settings of(Connection connection) throws SQLException {
        Map<String, String> made = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(FIND);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                made.put(rows.getString(1), rows.getString(2));
            }
        }
        return new Settings(made);
    }

    void restore(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(RESET);
        }
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            statement.setArray(1, texts(connection, made.keySet()));
            statement.setArray(2, texts(connection, made.values()));
            statement.execute();
        }
    }

    private static Array texts(Connection connection, Collection<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }
}
