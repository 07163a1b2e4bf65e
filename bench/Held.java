import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** A target whose second revision waits until somebody says go, in a database of its own with a store of its own. */
final class Held {

    private final Server server;
    private final String name;

    /**
     * @param name of the target and its database
     */
    Held(Server server, String name) throws SQLException {
        this.server = server;
        this.name = server.create(name);
        server.create(store());
    }

    String name() {
        return name;
    }

    String store() {
        return "store_of_" + name;
    }

    Headgate.Configuration configuration() throws IOException {
        return new Headgate.Configuration(server.url(store()))
                .target(name, server.url(name), "filesystem:" + bundle(), "model");
    }

    boolean isEmpty() throws SQLException {
        return server.ask(name, "SELECT to_regclass('model.go') IS NULL").equals("t");
    }

    /** Lets the step that is held come to its end. */
    void go() throws SQLException {
        server.ask(name, "INSERT INTO model.go VALUES (2)");
    }

    /** How often the held step was done. */
    int done() throws SQLException {
        return Integer.parseInt(server.ask(name, "SELECT count(*) FROM model.done"));
    }

    private static Path bundle() throws IOException {
        Path folder = Files.createDirectories(Bench.WORK.resolve("held").toAbsolutePath());
        Files.writeString(
                folder.resolve("V1__tables.sql"),
                """
                CREATE SCHEMA IF NOT EXISTS model;
                CREATE TABLE model.go (step integer);
                CREATE TABLE model.done (n integer);
                """);
        Files.writeString(
                folder.resolve("V2__held.sql"),
                """
                INSERT INTO model.done VALUES (1);
                DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM model.go) LOOP PERFORM pg_sleep(0.05); END LOOP; END $$;
                """);
        Files.writeString(folder.resolve("U2__held.sql"), "DELETE FROM model.go; DELETE FROM model.done;\n");
        return folder;
    }
}
