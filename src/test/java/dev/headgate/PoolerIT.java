package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dev.EmbeddedServer;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind the real PgBouncer: a lock holds in session mode, and what cannot hold one is refused, with what to change. */
@Tag("faults")
@Needs(Program.PGBOUNCER)
class PoolerIT {

    private static final String AS_DOCUMENTED = "options,extra_float_digits";
    private static final String LEFT_BEHIND = """
            SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
            UNION ALL
            SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
            UNION ALL
            SELECT 'an advisory lock' FROM pg_locks
            WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """;

    private static final String TRAFFIC =
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'application' AND datname = current_database()";

    private static final List<String> REFUSED =
            List.of("409 urn:headgate:problem:pooled-connection: ", "pool_mode=session");

    @TempDir
    static Path folder;

    private static EmbeddedServer server;
    private static Map<String, Proxy> poolers;
    private static Headgate headgate;

    @BeforeAll
    static void serve() throws SQLException {
        server = EmbeddedServer.start();
        System.setProperty(TestServer.PORT, String.valueOf(server.port()));
        poolers = Map.of(
                "session", Proxy.pgBouncer(folder, "session", AS_DOCUMENTED, server.port()),
                "transaction", Proxy.pgBouncer(folder, "transaction", AS_DOCUMENTED, server.port()),
                "statement", Proxy.pgBouncer(folder, "statement", AS_DOCUMENTED, server.port()),
                "strict", Proxy.pgBouncer(folder, "session", "extra_float_digits", server.port()));
        Map<String, String> config = TestServer.store(server.create("store"));
        for (Map.Entry<String, Proxy> pooler : poolers.entrySet()) {
            for (String database : List.of(pooler.getKey(), crowded(pooler.getKey()), busy(pooler.getKey()))) {
                server.create(database);
                config.putAll(TestServer.target(
                        database,
                        "jdbc:postgresql://127.0.0.1:%d/%s"
                                .formatted(pooler.getValue().port(), database),
                        "filesystem:" + TestBundles.SAMPLE.toAbsolutePath()));
            }
        }
        headgate = Headgate.start(config);
    }

    @AfterAll
    static void stop() throws IOException {
        headgate.close();
        poolers.values().forEach(Proxy::close);
        Traces.stop(server);
    }

    /** More than once: which session serves whom is the pooler's choice each time. */
    @ParameterizedTest
    @ValueSource(strings = {"transaction", "statement"})
    void whereALockProtectsNothingEveryCallIsRefusedAndNothingChanges(String mode) {
        List<String> answers = differentAnswers(8, mode);

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer).contains(REFUSED).contains(jdbcUrl(mode)));
        assertThat(Scenario.on(mode).query(LEFT_BEHIND)).isEmpty();
    }

    /** Their own traffic moves the pooler's sessions about while it is found out what it does. */
    @ParameterizedTest
    @ValueSource(strings = {"transaction", "statement"})
    void callersAtOnceAreRefusedAsOneIs(String mode) {
        String target = crowded(mode);

        List<String> answers = differentAnswersAtOnce(16, target);

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer).contains(REFUSED).contains(jdbcUrl(target)));
        assertThat(Scenario.on(target).query(LEFT_BEHIND)).isEmpty();
    }

    /** The usual case: the application is in the same pool. */
    @Test
    void callersAreRefusedAlsoWhileOthersKeepThePoolBusy() {
        String target = busy("transaction");
        AtomicBoolean enough = new AtomicBoolean();
        List<String> answers;
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 4).forEach(i -> others.submit(() -> queries(target, enough)));
            try {
                Awaitility.await()
                        .until(() -> !Scenario.on(target).query(TRAFFIC).isEmpty());
                answers = differentAnswers(40, target);
            } finally {
                enough.set(true);
            }
        }

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer).contains(REFUSED).contains(jdbcUrl(target)));
        assertThat(Scenario.on(target).query(LEFT_BEHIND)).isEmpty();
    }

    @Test
    void throughSessionModeTwoCallersAtOnceBringItToHeadOnce() {
        List<String> answers = differentAnswersAtOnce(2, "session");

        assertThat(answers).containsExactly("200 succeeded");
        Scenario session = Scenario.on("session");
        assertThat(session.query("SELECT count(*) FROM flyway_schema_history")).containsExactly("8");
        session.flywayAccepts("8");
        assertThat(headgate.get("/api/v1/targets/session/verify").statusCode()).isEqualTo(200);
        assertThat(headgate.get("/api/v1/targets/session").body())
                .contains("\"state\":\"current\"", "\"current\":\"8\"");
    }

    @Test
    void whatAPoolerSaysThatRefusesAConnectionsOptionsIsPassedOnWithWhatToChange() {
        assertThat(described(ensured("strict").join()))
                .startsWith("409")
                .contains("unsupported startup parameter: options", "ignore_startup_parameters");
    }

    /** A database of its own for many callers, so that what they leave behind is not taken for anybody else's. */
    private static String crowded(String mode) {
        return mode + "-crowded";
    }

    /** Another one, that others use too. */
    private static String busy(String mode) {
        return mode + "-busy";
    }

    private static Void queries(String database, AtomicBoolean enough) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:%d/%s?prepareThreshold=0&ApplicationName=application"
                .formatted(poolers.get("transaction").port(), database);
        try (Connection connection = DriverManager.getConnection(url, EmbeddedServer.USER, "");
                Statement statement = connection.createStatement()) {
            while (!enough.get()) {
                statement.execute("SELECT 1");
            }
        }
        return null;
    }

    private static List<String> differentAnswers(int times, String target) {
        return IntStream.range(0, times)
                .mapToObj(i -> described(ensured(target).join()))
                .distinct()
                .toList();
    }

    private static List<String> differentAnswersAtOnce(int callers, String target) {
        return IntStream.range(0, callers).mapToObj(i -> ensured(target)).toList().stream()
                .map(answer -> described(answer.join()))
                .distinct()
                .toList();
    }

    private static CompletableFuture<HttpResponse<String>> ensured(String target) {
        return headgate.post("/api/v1/targets/%s/ensure".formatted(target));
    }

    /** What counts of an answer, so that equal answers are equal, and whatever fails shows it. */
    private static String described(HttpResponse<String> answer) {
        JsonPath json = JsonPath.from(answer.body());
        return answer.statusCode() == 200
                ? "200 " + json.getString("status")
                : "%d %s: %s".formatted(answer.statusCode(), json.getString("type"), json.getString("detail"));
    }

    private static String jdbcUrl(String target) {
        return "headgate.targets.%s.jdbc-url".formatted(target);
    }
}
