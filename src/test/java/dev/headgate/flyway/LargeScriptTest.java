package dev.headgate.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.bundles.BundleLocations;
import dev.headgate.dev.EmbeddedServer;
import dev.headgate.migration.Courtesy;
import dev.headgate.migration.LedgerName;
import dev.headgate.migration.Script;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Text;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;

/** What is held of a script while it runs: a small multiple of its largest statement, not all of it. */
class LargeScriptTest {

    private static final int MEGABYTE = 1024 * 1024;

    private static EmbeddedServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void serve() {
        server = EmbeddedServer.start();
        Flyway.configure().load(); // as the store's at the start of Headgate: until one is made, Flyway keeps its log
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void fiftyMegabytesRunWhileHardlyAnyOfThemAreHeld() throws Exception {
        Path file = write(script -> {
            script.write("CREATE TEMP TABLE thing (id int, name text);\n");
            for (int i = 1; i <= 5_000; i++) {
                script.write("INSERT INTO thing VALUES (%d, '%s');\n".formatted(i, "x".repeat(10_500)));
            }
        });

        Weight weight = run(file, "SELECT count(*) FROM thing", 5_000);

        assertThat(Files.size(file)).isGreaterThan(50L * MEGABYTE);
        assertThat(weight.heaviest()).isLessThan(4L * MEGABYTE);
    }

    @Test
    void aHundredThousandStatementsRunWhileHardlyAnyOfThemAreHeld() throws Exception {
        Path file = write(script -> {
            script.write("CREATE TEMP TABLE thing (id int, name text);\n");
            for (int i = 1; i < 100_000; i++) {
                script.write(
                        "INSERT INTO thing VALUES (%d, 'name of %d, and words to make it longer');\n".formatted(i, i));
            }
        });

        Weight weight = run(file, "SELECT count(*) FROM thing", 99_999);

        assertThat(Files.size(file)).isGreaterThan(7L * MEGABYTE);
        assertThat(weight.heaviest()).isLessThan(3L * MEGABYTE);
    }

    @Test
    void oneLargeStatementIsHeldAFewTimes() throws Exception {
        Path file = write(script -> {
            script.write("CREATE TEMP TABLE thing AS SELECT '");
            for (int i = 0; i < 8; i++) {
                script.write("x".repeat(MEGABYTE));
            }
            script.write("' AS name;");
        });

        Weight weight = run(file, "SELECT length(name) FROM thing", 8 * MEGABYTE);

        assertThat(weight.heaviest()).isLessThan(5 * 8L * MEGABYTE);
    }

    @Test
    void oneStatementOfManyRows() throws Exception {
        Path file = write(script -> {
            script.write("CREATE TEMP TABLE thing (id int, name text); INSERT INTO thing VALUES (0, 'none')");
            for (int i = 0; i < 200_000; i++) {
                script.write(",\n(%d, 'some words that make it longer')".formatted(i));
            }
            script.write(";");
        });

        Weight weight = run(file, "SELECT count(*) FROM thing", 200_001);

        assertThat(weight.heaviest()).isLessThan(5 * 8L * MEGABYTE);
    }

    @Test
    void copy() throws Exception {
        Path file = write(script -> {
            script.write("CREATE TEMP TABLE thing (id int, name text);\nCOPY thing FROM STDIN;\n");
            for (int i = 0; i < 200_000; i++) {
                script.write("%d\tsome words that make it longer\n".formatted(i));
            }
            script.write("\\.\nSELECT 1;\n");
        });

        Weight weight = run(file, "SELECT count(*) FROM thing", 200_000);

        assertThat(weight.heaviest()).isLessThan(5 * 8L * MEGABYTE);
    }

    private Weight run(Path file, String question, long answer) throws IOException, SQLException {
        try (Connection connection = connect()) {
            Weight weight = new Weight();
            long t = System.nanoTime();
            Script script = new BundleLocations(getClass().getClassLoader())
                    .read("filesystem:" + file.getParent())
                    .revisions()
                    .getFirst()
                    .forward();
            System.out.println("MEASURED read ms " + (System.nanoTime() - t) / 1_000_000);
            t = System.nanoTime();
            ParsedScript parsed = new ParsedScript(
                    target(),
                    new Script(script.file(), new Weighed(script.text(), weight), script.checksum(), script.settings()),
                    connection);
            parsed.outline();
            System.out.println("MEASURED outline ms " + (System.nanoTime() - t) / 1_000_000 + " " + weight.heaviest());
            t = System.nanoTime();
            connection.setAutoCommit(false);
            parsed.execute(connection, new Listening(weight));
            System.out.println("MEASURED execute ms " + (System.nanoTime() - t) / 1_000_000 + " heaviest "
                    + weight.heaviest() + " of " + Files.size(file));
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(question)) {
                result.next();
                assertThat(result.getLong(1)).isEqualTo(answer);
            }
            return weight;
        }
    }

    private record Listening(Weight weight) implements ParsedScript.Listener {

        @Override
        public void runs(int number, String sql) {
            if (sql.length() > MEGABYTE) {
                weight.take();
            }
        }

        @Override
        public void said(List<String> notices) {}
    }

    private static final class Weight {

        private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        private final long before = held();
        private long heaviest = 0;

        void take() {
            heaviest = Math.max(heaviest, held() - before);
        }

        long heaviest() {
            return heaviest;
        }

        private long held() {
            memory.gc();
            return memory.getHeapMemoryUsage().getUsed();
        }
    }

    /** Weighs as it is read. */
    private record Weighed(Text text, Weight weight) implements Text {

        @Override
        public Reader open() throws IOException {
            return new FilterReader(text.open()) {

                private long read = 0;

                @Override
                public int read(char[] into, int offset, int length) throws IOException {
                    int count = super.read(into, offset, length);
                    if ((read + count) / (4 * MEGABYTE) > read / (4 * MEGABYTE)) {
                        weight.take();
                    }
                    read += count;
                    return count;
                }
            };
        }

        @Override
        public long bytes() {
            return text.bytes();
        }

        @Override
        public Optional<String> held() {
            return text.held();
        }
    }

    private interface Writing {
        void to(Writer script) throws IOException;
    }

    private Path write(Writing writing) throws IOException {
        Path file = folder.resolve("V1__large.sql");
        try (Writer script = Files.newBufferedWriter(file)) {
            writing.to(script);
        }
        return file;
    }

    private static Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", EmbeddedServer.USER);
        return new Driver().connect(server.url("postgres"), properties);
    }

    private static Target target() {
        return new Target(
                new TargetName("test"),
                List.of("public"),
                new LedgerName("public", "ledger"),
                Optional.empty(),
                Target.Mode.FULL,
                false,
                Target.OnAhead.REFUSE,
                Duration.ZERO,
                Duration.ZERO,
                Target.Transaction.PER_REVISION,
                Courtesy.DEFAULT);
    }
}
