package dev.headgate.postgres;

import static dev.headgate.postgres.DirectConnections.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dev.EmbeddedServer;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refused;
import dev.headgate.operation.TargetLock;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract of {@link TargetLock}, and the race, on a real server. */
class AdvisoryLockTest {

    private static final int THREADS = 8;
    private static final int ROUNDS = 25;

    private static EmbeddedServer server;
    private static TargetLock lock;
    private int unguarded;

    @BeforeAll
    static void serve() {
        server = EmbeddedServer.start();
        lock = new AdvisoryLock(direct("postgres"));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void twoSessionsNeverHoldItAtTheSameTimeAndToTryAgainIsAllowed() {
        try (TargetLock.Session second = lock.open(target("a"), "two")) {
            try (TargetLock.Session first = lock.open(target("a"), "one")) {
                assertThat(first.tryAcquire()).isTrue();
                assertThat(second.tryAcquire()).isFalse();
                assertThat(second.tryAcquire()).isFalse();
                first.verify();
            }
            awaitFree(second);
        }
    }

    @Test
    void itIsFreeOnlyWhenTheLastWorkingSessionIsGone() throws SQLException {
        try (TargetLock.Session second = lock.open(target("b"), "two")) {
            Connection work;
            try (TargetLock.Session first = lock.open(target("b"), "one")) {
                assertThat(first.tryAcquire()).isTrue();
                work = first.work();
            }
            try (work) {
                awaitGone("headgate/one", 1);
                assertThat(second.tryAcquire()).as("while %s still works", work).isFalse();
            }
            awaitFree(second);
        }
    }

    @Test
    void aHolderWhoseSessionDiedIsToldSoAndAnotherTakesOver() throws SQLException {
        try (TargetLock.Session first = lock.open(target("c"), "doomed");
                TargetLock.Session second = lock.open(target("c"), "two")) {
            assertThat(first.tryAcquire()).isTrue();
            execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'headgate/doomed'");
            awaitGone("headgate/doomed", 0);
            assertThatThrownBy(first::verify)
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.LOCK_LOST));
            assertThat(second.tryAcquire()).isTrue();
        }
    }

    @Test
    void whoLostItCannotBeginToWorkAnyMore() throws SQLException {
        try (TargetLock.Session first = lock.open(target("h"), "cut-off");
                TargetLock.Session second = lock.open(target("h"), "two")) {
            assertThat(first.tryAcquire()).isTrue();
            first.verify();
            execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'headgate/cut-off'");
            awaitFree(second);
            assertThatThrownBy(first::work)
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.LOCK_LOST));
            try (Connection work = second.work()) {
                assertThat(work.isValid(1)).isTrue();
            }
        }
    }

    @Test
    void aSessionThatHasNotTakenItDoesNotHoldIt() {
        try (TargetLock.Session session = lock.open(target("d"), "one")) {
            assertThatThrownBy(session::verify).isInstanceOf(Refused.class);
            assertThat(session.tryAcquire()).isTrue();
            session.verify();
        }
    }

    @Test
    void whoSharesALedgerSharesItsLockAndOthersDoNot() {
        try (TargetLock.Session here = lock.open(target("e"), "one");
                TargetLock.Session there = lock.open(target("f"), "two")) {
            assertThat(here.tryAcquire()).isTrue();
            assertThat(there.tryAcquire())
                    .as("another ledger in the same database")
                    .isTrue();
        }
    }

    @Test
    void aDatabaseThatIsNotThereRefusesWithWhatToDo() {
        TargetLock nowhere = new AdvisoryLock(direct("no_such_database"));
        assertThatThrownBy(() -> nowhere.open(target("g"), "one"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.ACCESS_REFUSED));
    }

    @Test
    void manyThreadsRaiseAnUnguardedCounterAndNoneIsLost() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> raising = IntStream.range(0, THREADS)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> raise("thread" + i)))
                    .toList();
            for (Future<?> one : raising) {
                one.get();
            }
        }
        assertThat(unguarded).isEqualTo(THREADS * ROUNDS);
    }

    @Test
    void toInterruptCancelsTheWorkAndNotTheLocksOwnQuestions() throws Exception {
        try (TargetLock.Session session = lock.open(target("i"), "busy");
                Connection gate = direct("postgres").open(target("i"), "gate");
                Connection own = direct("postgres").open(target("i"), "headgate/busy");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(session.tryAcquire()).isTrue();
            try (Connection work = session.work()) {
                execute(gate, "SELECT pg_advisory_lock(1)");
                Future<?> working = threads.submit(() -> execute(work, "SELECT pg_advisory_lock_shared(1)"));
                Future<?> asking = threads.submit(() -> execute(own, "SELECT pg_advisory_lock_shared(1)"));
                awaitStuck("headgate/busy", 2);

                lock.interrupt(target("i"), "busy");

                assertThatThrownBy(working::get).hasMessageContaining("canceling statement due to user request");
                execute(gate, "SELECT pg_advisory_unlock(1)");
                asking.get();
            }
        }
    }

    /** The server ends a session a moment after its client did. */
    private static void awaitFree(TargetLock.Session session) {
        Awaitility.await().until(session::tryAcquire);
    }

    private static void awaitGone(String session, int left) {
        awaitCount("application_name = '%s'".formatted(session), left);
    }

    private static void awaitStuck(String session, int stuck) {
        awaitCount("application_name = '%s' AND wait_event_type = 'Lock'".formatted(session), stuck);
    }

    private static void awaitCount(String condition, int wanted) {
        Awaitility.await().until(() -> {
            try (Connection connection = direct("postgres").open(target("x"), "test");
                    Statement statement = connection.createStatement();
                    ResultSet sessions =
                            statement.executeQuery("SELECT count(*) FROM pg_stat_activity WHERE " + condition)) {
                return sessions.next() && sessions.getInt(1) == wanted;
            }
        });
    }

    /** Reads, yields, writes: two at a time would lose a round. */
    private void raise(String name) {
        for (int i = 0; i < ROUNDS; i++) {
            try (TargetLock.Session session = lock.open(target("counter"), name)) {
                while (!session.tryAcquire()) {
                    Thread.yield();
                }
                int read = unguarded;
                Thread.yield();
                unguarded = read + 1;
            }
        }
    }

    private static DirectConnections direct(String database) {
        return new DirectConnections(server.url(database), EmbeddedServer.USER);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = direct("postgres").open(target("x"), "test")) {
            execute(connection, sql);
        }
    }

    private static Void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        return null;
    }
}
