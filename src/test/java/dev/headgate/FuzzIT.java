package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.headgate.dev.EmbeddedServer;
import dev.headgate.security.TokenHash;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of requests that Schemathesis generates from the API's own description, well-formed ones and others, sent to a
 * service whose targets are in every state: each answer is one that the description knows.
 *
 * <p>{@code -Dfuzz.seed} generates others, {@code -Dfuzz.examples} more of each kind.
 */
@Tag("faults")
@Needs(Program.SCHEMATHESIS)
class FuzzIT {

    private static final int SEED = Integer.getInteger("fuzz.seed", 7);
    private static final int EXAMPLES = Integer.getInteger("fuzz.examples", 375);
    private static final int LEAST = 5_000;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final String TOKEN = "headgate_fuzz";

    /** All that it looks for. What is refused though the description allows it is no fault: a rule of a target's state. */
    private static final String CHECKS = String.join(
            ",",
            "not_a_server_error",
            "status_code_conformance",
            "content_type_conformance",
            "response_headers_conformance",
            "response_schema_conformance",
            "negative_data_rejection",
            "missing_required_header");

    private static final Path FOLDER = Path.of("target", "fuzz");
    private static final Path DESCRIPTION = Path.of("docs", "openapi.yaml");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static EmbeddedServer server;
    private static Headgate headgate;

    @BeforeAll
    static void serve() throws SQLException, IOException {
        server = EmbeddedServer.start();
        System.setProperty(TestServer.PORT, String.valueOf(server.port()));
        System.setProperty(TestServer.BUNDLES, folder.toString());
        Files.createDirectories(FOLDER);
        for (String file : List.of("schemathesis.toml", "hooks.py")) {
            Files.writeString(FOLDER.resolve(file), Files.readString(Path.of("src", "test", "fuzz", file)));
        }
        Map<String, String> config = targets();
        headgate = Headgate.launch(config, List.of("-Xmx512m"), Files.createTempFile("headgate", ".log"))
                .asHolderOf(TOKEN);
        headgate.awaitStatus("/q/health/ready", 200);
        bringAbout();
    }

    @AfterAll
    static void stop() throws IOException {
        headgate.kill(); // one operation would go on for long
        headgate.close();
        server.close();
    }

    @Test
    void everyAnswerIsOneThatTheDescriptionKnows() throws IOException, InterruptedException {
        Instant begun = Instant.now();
        Path report = FOLDER.resolve("report.txt");
        Process process = new ProcessBuilder(command())
                .directory(FOLDER.toFile()) // where it looks for its configuration
                .redirectErrorStream(true)
                .redirectOutput(report.toFile())
                .start();
        boolean ended = process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        JsonNode answers = JSON.readTree(FOLDER.resolve("answers.json").toFile());
        int requests = StreamSupport.stream(answers.spliterator(), false)
                .mapToInt(answer -> answer.get("count").asInt())
                .sum();
        System.out.printf(
                "Fuzz: seed %d, %d requests in %d s; again with: ./mvnw verify -Pfaults -Dit.test=FuzzIT -Dfuzz.seed=%d%n",
                SEED, requests, Duration.between(begun, Instant.now()).toSeconds(), SEED);

        assertThat(ended).as("it ends").isTrue();
        assertThat(process.exitValue())
                .as(() -> "what Schemathesis found, of seed %d: %s".formatted(SEED, TestBundles.read(report)))
                .isZero();
        assertThat(requests).isGreaterThanOrEqualTo(LEAST);
        assertThat(without2xx(answers))
                .as("operations that never did what they are for")
                .isEmpty();
        assertThat(headgate.get("/q/health/ready").statusCode()).isEqualTo(200);
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>(Program.SCHEMATHESIS.with(
                "run",
                "--url",
                "http://127.0.0.1:%d".formatted(headgate.port()),
                "--seed",
                String.valueOf(SEED),
                "--max-examples",
                String.valueOf(EXAMPLES),
                "--checks",
                CHECKS,
                "--header",
                "Authorization: Bearer " + TOKEN));
        command.add(DESCRIPTION.toAbsolutePath().toString());
        return command;
    }

    private static Set<String> without2xx(JsonNode answers) throws IOException {
        Set<String> operations = new TreeSet<>();
        JsonNode paths = new ObjectMapper(new YAMLFactory())
                .readTree(DESCRIPTION.toFile())
                .get("paths");
        paths.properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method ->
                                operations.add("%s %s".formatted(method.toUpperCase(Locale.ROOT), path.getKey()))));
        for (JsonNode answer : answers) {
            if (answer.get("status").asInt() / 100 == 2) {
                operations.remove(answer.get("operation").asText());
            }
        }
        return operations;
    }

    private static Map<String, String> targets() throws SQLException, IOException {
        Map<String, Path> bundles = new TestBundles(folder).write();
        Map<String, String> config = TestServer.store(server.create("store"));
        Map<String, String> states = new LinkedHashMap<>(Map.of(
                "empty", "eight",
                "current", "eight",
                "behind", "eight",
                "unstamped", "conductor",
                "adoptable", "eight",
                "failed", "half-undone",
                "failing", "broken",
                "invalid", "invalid",
                "verify-only", "eight",
                "running", "held"));
        for (Map.Entry<String, String> state : states.entrySet()) {
            add(
                    config,
                    state.getKey(),
                    server.create(state.getKey()),
                    bundles.get(state.getValue()).toString());
        }
        add(
                config,
                "development",
                server.create("development"),
                bundles.get("eight").toString());
        add(config, "diverged", server.url("current"), bundles.get("edited").toString());
        add(config, "ahead", server.url("current"), bundles.get("seven").toString());
        add(
                config,
                "unreachable",
                "jdbc:postgresql://localhost:1/none",
                bundles.get("eight").toString());
        config.putAll(Map.of(
                "headgate.auth.mode", "required",
                "headgate.auth.tokens-file",
                        Files.writeString(
                                        folder.resolve("tokens"),
                                        "fuzz sha256:" + TokenHash.of(TOKEN).hex())
                                .toString(),
                "headgate.auth.grants.fuzz.tokens", "fuzz",
                "headgate.auth.grants.fuzz.role", "admin",
                "headgate.auth.grants.fuzz.targets", "*",
                "headgate.auth.failures", "1000000")); // wrong tokens are generated, too
        config.put("headgate.targets.unreachable.wait-for-database", "1ms");
        config.put("headgate.targets.verify-only.mode", "verify-only");
        config.put("headgate.targets.development.environment", "development");
        config.putAll(TestServer.target("stored", server.create("stored"), "stored"));
        config.putAll(TestServer.target("bare", server.create("bare"), "stored"));
        return config;
    }

    private static void add(Map<String, String> config, String name, String url, String bundle) {
        config.putAll(TestServer.target(name, url, "filesystem:" + bundle));
    }

    /** Has the targets get into their states, and says what there is to be asked of. */
    private static void bringAbout() throws IOException {
        Scenario.on("unstamped").runs("CREATE TABLE somebodys (id integer)");
        Scenario.on("adoptable").runsScripts("V1__initial_schema.sql");
        List<String> operations = Stream.of(
                        ask("current", "ensure", "{}"),
                        ask("verify-only", "ensure", "{}"),
                        ask("behind", "upgrade", "{\"to\":\"3\"}"),
                        ask("failed", "upgrade", "{}"),
                        ask("failed", "downgrade", "{\"to\":\"1\"}"),
                        ask("failing", "upgrade", "{}"),
                        ask("diverged", "upgrade", "{}"),
                        ask("unreachable", "ensure", "{}"),
                        ask("running", "upgrade", "{}"))
                .flatMap(Optional::stream)
                .toList();
        List<String> digests = Stream.of("", "; CREATE TABLE model.two (id integer)", "; SELECT 3")
                .map(more -> push("SELECT 1" + more))
                .toList();
        Files.write(FOLDER.resolve("bundle.tar"), archive("SELECT 4"));
        tell("operations.txt", operations.subList(0, operations.size() - 1));
        tell("running.txt", operations);
        tell("digests.txt", digests);
        tell(
                "targets.txt",
                JsonPath.from(headgate.get("/api/v1/targets").body()).getList("name", String.class).stream()
                        .filter(name -> !name.equals("running")) // nobody would see the end of another operation there
                        .toList());
    }

    private static void tell(String file, List<String> words) throws IOException {
        Files.write(
                FOLDER.resolve(file), words.stream().map("\"%s\""::formatted).toList());
    }

    private static Optional<String> ask(String target, String verb, String body) {
        JsonPath answer = JsonPath.from(headgate.postAsync("/api/v1/targets/%s/%s".formatted(target, verb), body)
                .body());
        Optional<String> id = Optional.ofNullable(answer.getString("id"));
        if (!target.equals("running")) {
            id.ifPresent(i -> headgate.get("/api/v1/operations/%s?wait=25s".formatted(i)));
        }
        return id;
    }

    private static String push(String sql) {
        try {
            Path file = Files.write(FOLDER.resolve("bundle.tar"), archive(sql));
            return JsonPath.from(headgate.put("/api/v1/targets/stored/bundles?activate=true", file)
                            .body())
                    .getString("digest");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] archive(String sql) {
        return Packed.TAR.of(Map.of("V1__one.sql", sql + ";"));
    }
}
