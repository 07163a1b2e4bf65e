package dev.headgate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Folders of scripts for the tests: the sample bundle, and what releases before and after it would carry. */
final class TestBundles {

    /** As a developer has it at hand: also where a plain Flyway reads it. */
    static final Path SAMPLE = Path.of("src/main/resources/db/sample/model-engine");

    static final Path ORDERS = Path.of("src/main/resources/db/sample/orders");

    private static final String CONDUCTOR = "db/migration_postgres/";
    private static final List<String> CONDUCTOR_SCRIPTS = List.of(
            "V1__initial_schema.sql",
            "V2__1009_Fix_PostgresExecutionDAO_Index.sql",
            "V3__correlation_id_index.sql",
            "V4__new_qm_index_with_priority.sql",
            "V5__new_queue_message_pk.sql",
            "V6__update_pk.sql",
            "V7__new_qm_index_desc_priority.sql",
            "V8__indexing.sql");

    private static final String EIGHTH = "8__endpoint_status_reason.sql";
    private static final String FOURTH = "V4__bundle_forwarder_type.sql";
    private static final String NINE =
            "CREATE TABLE hosted_model_inference.nine (id integer CONSTRAINT nine_pkey PRIMARY KEY);\n";
    private static final String UNDO_NINE = "DROP TABLE IF EXISTS hosted_model_inference.nine;\n";
    private static final String HALF_WAY = """
            CREATE TABLE hosted_model_inference.ten (id integer);
            INSERT INTO hosted_model_inference.ten
            VALUES (1), (no_such_column);
            CREATE TABLE hosted_model_inference.never (id integer);
            """;

    private static final Map<String, String> INVALID = Map.of(
            "V1__one.sql", "SELECT 1;",
            "V01__uno.sql", "SELECT 1;",
            "U2__two.sql", "SELECT 2;",
            "V3_three.sql", "SELECT 3;");

    /** What the sample lacks: a script without a transaction, a repeatable, an unqualified name, placeholders. */
    private static final Map<String, String> MIXTURE = Map.of(
            "V1__things.sql",
            "CREATE SCHEMA IF NOT EXISTS model; CREATE TYPE kind AS ENUM ('a'); ALTER TYPE kind ADD VALUE 'b'; CREATE TABLE things (id integer, note text DEFAULT '${flyway:database}');",
            "U1__things.sql",
            "DROP VIEW IF EXISTS model.all_things; DROP TABLE model.things; DROP TYPE kind; -- in ${flyway:database}",
            "V2__index.sql",
            "CREATE INDEX CONCURRENTLY things_id_idx ON model.things (id);",
            "U2__index.sql",
            "DROP INDEX CONCURRENTLY IF EXISTS model.things_id_idx;",
            "V3__copy.sql",
            "COPY model.things (id) FROM stdin;\n1\n2\n\\.\n",
            "U3__copy.sql",
            "DELETE FROM model.things;",
            "R__view.sql",
            "CREATE OR REPLACE VIEW model.all_things AS SELECT '${kept}' AS text, id FROM model.things;",
            "R__view.sql.conf",
            "placeholderReplacement=false");

    /** Fails when it is committed, not in any statement. */
    private static final String DEFERRED = """
            ALTER TABLE model.two ADD FOREIGN KEY (id) REFERENCES model.one DEFERRABLE INITIALLY DEFERRED;
            INSERT INTO model.two VALUES (7);
            """;

    private static final Map<String, String> HALF_UNDONE = Map.of(
            "V1__one.sql",
            "CREATE SCHEMA model; CREATE TABLE model.one (id integer);",
            "U1__one.sql",
            "DROP SCHEMA model CASCADE;",
            "V2__index.sql",
            "CREATE INDEX CONCURRENTLY one_idx ON model.one (id);",
            "U2__index.sql",
            "DROP INDEX CONCURRENTLY model.one_idx; DROP INDEX CONCURRENTLY model.no_such_idx;");

    /** Its second revision is held until a row of model.go says 2. */
    static final Map<String, String> HELD = Map.of(
            "V1__tables.sql",
            "CREATE SCHEMA IF NOT EXISTS model; CREATE TABLE model.go (step integer); CREATE TABLE model.done (n integer);",
            "V2__held.sql",
            """
            INSERT INTO model.done VALUES (1), (2);
            DO $$ BEGIN RAISE NOTICE 'held until somebody says go'; END $$;
            DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM model.go WHERE step = 2) LOOP PERFORM pg_sleep(0.05); END LOOP; END $$;
            """,
            "U2__held.sql",
            """
            DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM model.go WHERE step = -2) LOOP PERFORM pg_sleep(0.05); END LOOP; END $$;
            DELETE FROM model.done;
            """,
            "V3__after.sql",
            "CREATE TABLE model.three (id integer);",
            "U3__after.sql",
            "DROP TABLE model.three;");

    private final Path root;

    TestBundles(Path root) {
        this.root = root;
    }

    /** All variants by name, with their folders, freshly written. */
    Map<String, Path> write() {
        return Map.ofEntries(
                Map.entry("eight", SAMPLE.toAbsolutePath()),
                Map.entry("orders", ORDERS.toAbsolutePath()),
                Map.entry("seven", sample("seven", name -> !name.startsWith("B") && !name.endsWith(EIGHTH), Map.of())),
                Map.entry(
                        "nine", sample("nine", name -> true, Map.of("V9__nine.sql", NINE, "U9__nine.sql", UNDO_NINE))),
                Map.entry("squashed", sample("squashed", name -> name.startsWith("B"), Map.of("V9__nine.sql", NINE))),
                Map.entry(
                        "edited",
                        sample("edited", name -> true, Map.of(FOURTH, "-- edited\n" + read(SAMPLE.resolve(FOURTH))))),
                Map.entry("broken", sample("broken", name -> true, withTenth(HALF_WAY))),
                Map.entry("mended", sample("mended", name -> true, withTenth(HALF_WAY.replace("no_such_column", "2")))),
                Map.entry("no-undo", sample("no-undo", name -> !name.startsWith("U7"), Map.of())),
                Map.entry("invalid", folder("invalid", INVALID)),
                Map.entry("mixture", folder("mixture", MIXTURE)),
                Map.entry("unreadable", folder("unreadable", third("INSERT INTO model.one VALUES (${nobody});"))),
                Map.entry("mixed", folder("mixed", third("CREATE TABLE model.x (i int); VACUUM model.one;"))),
                Map.entry("commits", folder("commits", third("CREATE TABLE model.x (i int);\n-- now\nCOMMIT;"))),
                Map.entry("deferred", folder("deferred", third(DEFERRED))),
                Map.entry("held", folder("held", HELD)),
                Map.entry("half-undone", folder("half-undone", HALF_UNDONE)),
                Map.entry("conductor", conductor()));
    }

    /** A folder of these files. */
    Path folder(String name, Map<String, String> files) {
        try {
            Path folder = Files.createDirectories(root.resolve(name));
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
            return folder.toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Three revisions, the third of which is this. */
    private static Map<String, String> third(String sql) {
        return Map.of(
                "V1__one.sql", "CREATE SCHEMA IF NOT EXISTS model; CREATE TABLE model.one (id integer PRIMARY KEY);",
                "V2__two.sql", "CREATE TABLE model.two (id integer);",
                "V3__three.sql", sql,
                "V4__four.sql", "CREATE TABLE model.four (id integer);");
    }

    private static Map<String, String> withTenth(String tenth) {
        return Map.of("V9__nine.sql", NINE, "V10__ten.sql", tenth, "V11__eleven.sql", "SELECT 11;\n");
    }

    private Path sample(String name, Predicate<String> kept, Map<String, String> added) {
        Path folder = folder(name, Map.of());
        try (var files = Files.list(SAMPLE)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String script = file.getFileName().toString();
                if (script.endsWith(".sql") && kept.test(script)) {
                    Files.copy(file, folder.resolve(script));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder(name, added);
    }

    /** Somebody else's real migrations, out of the jar that they are published in. */
    private Path conductor() {
        Path folder = folder("conductor", Map.of());
        for (String script : CONDUCTOR_SCRIPTS) {
            try (InputStream stream = Optional.ofNullable(
                            Thread.currentThread().getContextClassLoader().getResourceAsStream(CONDUCTOR + script))
                    .orElseThrow(() -> new IllegalStateException(script + " is not in the jar"))) {
                Files.writeString(folder.resolve(script), new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return folder;
    }
}
