package dev.headgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.migration.LockHolder;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refused;
import dev.headgate.operation.Sighting;
import dev.headgate.operation.Sighting.Blocker;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is in an operation's way, and who waits behind it, on a real server. */
final class PostgresLookoutTest {

    private static final String ALTER = "ALTER TABLE orders ADD COLUMN note text";
    private static final String READ = "SELECT 'secret' FROM orders";

    private static EmbeddedPostgres server;
    private Crowd crowd;

    @BeforeAll
    static void serve() throws IOException {
        server = Crowd.server();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void gather() throws SQLException {
        crowd = new Crowd(server);
        crowd.somebody(
                "setup",
                "DROP TABLE IF EXISTS orders, customers",
                "CREATE TABLE orders (id int PRIMARY KEY, total int)",
                "INSERT INTO orders VALUES (1, 10), (2, 20)",
                "CREATE TABLE customers (id int)");
    }

    @AfterEach
    void disperse() throws SQLException {
        crowd.close();
    }

    @Test
    void thereIsNothingToSeeOfAnOperationThatDoesNotWork() {
        assertThat(crowd.look()).isEqualTo(Sighting.NOTHING);
    }

    @Test
    void thereIsNothingToSeeOfOneThatIsInNobodysWayNorAnybodyInIts() throws SQLException {
        Connection working = crowd.working();
        crowd.somebody("shop", "BEGIN", "LOCK TABLE customers");
        Crowd.execute(working, "BEGIN");
        Crowd.execute(working, ALTER);

        assertThat(crowd.look()).isEqualTo(Sighting.NOTHING);
    }

    @Test
    void anIdleTransactionIsInTheWay() throws SQLException {
        crowd.somebody("shop", "BEGIN", "SELECT * FROM orders WHERE id = 42 -- as user:secret");
        crowd.stick(crowd.working(), ALTER);

        Sighting seen = crowd.look(it -> !it.blockers().isEmpty());

        assertThat(seen.blockers()).singleElement().satisfies(blocker -> {
            assertThat(blocker.pid()).isPositive();
            assertThat(blocker.user()).isEqualTo("postgres");
            assertThat(blocker.application()).isEqualTo("shop");
            assertThat(blocker.state()).isEqualTo("idle in transaction");
            assertThat(blocker.transactionAge())
                    .hasValueSatisfying(age -> assertThat(age).isBetween(Duration.ZERO, Duration.ofMinutes(1)));
            assertThat(blocker.query()).isEqualTo("SELECT * FROM orders WHERE id = ?");
        });
        assertThat(seen.queued()).isZero();
    }

    @Test
    void ofTwoInTheWayTheOlderTransactionComesFirst() throws SQLException {
        crowd.somebody("report", "BEGIN", READ);
        crowd.somebody("shop", "BEGIN", READ);
        crowd.stick(crowd.working(), ALTER);

        Sighting seen = crowd.look(it -> it.blockers().size() == 2);

        assertThat(seen.blockers()).extracting(Blocker::application).containsExactly("report", "shop");
    }

    @Test
    void ofManyInTheWayTheTenOldestAreNamed() throws SQLException {
        for (int i = 0; i < 12; i++) {
            crowd.somebody("shop" + i, "BEGIN", READ);
        }
        crowd.stick(crowd.working(), ALTER);

        Sighting seen = crowd.look(it -> !it.blockers().isEmpty());

        assertThat(seen.blockers())
                .hasSize(10)
                .first()
                .extracting(Blocker::application)
                .isEqualTo("shop0");
    }

    @Test
    void aPreparedTransactionIsInTheWayAndHasNoProcess() throws SQLException {
        Connection shop = crowd.somebody("shop", "BEGIN", READ, "PREPARE TRANSACTION 'forgotten'");
        try {
            crowd.stick(crowd.working(), ALTER);

            Sighting seen = crowd.look(it -> !it.blockers().isEmpty());

            assertThat(seen.blockers()).singleElement().satisfies(blocker -> {
                assertThat(blocker.pid()).isZero();
                assertThat(blocker.state()).isEqualTo("a prepared transaction (see pg_prepared_xacts)");
            });
        } finally {
            Crowd.execute(shop, "ROLLBACK PREPARED 'forgotten'");
        }
    }

    @Test
    void readersQueueBehindAStatementThatWaits() throws SQLException {
        crowd.somebody("report", "BEGIN", READ);
        crowd.stick(crowd.working(), ALTER);
        crowd.look(it -> !it.blockers().isEmpty());
        for (int i = 0; i < 3; i++) {
            crowd.somebodyStuck("shop", "SELECT 1", READ);
        }

        Sighting seen = crowd.look(it -> it.queued() == 3);

        assertThat(seen.blockers()).extracting(Blocker::application).containsExactly("report");
    }

    @Test
    void readersQueueBehindATransactionThatHoldsItsLock() throws SQLException {
        Connection working = crowd.working();
        Crowd.execute(working, "BEGIN");
        Crowd.execute(working, ALTER);
        crowd.somebodyStuck("shop", "SELECT 1", READ);
        crowd.somebodyStuck("shop", "BEGIN", READ);

        Sighting seen = crowd.look(it -> it.queued() == 2);

        assertThat(seen.blockers()).isEmpty();
    }

    @Test
    void whoWaitsForOneWhoWaitsIsBehindToo() throws SQLException {
        Connection working = crowd.working();
        Crowd.execute(working, "BEGIN");
        Crowd.execute(working, "UPDATE orders SET total = 0");
        for (int i = 0; i < 4; i++) { // the first waits for us, the others for their turn at the row
            crowd.somebodyStuck("shop", "SELECT 1", "UPDATE orders SET total = 1 WHERE id = 1");
        }

        crowd.awaitWaiting(4);

        assertThat(crowd.look().queued()).isEqualTo(4);
    }

    @Test
    void whoWaitsForSomebodyElseIsNotBehind() throws SQLException {
        Connection working = crowd.working();
        Crowd.execute(working, "BEGIN");
        Crowd.execute(working, ALTER);
        crowd.somebody("report", "BEGIN", "LOCK TABLE customers");
        crowd.somebodyStuck("shop", "SELECT 1", "TABLE customers");
        crowd.somebodyStuck("shop", "SELECT 1", "TABLE customers");

        crowd.awaitWaiting(2);

        assertThat(crowd.look()).isEqualTo(Sighting.NOTHING);
    }

    @Test
    void aSessionWithoutTheWorkKeyIsNotAtWorkWhateverItsName() throws SQLException {
        crowd.somebody("shop", "BEGIN", READ);
        crowd.somebodyStuck(LockHolder.sessionOf(Crowd.OPERATION), "SELECT 1", ALTER);

        crowd.awaitWaiting(1);

        assertThat(crowd.look()).isEqualTo(Sighting.NOTHING);
    }

    @Test
    void theOperationsOwnSessionInItsWayIsNamedAndNotCounted() throws SQLException {
        Connection idle = crowd.working();
        Crowd.execute(idle, "BEGIN");
        Crowd.execute(idle, READ);
        crowd.stick(crowd.working(), ALTER);

        Sighting seen = crowd.look(it -> !it.blockers().isEmpty());

        assertThat(seen.blockers())
                .extracting(Blocker::application)
                .containsExactly(LockHolder.sessionOf(Crowd.OPERATION));
        assertThat(seen.queued()).isZero();
    }

    @Test
    void aRoleWithoutPrivilegesSeesWhoIsThereButNotWhatTheyDo() throws SQLException {
        crowd.somebody(
                "setup", "DROP ROLE IF EXISTS plain", "CREATE ROLE plain LOGIN", "ALTER TABLE orders OWNER TO plain");
        try (Crowd seenByPlain = new Crowd(server, "plain")) {
            seenByPlain.somebody("shop", "BEGIN", READ);
            seenByPlain.stick(seenByPlain.working(), ALTER);
            seenByPlain.awaitWaiting(1);
            seenByPlain.somebodyStuck("shop", "SELECT 1", READ);

            Sighting seen = seenByPlain.look(it -> it.queued() == 1);

            assertThat(seen.blockers()).singleElement().satisfies(blocker -> {
                assertThat(blocker.pid()).isPositive();
                assertThat(blocker.user()).isEqualTo("postgres");
                assertThat(blocker.application()).isEqualTo("shop");
                assertThat(blocker.state()).isEmpty();
                assertThat(blocker.transactionAge()).isEmpty();
                assertThat(blocker.query()).isEqualTo("<insufficient privilege>");
            });
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsARefusal() {
        String nowhere = "jdbc:postgresql://localhost:%d/no_such_database".formatted(server.getPort());
        PostgresLookout lookout = new PostgresLookout(new DirectConnections(nowhere, "postgres"));

        assertThatThrownBy(() -> lookout.look(DirectConnections.target("ledger"), Crowd.OPERATION))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.ACCESS_REFUSED));
    }
}
