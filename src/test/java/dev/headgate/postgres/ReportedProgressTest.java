package dev.headgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headgate.operation.Sighting.ServerProgress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** How far a command is in the server's words. Each is held where it is to be seen by somebody in its way. */
final class ReportedProgressTest {

    private static final String CLOSE_GATE = "SELECT pg_advisory_lock(1)";
    private static final String CRAWL = "SET vacuum_cost_delay = '100ms'; SET vacuum_cost_limit = 1";

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
                "DROP SCHEMA IF EXISTS shop CASCADE",
                "CREATE SCHEMA shop",
                """
                CREATE FUNCTION shop.gated(id int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$
                BEGIN
                    IF id > 10000 THEN
                        PERFORM pg_advisory_xact_lock_shared(1);
                    END IF;
                    RETURN id;
                END $$
                """,
                "CREATE TABLE shop.orders (id int)",
                "INSERT INTO shop.orders SELECT generate_series(1, 20000)");
    }

    @AfterEach
    void disperse() throws SQLException {
        crowd.close();
    }

    @Test
    void aConcurrentIndexWaitsForAnOldSnapshot() throws SQLException {
        crowd.somebody("report", "BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT 1");
        crowd.stick(crowd.working(), "CREATE INDEX CONCURRENTLY ON shop.orders (id)");

        ServerProgress seen =
                progressIn("waiting for old snapshots", it -> it.total().orElse(0) > it.done());

        assertThat(seen.command()).isEqualTo("CREATE INDEX CONCURRENTLY");
        assertThat(seen.relation()).isEqualTo("shop.orders");
        assertThat(seen.unit()).isEqualTo("sessions");
        assertThat(crowd.look().blockers())
                .singleElement()
                .satisfies(blocker -> assertThat(blocker.application()).isEqualTo("report"));
    }

    @Test
    void anIndexCountsTheBlocksOfItsTable() throws SQLException {
        crowd.somebody("gate", CLOSE_GATE);
        crowd.stick(crowd.working(), "CREATE INDEX ON shop.orders (shop.gated(id))");

        ServerProgress seen = progressIn("building index: scanning table", it -> it.done() == 44);

        assertThat(seen.command()).isEqualTo("CREATE INDEX");
        assertThat(seen.unit()).isEqualTo("blocks");
        assertThat(seen.total()).hasValue(89);
    }

    @Test
    void anIndexOfAPartitionedTableSaysInWhichPartitionItIs() throws SQLException {
        crowd.somebody(
                "setup",
                "CREATE TABLE shop.events (id int) PARTITION BY RANGE (id)",
                "CREATE TABLE shop.events_1 PARTITION OF shop.events FOR VALUES FROM (0) TO (10000)",
                "CREATE TABLE shop.events_2 PARTITION OF shop.events FOR VALUES FROM (10000) TO (20000)",
                "INSERT INTO shop.events VALUES (15000)");
        crowd.somebody("gate", CLOSE_GATE);
        crowd.stick(crowd.working(), "CREATE INDEX ON shop.events (shop.gated(id))");

        ServerProgress seen = progressIn(
                "building index: scanning table, partition 2 of 2",
                it -> it.total().isPresent());

        assertThat(seen.total()).hasValue(1);
    }

    @Test
    void theIndexOfATableThatIsNotCommittedHasNoNameToShow() throws SQLException {
        crowd.somebody("gate", CLOSE_GATE);
        Connection working = crowd.working();
        Crowd.execute(working, "BEGIN");
        Crowd.execute(working, "CREATE TABLE shop.unseen AS TABLE shop.orders");
        crowd.stick(working, "CREATE INDEX ON shop.unseen (shop.gated(id))");

        ServerProgress seen = progressIn("building index: scanning table");

        assertThat(seen.relation()).isEqualTo("a relation that is not committed yet");
    }

    @Test
    void vacuumCountsTheBlocksOfItsTable() throws SQLException {
        Connection working = crowd.working();
        Crowd.execute(working, CRAWL);
        crowd.stick(working, "VACUUM shop.orders");

        assertThat(progressIn("scanning heap", it -> it.total().isPresent())).satisfies(seen -> {
            assertThat(seen.command()).isEqualTo("VACUUM");
            assertThat(seen.relation()).isEqualTo("shop.orders");
            assertThat(seen.unit()).isEqualTo("blocks");
            assertThat(seen.total()).hasValue(89);
        });
    }

    @Test
    void analyzeCountsTheBlocksOfItsSample() throws SQLException {
        Connection working = crowd.working();
        Crowd.execute(working, CRAWL);
        crowd.stick(working, "ANALYZE shop.orders");

        assertThat(progressIn("acquiring sample rows", it -> it.total().isPresent()))
                .satisfies(seen -> {
                    assertThat(seen.command()).isEqualTo("ANALYZE");
                    assertThat(seen.unit()).isEqualTo("blocks");
                    assertThat(seen.total()).hasValue(89);
                });
    }

    @Test
    void vacuumFullCountsTheIndexesThatItHasRebuilt() throws SQLException {
        crowd.somebody(
                "setup",
                "CREATE INDEX first ON shop.orders (id)",
                "CREATE INDEX second ON shop.orders (shop.gated(id))");
        crowd.somebody("gate", CLOSE_GATE);
        crowd.stick(crowd.working(), "VACUUM FULL shop.orders");

        assertThat(progressIn("rebuilding index", it -> it.done() == 1)).satisfies(seen -> {
            assertThat(seen.command()).isEqualTo("VACUUM FULL");
            assertThat(seen.relation()).isEqualTo("shop.orders");
            assertThat(seen.unit()).isEqualTo("indexes");
            assertThat(seen.total()).isEmpty();
        });
    }

    @Test
    void copyCountsTheTuplesThatTheClientHasSent() throws SQLException {
        Connection working = crowd.working();
        assumeReportsOfCopy(working);
        CopyIn copy = working.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY shop.orders FROM STDIN");
        byte[] rows = "1\n".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(rows, 0, rows.length);
        copy.flushCopy();

        ServerProgress seen = crowd.look(
                        it -> it.progress().filter(p -> p.done() > 0).isPresent())
                .progress()
                .orElseThrow();

        assertThat(seen.command()).isEqualTo("COPY FROM");
        assertThat(seen.relation()).isEqualTo("shop.orders");
        assertThat(seen.unit()).isEqualTo("tuples");
        assertThat(seen.total()).isEmpty();
    }

    @Test
    void copyOfAFileCountsItsBytes(@TempDir Path folder) throws SQLException, IOException {
        Connection working = crowd.working();
        assumeReportsOfCopy(working);
        Path file = Files.writeString(folder.resolve("orders"), "20000\n");
        Crowd.execute(working, "ALTER TABLE shop.orders ADD CHECK (shop.gated(id) > 0)");
        crowd.somebody("gate", CLOSE_GATE);
        crowd.stick(working, "COPY shop.orders FROM '%s'".formatted(file));

        ServerProgress seen = progressIn("copying");

        assertThat(seen.unit()).isEqualTo("bytes");
        assertThat(seen.total()).hasValue(6);
    }

    @Test
    void copyOfAQueryHasNoRelation() throws SQLException {
        Connection working = crowd.working();
        assumeReportsOfCopy(working);
        crowd.somebody("gate", CLOSE_GATE);
        crowd.stick(working, "COPY (SELECT shop.gated(id) FROM shop.orders) TO '/dev/null'");

        assertThat(progressIn("copying").relation()).isEqualTo("a query");
    }

    private ServerProgress progressIn(String phase) {
        return progressIn(phase, it -> true);
    }

    /** As seen in a phase, once it has come so far: the server tells the phase first and the counters after it. */
    private ServerProgress progressIn(String phase, Predicate<ServerProgress> far) {
        return crowd.look(it -> it.progress()
                        .filter(progress -> progress.phase().equals(phase))
                        .filter(far)
                        .isPresent())
                .progress()
                .orElseThrow();
    }

    private static void assumeReportsOfCopy(Connection connection) throws SQLException {
        assumeTrue(connection.getMetaData().getDatabaseMajorVersion() >= 14, "PostgreSQL 13 tells nothing of COPY");
    }
}
