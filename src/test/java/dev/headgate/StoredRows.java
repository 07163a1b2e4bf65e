package dev.headgate;

import dev.headgate.dev.EmbeddedServer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** All rows of the stores of a server as text; of bytes, the hexadecimal digits. */
final class StoredRows {

    private static final String DATABASES = "SELECT datname FROM pg_database WHERE datallowconn";

    private static final String TABLES = """
            SELECT format('SELECT left(t::text, 200000) FROM %I.%I t', schemaname, tablename)
            FROM pg_tables WHERE schemaname = 'headgate'
            """;

    private final EmbeddedServer server;

    StoredRows(EmbeddedServer server) {
        this.server = server;
    }

    /** Writes a file for each store; of a server that is down there are none. */
    void writeInto(Path folder) throws IOException {
        try {
            for (String database : query("postgres", DATABASES)) {
                List<String> tables = query(database, TABLES);
                if (!tables.isEmpty()) {
                    write(folder.resolve("%d-%s.txt".formatted(server.port(), database)), database, tables);
                }
            }
        } catch (SQLException e) {
            if (!String.valueOf(e.getSQLState()).startsWith("08")) { // some tests end with a server that has crashed
                throw new IOException(e);
            }
        }
    }

    private void write(Path file, String database, List<String> tables) throws IOException, SQLException {
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (String rows : tables) {
                writer.write(rows + "\n");
                for (String row : query(database, rows)) {
                    writer.write(row + "\n");
                }
            }
        }
    }

    /** The first column. */
    private List<String> query(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url(database), EmbeddedServer.USER, "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(String.valueOf(rows.getString(1)));
            }
            return found;
        }
    }
}
