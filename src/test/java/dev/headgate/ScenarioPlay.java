package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headgate.dev.EmbeddedServer;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.opentest4j.TestAbortedException;

/** A scenario, played on its own database: one step after another, and then a look at how it ended. */
final class ScenarioPlay implements AutoCloseable {

    /** The longest that a step may take, so that what hangs is found; most take a hundredth of it. */
    private static final Duration BOUND = Duration.ofSeconds(40);

    private final ScenarioFolder folder;
    private final ScenarioTarget target;
    private final String url;
    private final ScenarioSessions sessions;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Future<Outcome>> background = new HashMap<>();

    ScenarioPlay(ScenarioFolder folder, String url) {
        this.folder = folder;
        this.target = new ScenarioTarget(folder.name());
        this.url = url;
        this.sessions = new ScenarioSessions(url);
    }

    /**
     * What came of something.
     *
     * @param summary the rows of a statement, or its SQLSTATE; of an answer, its status and its most telling word
     * @param answer Headgate's, if it was asked
     */
    private record Outcome(String summary, Optional<Response> answer, boolean failed) {

        static Outcome of(Response answer) {
            return new Outcome(ScenarioTarget.summary(answer), Optional.of(answer), false);
        }
    }

    void play() throws SQLException {
        for (ScenarioStep step : folder.steps()) {
            try {
                take(step);
            } catch (TestAbortedException e) {
                throw e;
            } catch (Exception | AssertionError e) {
                throw new AssertionError("%s: %s: %s".formatted(folder, step, e), e);
            }
        }
        assertThat(background).as("what was never awaited").isEmpty();
        assertThat(sessions.ledger()).as("ledger.txt").isEqualTo(folder.ledger());
        assertThat(sessions.schema()).as("schema.txt").isEqualTo(folder.schema());
    }

    private void take(ScenarioStep step) throws Exception {
        switch (step.action()) {
            case "needs" -> assumeTrue(serverVersion() >= Integer.parseInt(step.object()), step.toString());
            case "get" -> check(step, Outcome.of(target.looks(step.object())));
            case "post" -> begin(step, step.name(), () -> Outcome.of(target.asks(step.name(), step.rest())));
            case "session" -> begin(step, step.name(), () -> sql(step.name(), step.rest()));
            case "sql" -> check(step, sql("scenario", step.object()));
            case "flyway" -> begin(step, "flyway", () -> flyway(step.rest()));
            case "await" -> check(step, awaited(step.object()));
            case "until" -> until(step);
            default -> throw new IllegalArgumentException("there is no such step");
        }
    }

    private void begin(ScenarioStep step, String name, Callable<Outcome> work) throws Exception {
        Future<Outcome> begun = threads.submit(work);
        background.put(name, begun);
        if (!step.background()) {
            check(step, awaited(name));
        }
    }

    private Outcome awaited(String name) throws Exception {
        return Objects.requireNonNull(background.remove(name), "nothing of that name is under way")
                .get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    private void until(ScenarioStep step) {
        Awaitility.await().atMost(BOUND).ignoreExceptions().untilAsserted(() -> {
            if (step.name().equals("event")) {
                assertThat(target.events()).containsPattern(sessions.withPids(step.rest()));
            } else {
                check(step, sql("scenario", step.object()));
            }
        });
    }

    private void check(ScenarioStep step, Outcome outcome) {
        step.result()
                .ifPresentOrElse(
                        result -> assertThat(outcome.summary())
                                .as(() ->
                                        outcome.answer().map(Response::asString).orElse("result"))
                                .isEqualTo(result),
                        () -> assertThat(outcome.failed()).as(outcome.summary()).isFalse());
        for (ScenarioStep.Expectation expected : step.expectations()) {
            ScenarioTarget.check(outcome.answer().orElseThrow(), expected, sessions::withPids);
        }
    }

    private Outcome sql(String session, String sql) {
        try {
            return new Outcome(String.join(", ", sessions.run(session, sql)), Optional.empty(), false);
        } catch (SQLException e) {
            return new Outcome(String.valueOf(e.getSQLState()), Optional.empty(), true);
        }
    }

    /**
     * Somebody else's Flyway, as it is by default, of the release of that revision: it knows the scripts up to it.
     */
    private Outcome flyway(String to) throws IOException {
        Path release = Files.createTempDirectory("release");
        try (Stream<Path> scripts = Files.list(folder.bundle())) {
            for (Path script : scripts.toList()) {
                String name = script.getFileName().toString();
                if (Integer.parseInt(name.substring(1, name.indexOf("__"))) <= Integer.parseInt(to)) {
                    Files.copy(script, release.resolve(name));
                }
            }
        }
        try {
            Flyway flyway = Flyway.configure()
                    .dataSource(url, EmbeddedServer.USER, "")
                    .locations("filesystem:" + release)
                    .load();
            return new Outcome(String.valueOf(flyway.migrate().migrationsExecuted), Optional.empty(), false);
        } catch (FlywayException e) {
            return new Outcome("failed", Optional.empty(), true);
        }
    }

    private int serverVersion() throws SQLException {
        return Integer.parseInt(
                        sessions.run("scenario", "SHOW server_version_num").getFirst())
                / 10_000;
    }

    /** What still waits is let go, so that nothing of one scenario is in the way of another. */
    @Override
    public void close() throws SQLException {
        threads.shutdownNow();
        sessions.close();
    }
}
