package dev.headgate.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.bundles.BundleLimits;
import dev.headgate.bundles.FileUnpacker;
import dev.headgate.dev.EmbeddedServer;
import dev.headgate.migration.Courtesy;
import dev.headgate.migration.LedgerName;
import dev.headgate.migration.Revision;
import dev.headgate.migration.Script;
import dev.headgate.migration.Step;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;

/** What is held of a script while it runs: a small multiple of its largest statement, not all of it. */
@Tag("faults")
class LargeScriptIT {

    private static final int MEGABYTE = 1024 * 1024;

    private static final BundleLimits LIMITS = new BundleLimits(64 * MEGABYTE, 64 * MEGABYTE, 1);

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

        long held = run(file, "SELECT count(*) FROM thing", 5_000);

        assertThat(Files.size(file)).isGreaterThan(50L * MEGABYTE);
        assertThat(held).isLessThan(4L * MEGABYTE);
    }

    @Test
    void aHundredThousandStatementsRunWhileHardlyAnyOfThemAreHeld() throws Exception {
        Path file = write(script -> {
            script.write("CREATE TEMP SEQUENCE counted;\n");
            for (int i = 1; i < 100_000; i++) {
                script.write(
                        "SELECT nextval('counted'); -- the statement of number %d, that is like all of the others\n"
                                .formatted(i));
            }
        });

        long held = run(file, "SELECT last_value FROM counted", 99_999);

        assertThat(Files.size(file)).isGreaterThan(8L * MEGABYTE);
        assertThat(held).isLessThan(4L * MEGABYTE);
    }

    @Test
    void oneLargeStatementIsHeldAFewTimesAtMost() throws Exception {
        Path file = write(script -> {
            script.write("CREATE TEMP TABLE thing AS SELECT '");
            for (int i = 0; i < 8; i++) {
                script.write("x".repeat(MEGABYTE));
            }
            script.write("' AS name;\n");
        });

        long held = run(file, "SELECT length(name) FROM thing", 8 * MEGABYTE);

        assertThat(held).isLessThan(4 * 8L * MEGABYTE);
    }

    @Test
    void rowsThatAreCopiedInAreHeldAFewTimesAtMost() throws Exception {
        Path file = write(script -> {
            script.write("CREATE TEMP TABLE thing (id int, name text);\nCOPY thing FROM STDIN;\n");
            for (int i = 0; i < 200_000; i++) {
                script.write("%d\tsome words that make it longer\n".formatted(i));
            }
            script.write("\\.\nANALYZE thing;\n");
        });

        long held = run(file, "SELECT count(*) FROM thing", 200_000);

        assertThat(Files.size(file)).isGreaterThan(7L * MEGABYTE);
        assertThat(held).isLessThan(4 * 7L * MEGABYTE);
    }

    /** Runs the script as one of a bundle, and says how many bytes were held at most. */
    private static long run(Path file, String question, long answer) throws IOException, SQLException {
        try (Connection connection = connect()) {
            Scales scales = new Scales();
            Revision revision = new FileUnpacker(LargeScriptIT.class.getClassLoader(), LIMITS)
                    .at("filesystem:" + file.getParent())
                    .bundle()
                    .revisions()
                    .getFirst();
            Script script = revision.forward();
            Text weighed = new Weighed(script.text(), scales);
            ParsedScript parsed = new ParsedScript(
                    target(), new Script(script.file(), weighed, script.checksum(), script.settings()), connection);
            assertThat(new Outliner(target(), new Step.Forward(revision), 0)
                            .outline(parsed)
                            .transactional())
                    .isTrue();
            connection.setAutoCommit(false);
            parsed.each((number, statement) -> {
                if (number <= 3 || number % 5_000 == 0) {
                    scales.weigh();
                }
                parsed.execute(connection, statement);
            });
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(question)) {
                result.next();
                assertThat(result.getLong(1)).isEqualTo(answer);
            }
            return scales.heaviest();
        }
    }

    /** What has come to be held since these were made. */
    private static final class Scales {

        private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        private final long before = held();
        private long heaviest = 0;

        void weigh() {
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
    private record Weighed(Text text, Scales scales) implements Text {

        private static final long STRIDE = 4L * MEGABYTE;

        @Override
        public Reader open() throws IOException {
            return new FilterReader(text.open()) {

                private long read = 0;

                @Override
                public int read(char[] into, int offset, int length) throws IOException {
                    int count = super.read(into, offset, length);
                    if ((read + count) / STRIDE > read / STRIDE) {
                        scales.weigh();
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

    /** Writes a script, as it goes. */
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
                Target.Environment.PRODUCTION,
                false,
                Target.OnAhead.REFUSE,
                Duration.ZERO,
                Duration.ZERO,
                Target.Transaction.PER_REVISION,
                Courtesy.DEFAULT);
    }
}
