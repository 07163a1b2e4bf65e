import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A target whose second revision waits until somebody says go, in a database of its own with a store of its own. */
final class Held {

    private static final int TRIES = 20;

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
        return in(new Headgate.Configuration(server.url(store())));
    }

    /** In the application that has also what gates are compared with. */
    Headgate.Configuration configurationWithEndpoints() throws IOException {
        return in(Headgate.Configuration.withEndpoints(server.url(store()), server.url(name)));
    }

    private Headgate.Configuration in(Headgate.Configuration configuration) throws IOException {
        return configuration.target(name, server.url(name), "filesystem:" + bundle(), "model");
    }

    /** Until a beat after the step began has told of its statement: little more happens before it ends. */
    static void await(Headgate measured, String operation) throws Exception {
        for (int i = 0; i < TRIES; i++) {
            if (measured.tale(operation).contains("statement ")) {
                return;
            }
            Thread.sleep(200);
        }
        throw new IllegalStateException("the step is not held: " + measured.tale(operation));
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

    /** When the held step, done last, was there for others, by the clock of the target's server. */
    Instant committedAt() throws SQLException {
        return Instant.EPOCH
                .plus(
                        Long.parseLong(server.ask(
                                name,
                                """
                                SELECT (extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000000)::bigint
                                FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1
                                """)),
                        ChronoUnit.MICROS);
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
