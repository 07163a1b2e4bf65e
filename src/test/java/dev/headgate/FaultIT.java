package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dev.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That each fault of the suite does happen, to whom it should and to nobody else, and is over when it says so. */
@Tag("faults")
class FaultIT {

    private static final Duration SPELL = Duration.ofMillis(500);
    private static Fleet fleet;

    @BeforeAll
    static void sail() throws SQLException, IOException {
        fleet = new Fleet(Path.of("target", "faults-alone"));
    }

    @AfterAll
    static void sink() throws IOException {
        fleet.close();
    }

    @Test
    void aKilledReplicaIsGoneAndComesBackAsAnother() throws InterruptedException {
        Replica victim = fleet.replicas().getFirst();
        Fault.KILL.strike(fleet, victim, Duration.ZERO).join();
        assertThat(victim.headgate().exitCode()).isEqualTo(128 + 9);
        victim.comeBack();
        fleet.awaitReady();
    }

    @Test
    void aTerminatedReplicaEndsByItselfAndComesBackAsAnother() throws InterruptedException {
        Replica victim = fleet.replicas().get(1);
        Fault.TERMINATE.strike(fleet, victim, Duration.ZERO).join();
        assertThat(victim.headgate().exitCode()).isEqualTo(128 + 15);
        victim.comeBack();
        fleet.awaitReady();
    }

    @Test
    void aFrozenReplicaSaysNothingUntilItGoesOn() throws Exception {
        Replica victim = fleet.replicas().getFirst();
        CompletableFuture<Void> over = Fault.FREEZE.strike(fleet, victim, Duration.ofSeconds(2));
        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(
                () -> victim.headgate().get("/q/health/live").statusCode());
        assertThatThrownBy(() -> answer.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(fleet.replicas().get(1).headgate().get("/q/health/live").statusCode())
                .isEqualTo(200);
        over.join();
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(200);
    }

    @Test
    void aReplicaThatIsCutFromTheStoreIsUnreadyAloneUntilItHeals() {
        Replica victim = fleet.replicas().get(2);
        CompletableFuture<Void> over = Fault.CUT_FROM_STORE.strike(fleet, victim, Duration.ofSeconds(2));
        victim.headgate().awaitStatus("/q/health/ready", 503);
        assertThat(victim.toStore().carried()).isZero();
        assertThat(over).isNotDone();
        fleet.without(victim)
                .forEach(other -> assertThat(
                                other.headgate().get("/q/health/ready").statusCode())
                        .isEqualTo(200));
        over.join();
        fleet.awaitReady();
    }

    @Test
    void aCutBreaksASessionInTheMidstOfItsStatementAndAdmitsNoOther() throws Exception {
        Replica victim = fleet.replicas().getFirst();
        String url = "jdbc:postgresql://localhost:%d/target_1"
                .formatted(victim.toTargets().port());
        try (Connection connection = connect(url)) {
            CompletableFuture<Boolean> statement = CompletableFuture.supplyAsync(() -> sleeps(connection));
            Awaitility.await().until(() -> sleepers() == 1);
            CompletableFuture<Void> over = Fault.CUT_FROM_TARGETS.strike(fleet, victim, SPELL);
            assertThatThrownBy(() -> statement.get(5, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
            assertThatThrownBy(() -> connect(url)).isInstanceOf(SQLException.class);
            over.join();
        }
        connect(url).close();
    }

    @Test
    void aCrashDropsEverySessionAndRecoveryKeepsWhatWasCommitted() throws SQLException {
        String url = "jdbc:postgresql://localhost:%d/target_2"
                .formatted(fleet.targets().port());
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE audit.committed ()");
            connection.setAutoCommit(false);
            statement.execute("CREATE TABLE audit.lost ()");
            CompletableFuture<Void> over =
                    Fault.CRASH_OF_TARGETS.strike(fleet, fleet.replicas().getFirst(), SPELL);
            assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> connect(url)).isInstanceOf(SQLException.class);
            over.join();
        }
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE audit.committed");
            assertThatThrownBy(() -> statement.execute("DROP TABLE audit.lost")).isInstanceOf(SQLException.class);
        }
        Fault.CRASH_OF_STORE
                .strike(fleet, fleet.replicas().getFirst(), Duration.ZERO)
                .join();
        fleet.awaitReady();
    }

    private static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, EmbeddedServer.USER, "");
    }

    private static boolean sleeps(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            return statement.execute("SELECT pg_sleep(20)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int sleepers() throws SQLException {
        try (Connection connection = connect("jdbc:postgresql://localhost:%d/target_1"
                        .formatted(fleet.targets().port()));
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(20)'")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
