package dev.headgate.targets;

import static dev.headgate.targets.GuardedServer.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.migration.Target;
import io.quarkus.credentials.CredentialsProvider;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords, as they come and go, on a server that demands them. */
final class TargetConnectionsTest {

    private static final String OLD = "pl4nted-old";
    private static final String NEW = "pl4nted-new";
    private static GuardedServer server;

    @TempDir
    static Path folder;

    @BeforeAll
    static void serve() throws Exception {
        server = new GuardedServer(folder);
        server.execute("CREATE ROLE anna LOGIN", "CREATE ROLE bert LOGIN");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void begin() throws SQLException {
        server.execute("ALTER ROLE anna PASSWORD '%s'".formatted(OLD));
    }

    @Test
    void aPasswordOfTheConfigurationLogsIn() throws SQLException {
        Map<String, String> settings = Map.of("username", "anna", "password", OLD);

        try (TargetConnections connections = server.connections(settings)) {
            assertThat(users(connections, settings)).isEqualTo("anna anna");
        }
    }

    @Test
    void aWrongPasswordIsNeverSaid() throws SQLException {
        Map<String, String> settings = Map.of("username", "anna", "password", "pl4nted-wrong");
        Target target = server.target(settings);

        try (TargetConnections connections = server.connections(settings)) {
            assertThatThrownBy(() -> connections.open(target, "test"))
                    .hasMessageContaining("password authentication failed for user \"anna\"")
                    .message()
                    .doesNotContain("pl4nted");
            assertThatThrownBy(() -> connections.forFacts(target)).message().doesNotContain("pl4nted");
        }
    }

    @Test
    void aFileIsReadForEachConnection() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), OLD + "\n");
        Map<String, String> settings = Map.of("username", "anna", "password-file", file.toString());
        Target target = server.target(settings);

        try (TargetConnections connections = server.connections(settings)) {
            try (Connection before = connections.forFacts(target)) {
                server.execute("ALTER ROLE anna PASSWORD '%s'".formatted(NEW));
                Files.writeString(file, NEW);
                try (Connection after = connections.forFacts(target)) { // the pool's second
                    assertThat(ask(after, "SELECT current_user")).isEqualTo("anna");
                }
                assertThat(ask(before, "SELECT current_user")).isEqualTo("anna");
            }
            assertThat(users(connections, settings)).isEqualTo("anna anna");
            Files.delete(file);
            assertThatThrownBy(() -> connections.open(target, "test"))
                    .hasMessage("the password file %s cannot be read", file)
                    .hasFieldOrPropertyWithValue("SQLState", "28000");
        }
    }

    @Test
    void aProvidersUserAndPasswordAreAskedForEachConnection() throws SQLException {
        server.execute("ALTER ROLE bert PASSWORD '%s'".formatted(NEW));
        Map<String, String> settings = Map.of("username", "nobody", "credentials-provider", "orders");
        AtomicReference<Map<String, String>> answer =
                new AtomicReference<>(Map.of("user", "anna", "password", OLD, "expires-at", "2026-11-22T12:00:00Z"));
        Target target = server.target(settings);

        try (TargetConnections connections = server.connections(settings, given(answer))) {
            try (Connection before = connections.forFacts(target)) {
                answer.set(Map.of("user", "bert", "password", NEW));
                assertThat(ask(before, "SELECT current_user")).isEqualTo("anna");
                assertThat(users(connections, settings)).isEqualTo("bert bert");
            }
        }
    }

    @Test
    void aFileWithUserAndPasswordIsReadForEachConnection() throws Exception {
        server.execute("ALTER ROLE bert PASSWORD '%s'".formatted(NEW));
        Path file = Files.writeString(
                folder.resolve("credentials"), "{\"username\":\"anna\",\"password\":\"%s\"}".formatted(OLD));
        Map<String, String> settings = Map.of("credentials-file", file.toString());

        try (TargetConnections connections = server.connections(settings)) {
            assertThat(users(connections, settings)).isEqualTo("anna anna");
            Files.writeString(
                    file, "{\"lease\":1,\"data\":{\"username\":\"bert\",\"password\":\"%s\"}}".formatted(NEW));
            assertThat(users(connections, settings)).isEqualTo("bert bert");
            Files.writeString(file, "{\"username\":\"bert\",\"password\":%s}".formatted(NEW));
            assertThatThrownBy(() -> users(connections, settings))
                    .hasMessage("the credentials file %s cannot be read as JSON (JsonParseException)", file)
                    .hasFieldOrPropertyWithValue("SQLState", "28000")
                    .satisfies(e -> assertThat(stack(e)).doesNotContain("pl4nted"));
            Files.writeString(file, "[]");
            assertThatThrownBy(() -> users(connections, settings)).hasMessageContaining("holds no JSON object");
        }
    }

    @Test
    void whatAProviderThrowsIsNotToldButPasses() throws SQLException {
        Map<String, String> settings = Map.of("credentials-provider", "orders");
        Target target = server.target(settings);
        AtomicReference<Map<String, String>> answer = new AtomicReference<>(Map.of());

        try (TargetConnections connections = server.connections(settings, given(answer))) {
            assertThatThrownBy(() -> connections.open(target, "test"))
                    .hasMessage("the credentials provider has no password under 'orders'")
                    .hasFieldOrPropertyWithValue("SQLState", "08001");
        }
        CredentialsProvider sealed = new CredentialsProvider() {
            @Override
            public Map<String, String> getCredentials(String name) {
                throw new IllegalStateException("I keep " + OLD);
            }
        };
        try (TargetConnections connections = server.connections(settings, sealed)) {
            assertThatThrownBy(() -> connections.forFacts(target))
                    .hasMessage(
                            "the credentials provider gives nothing for 'orders' (IllegalStateException); see what it logs")
                    .satisfies(e -> assertThat(stack(e)).doesNotContain("pl4nted"))
                    .hasFieldOrPropertyWithValue("SQLState", "08001");
        }
    }

    @Test
    void aProviderThatIsNotThereStopsTheStart() {
        assertThatThrownBy(
                        () -> new TargetConnections(server.config(Map.of("credentials-provider", "orders")), bean -> {
                            throw new IllegalStateException("none");
                        }))
                .hasMessageStartingWith(
                        "headgate.targets.guarded.credentials-provider needs a credentials provider, or");
    }

    @Test
    void whatHoldsASecretDoesNotSayIt() {
        Map<String, String> given = new HashMap<>(Map.of("password", OLD));
        assertThat(server.config(given).toString()).doesNotContain("pl4nted");
        assertThat(server.config(given).targets().toString()).doesNotContain("pl4nted");
        assertThat(server.config(given).targets().get("guarded").password().toString())
                .doesNotContain("pl4nted");
        assertThat(new ProvidedCredentials(given(new AtomicReference<>(given)), "orders", java.time.Duration.ZERO))
                .hasToString("the credentials orders");
        assertThat(new PasswordFile(Path.of("/p"))).hasToString("the password in /p");
        assertThat(new io.agroal.api.security.SimplePassword(OLD).toString()).doesNotContain("pl4nted");
    }

    private static CredentialsProvider given(AtomicReference<Map<String, String>> answer) {
        return new CredentialsProvider() {
            @Override
            public Map<String, String> getCredentials(String name) {
                return Optional.of(answer.get())
                        .filter(known -> name.equals("orders"))
                        .orElseThrow();
            }
        };
    }

    /** All that a log would have of it. */
    private static String stack(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** As whom a new session works, and one for facts. */
    private static String users(TargetConnections connections, Map<String, String> settings) throws SQLException {
        Target target = server.target(settings);
        connections.forget(target);
        try (Connection session = connections.open(target, "test");
                Connection facts = connections.forFacts(target)) {
            return ask(session, "SELECT current_user") + " " + ask(facts, "SELECT current_user");
        }
    }
}
