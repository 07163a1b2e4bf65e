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

    private static final String EIGHTH = "__endpoint_status_reason.sql";
    private static final String FOURTH = "V4__bundle_forwarder_type.sql";
    private static final String NINE =
            "CREATE TABLE hosted_model_inference.nine (id integer CONSTRAINT nine_pkey PRIMARY KEY);\n";
    private static final String UNDO_NINE = "DROP TABLE IF EXISTS hosted_model_inference.nine;\n";
    private static final String HALF_WAY =
            """
            CREATE TABLE hosted_model_inference.ten (id integer);
            INSERT INTO hosted_model_inference.ten
            VALUES (1), (no_such_column);
            CREATE TABLE hosted_model_inference.never (id integer);
            """;

    private final Path root;

    TestBundles(Path root) {
        this.root = root;
    }

    /** All variants by name, with their folders, freshly written. */
    Map<String, Path> write() {
        return Map.of(
                "eight", SAMPLE.toAbsolutePath(),
                "orders", ORDERS.toAbsolutePath(),
                "seven", sample("seven", name -> !name.startsWith("B") && !name.endsWith("8" + EIGHTH), Map.of()),
                "nine", sample("nine", name -> true, Map.of("V9__nine.sql", NINE, "U9__nine.sql", UNDO_NINE)),
                "edited", sample("edited", name -> true, Map.of(FOURTH, "-- edited\n" + read(SAMPLE.resolve(FOURTH)))),
                "broken", sample("broken", name -> true, withTenth(HALF_WAY)),
                "mended", sample("mended", name -> true, withTenth(HALF_WAY.replace("no_such_column", "2"))),
                "no-undo", sample("no-undo", name -> !name.startsWith("U7"), Map.of()),
                "invalid", folder("invalid", Map.of("V1__one.sql", "SELECT 1;", "V01__uno.sql", "SELECT 1;", "U2__two.sql", "SELECT 2;", "V3_three.sql", "SELECT 3;")),
                "conductor", conductor());
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
