package dev.headgate.targets;

import static dev.headgate.targets.GuardedServer.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.migration.Facts;
import dev.headgate.migration.Reading;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Target;
import dev.headgate.operation.TargetLock;
import dev.headgate.postgres.AdvisoryLock;
import dev.headgate.postgres.PostgresDatabases;
import dev.headgate.postgres.PostgresLookout;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logging in as one role, and working as another that owns what the scripts create. */
final class OwnerRoleTest {

    private static final String OPERATION = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    private static final Map<String, String> LOGIN = Map.of("username", "anna", "password", "pl4nted-login");
    private static final Map<String, String> OWNED =
            Map.of("username", "anna", "password", "pl4nted-login", "role", "orders owner");
    private static GuardedServer server;

    @TempDir
    static Path folder;

    @BeforeAll
    static void serve() throws Exception {
        server = new GuardedServer(folder);
        server.execute(
                "CREATE ROLE anna LOGIN NOINHERIT PASSWORD 'pl4nted-login'",
                "CREATE ROLE \"orders owner\"",
                "GRANT \"orders owner\" TO anna",
                "GRANT CREATE ON SCHEMA public TO \"orders owner\"");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "Mixed Case",
                "the owner's \"own\"",
                "back\\slash \\",
                "tab\there",
                "-c role=postgres",
                "für"
            })
    void whatAScriptResetsComesBackToIt(String role) throws SQLException {
        String quoted = "\"" + role.replace("\"", "\"\"") + "\"";
        server.execute("CREATE ROLE " + quoted, "GRANT %s TO anna".formatted(quoted));
        Map<String, String> settings = Map.of("username", "anna", "password", "pl4nted-login", "role", role);

        try (TargetConnections connections = server.connections(settings);
                Connection session = connections.open(server.target(settings), "test");
                Connection facts = connections.forFacts(server.target(settings))) {
            assertThat(ask(session, "SELECT current_user")).isEqualTo(role);
            assertThat(ask(session, "SELECT session_user")).isEqualTo("anna");
            assertThat(ask(facts, "SELECT current_user")).isEqualTo(role);
            execute(session, "RESET ROLE");
            assertThat(ask(session, "SELECT current_user")).isEqualTo(role);
            execute(session, "DISCARD ALL");
            assertThat(ask(session, "SELECT current_user")).isEqualTo(role);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stranger", "nobody \"here\""})
    void whoMayNotBeItIsToldWhatToGrant(String role) throws SQLException {
        if (role.equals("stranger")) {
            server.execute("CREATE ROLE stranger");
        }
        Map<String, String> settings = Map.of("username", "anna", "password", "pl4nted-login", "role", role);
        Target target = server.target(settings);
        String grant = "GRANT \"%s\" TO \"anna\"".formatted(role.replace("\"", "\"\""));

        try (TargetConnections connections = server.connections(settings)) {
            assertThatThrownBy(() -> new AdvisoryLock(connections).open(target, OPERATION))
                    .isInstanceOfSatisfying(Refused.class, refused -> {
                        assertThat(refused.refusal().reason()).isEqualTo(Reason.ACCESS_REFUSED);
                        assertThat(refused).hasMessageContaining(grant);
                    });
            assertThat(new PostgresDatabases(connections, Clock.systemUTC()).read(target))
                    .isInstanceOfSatisfying(Reading.Unreachable.class, unreachable -> {
                        assertThat(unreachable.passing()).isFalse();
                        assertThat(unreachable.why()).contains(grant);
                    });
        }
    }

    @Test
    void theOwnersLedgerIsReadAndItsLockIsSeen() throws SQLException {
        Target target = server.target(OWNED);

        try (TargetConnections connections = server.connections(OWNED)) {
            try (Connection session = connections.open(target, "test")) {
                execute(
                        session,
                        "CREATE TABLE IF NOT EXISTS flyway_schema_history (installed_rank int, version text, "
                                + "description text, type text, script text, checksum int, installed_by text, "
                                + "installed_on timestamp, execution_time int, success bool)");
            }
            try (TargetLock.Session lock = new AdvisoryLock(connections).open(target, OPERATION)) {
                assertThat(lock.tryAcquire()).isTrue();
                assertThat(new PostgresDatabases(connections, Clock.systemUTC()).read(target))
                        .isInstanceOfSatisfying(
                                Facts.class,
                                facts -> assertThat(facts.holder())
                                        .get()
                                        .extracting(Object::toString)
                                        .asString()
                                        .contains(OPERATION));
            }
        }
        try (TargetConnections connections = server.connections(LOGIN)) { // the ledger is the owner's alone
            assertThat(new PostgresDatabases(connections, Clock.systemUTC()).read(server.target(LOGIN)))
                    .isInstanceOf(Reading.Unreachable.class);
        }
    }

    @Test
    void whatItsSessionsDoIsSeenAndCancelled() throws Exception {
        Target target = server.target(OWNED);

        try (TargetConnections connections = server.connections(OWNED);
                TargetLock.Session session = new AdvisoryLock(connections).open(target, OPERATION)) {
            session.tryAcquire();
            try (Connection work = session.work();
                    Connection reader = connections.open(target, "reader")) {
                execute(work, "CREATE TABLE wanted ()");
                reader.setAutoCommit(false);
                execute(reader, "SELECT * FROM wanted");
                CompletableFuture<SQLException> statement = CompletableFuture.supplyAsync(() -> failure(work));
                Awaitility.await()
                        .until(() -> new PostgresLookout(connections)
                                .look(target, OPERATION).blockers().stream()
                                        .anyMatch(blocker ->
                                                blocker.query().toString().contains("FROM wanted")));
                try (Connection facts = connections.forFacts(target)) { // of the pool, where a look has been
                    assertThat(ask(facts, "SELECT current_user")).isEqualTo("orders owner");
                }
                new AdvisoryLock(connections).interrupt(target, OPERATION);
                assertThat(statement.get().getSQLState()).isEqualTo("57014");
            }
        }
    }

    private static SQLException failure(Connection work) {
        try {
            execute(work, "ALTER TABLE wanted ADD COLUMN more int");
            throw new AssertionError("it went through");
        } catch (SQLException e) {
            return e;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
