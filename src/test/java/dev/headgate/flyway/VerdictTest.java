package dev.headgate.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What interrupted statements leave on a real server, and what is made of it. */
class VerdictTest {

    private static final String BUILD = "CREATE INDEX CONCURRENTLY i ON orders (id)";
    private static final String UNIQUE = "CREATE UNIQUE INDEX CONCURRENTLY i ON orders (id)";
    private static final List<String> DROP_I = List.of("DROP INDEX CONCURRENTLY IF EXISTS shop.i");

    private static Shop shop;
    private Connection session;

    @BeforeAll
    static void serve() {
        shop = new Shop();
    }

    @AfterAll
    static void stop() throws IOException {
        shop.close();
    }

    @BeforeEach
    void open() throws SQLException {
        shop.renew();
        session = shop.session();
    }

    @AfterEach
    void close() throws SQLException {
        session.close();
    }

    @Test
    void aLockTimeoutEndsAConcurrentBuildThatWaitsForAnOldSnapshotAndLeavesAnInvalidIndex() throws SQLException {
        Effect.Before before = Effect.of(BUILD).observe(session);
        assertThat(before.obstacle()).isEmpty();
        try (Connection snapshot = shop.oldSnapshot()) {
            Shop.execute(session, "SET lock_timeout = '200ms'");
            assertThatThrownBy(() -> Shop.execute(session, BUILD))
                    .as("while %s is open", snapshot)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"));
        }
        assertCleared(before.afterError(session), DROP_I);
        Shop.execute(session, BUILD);
        assertThat(Effect.of(BUILD).verdict(session)).isEqualTo(new Verdict.Done());
    }

    @Test
    void aBuildThatMeetsDuplicatesLeavesAnInvalidIndexOfItsOwn() throws SQLException {
        assertCleared(afterError(UNIQUE), DROP_I);
        assertThat(afterError(UNIQUE.replace("CONCURRENTLY", "")))
                .as("in one transaction")
                .isEqualTo(new Verdict.Again(List.of(), "the error left nothing of it"));
    }

    @Test
    void aBuildWhoseSessionBrokeIsClearedAwayAndRunsAgain() throws SQLException {
        try (Connection snapshot = shop.oldSnapshot()) {
            assertThat(snapshot.isValid(1)).isTrue();
            shop.breakOff(BUILD);
        }
        assertCleared(Effect.of(BUILD).verdict(session), DROP_I);
        assertThat(Effect.of(BUILD).verdict(session)).isEqualTo(new Verdict.Again(List.of(), "index i is not there"));
    }

    @Test
    void aBuildOfAnotherSessionIsLeftToItWhateverTheRoleMaySee() throws SQLException {
        Effect effect = Effect.of(BUILD);
        Shop.execute(
                session, "DROP ROLE IF EXISTS anybody; CREATE ROLE anybody; GRANT USAGE ON SCHEMA shop TO anybody");
        try (Connection snapshot = shop.oldSnapshot();
                Shop.Waiting elsewhere = shop.waiting(BUILD)) {
            assertThat(snapshot.isValid(1)).isTrue();
            assertUnknown(effect.verdict(session), "another session", "wait until it has ended");
            Shop.execute(session, "SET ROLE anybody");
            assertUnknown(effect.verdict(session), "another session", "wait until it has ended");
            assertThat(effect.observe(session).obstacle())
                    .hasValueSatisfying(o -> assertThat(o).contains("another session"));
            assertThat(elsewhere).isNotNull();
        }
    }

    @Test
    void whatIsThereBeforeABuildIsInItsWay() throws SQLException {
        assertThat(obstacle(BUILD)).isEmpty();
        assertThat(afterError(UNIQUE)).isInstanceOf(Verdict.Again.class);
        assertThat(obstacle(BUILD)).hasValueSatisfying(o -> assertThat(o).contains("invalid", DROP_I.getFirst()));
        assertThat(obstacle(BUILD.replace("i ON", "IF NOT EXISTS i ON"))).isPresent();
        assertThat(afterError(UNIQUE))
                .as("is not ours to drop")
                .isEqualTo(new Verdict.Again(List.of(), "the error left nothing of it"));
        Shop.execute(session, "DROP INDEX i; CREATE INDEX i ON orders (id)");
        assertThat(obstacle(BUILD)).hasValueSatisfying(o -> assertThat(o).contains("IF NOT EXISTS"));
        assertThat(obstacle(BUILD.replace("i ON", "IF NOT EXISTS i ON"))).isEmpty();
        Shop.execute(session, "DROP INDEX i; CREATE TABLE other (id int); CREATE INDEX i ON other (id)");
        assertThat(obstacle(BUILD.replace("i ON", "IF NOT EXISTS i ON")))
                .hasValueSatisfying(o -> assertThat(o).contains("shop.other"));
        assertUnknown(Effect.of(BUILD).verdict(session), "on another table: shop.other", "rename it");
    }

    @Test
    void anIndexWithoutANameIsToldByWhatWasThereBeforeOrNotAtAll() throws SQLException {
        String unnamed = UNIQUE.replace("i ON", "ON");
        List<String> drop = List.of("DROP INDEX CONCURRENTLY IF EXISTS shop.orders_id_idx");
        Verdict afterError = afterError(unnamed);
        assertUnknown(Effect.of(unnamed).verdict(session), "shop.orders_id_idx (invalid)", drop.getFirst());
        assertCleared(afterError, drop);
        assertUnknown(Effect.of(unnamed).verdict(session), "Its indexes: none", "give it a name");
    }

    @Test
    void anIndexOfAPartitionedTableAloneIsDoneBeforeItIsValid() throws SQLException {
        String only = "CREATE INDEX IF NOT EXISTS i ON ONLY sales (id)";
        Shop.execute(session, only);
        assertThat(Effect.of(only).verdict(session)).isEqualTo(new Verdict.Done());
        assertThat(obstacle(only)).isEmpty();
        assertThat(obstacle(only.replace("ONLY", ""))).isPresent();
    }

    @Test
    void aDropThatWasBrokenOffRunsAgain() throws SQLException {
        Effect drop = Effect.of("DROP INDEX CONCURRENTLY i");
        Shop.execute(session, "CREATE INDEX i ON orders (id)");
        Effect.Before before = drop.observe(session);
        assertThat(drop.verdict(session)).isEqualTo(new Verdict.Again(List.of(), "index shop.i is there still"));
        try (Connection reader = shop.reader("orders")) {
            try (Shop.Waiting elsewhere = shop.waiting("DROP INDEX CONCURRENTLY i")) {
                assertUnknown(drop.verdict(session), "another session", "wait");
                assertUnknown(before.afterError(session), "another session", "wait");
                assertThat(elsewhere).isNotNull();
            }
            assertThat(reader.isValid(1)).isTrue();
        }
        Verdict again = new Verdict.Again(List.of(), "index shop.i is there still, made invalid");
        assertThat(drop.verdict(session)).isEqualTo(again);
        assertThat(before.afterError(session)).isEqualTo(again);
        Shop.execute(session, "DROP INDEX CONCURRENTLY i");
        assertThat(drop.verdict(session)).isEqualTo(new Verdict.Done());
        assertThat(before.afterError(session)).isEqualTo(new Verdict.Done());
    }

    @Test
    void aDropIsNotRepeatedOnANamesakeFartherInTheSearchPath() throws SQLException {
        Shop.execute(session, """
                CREATE INDEX i ON orders (id);
                CREATE TABLE public.orders (id int);
                CREATE INDEX i ON public.orders (id)
                """);
        Effect.Before before = Effect.of("DROP INDEX CONCURRENTLY i").observe(session);
        Shop.execute(session, "DROP INDEX CONCURRENTLY i");
        assertUnknown(Effect.of("DROP INDEX CONCURRENTLY i").verdict(session), "index public.i", "name the schema");
        assertThat(before.afterError(session)).isEqualTo(new Verdict.Done());
        assertThat(Effect.of("DROP INDEX CONCURRENTLY public.i").verdict(session))
                .isEqualTo(new Verdict.Again(List.of(), "index public.i is there still"));
    }

    @Test
    void aRebuildThatWasBrokenOffLeavesWhatItBuiltOrWhatItReplaced() throws SQLException {
        String index = "i".repeat(63);
        Shop.execute(session, "CREATE INDEX %s ON orders (id); CREATE INDEX j ON orders (id)".formatted(index));
        Effect other = Effect.of("REINDEX INDEX CONCURRENTLY j");
        Effect.Before before = Effect.of("REINDEX TABLE CONCURRENTLY orders").observe(session);
        try (Connection snapshot = shop.oldSnapshot()) {
            assertThat(snapshot.isValid(1)).isTrue();
            shop.breakOff("REINDEX INDEX CONCURRENTLY " + index);
        }
        try (Connection reader = shop.reader("orders")) {
            assertThat(reader.isValid(1)).isTrue();
            shop.breakOff("REINDEX INDEX CONCURRENTLY " + index);
        }
        List<String> drops = List.of(
                "DROP INDEX CONCURRENTLY IF EXISTS shop.%s_ccnew".formatted("i".repeat(57)),
                "DROP INDEX CONCURRENTLY IF EXISTS shop.%s_ccold".formatted("i".repeat(57)));
        for (String all : List.of("TABLE CONCURRENTLY orders", "SCHEMA CONCURRENTLY shop", "DATABASE CONCURRENTLY")) {
            assertThat(Effect.of("REINDEX " + all).verdict(session))
                    .isInstanceOfSatisfying(
                            Verdict.Again.class,
                            again -> assertThat(again.clearFirst()).isEqualTo(drops));
        }
        assertThat(other.verdict(session))
                .isEqualTo(new Verdict.Again(List.of(), "it left nothing, and is safe to repeat"));
        assertThat(Effect.of("REINDEX INDEX CONCURRENTLY " + index)
                        .observe(session)
                        .afterError(session))
                .as("was there before")
                .isEqualTo(new Verdict.Again(List.of(), "it left nothing, and is safe to repeat"));
        assertThat(before.afterError(session))
                .isInstanceOfSatisfying(
                        Verdict.Again.class,
                        again -> assertThat(again.clearFirst()).isEqualTo(drops));
        assertCleared(Effect.of("REINDEX INDEX CONCURRENTLY " + index).verdict(session), drops);
    }

    @Test
    void aRebuildOfAWholeTableLeavesInvalidIndexesOfItsLongValuesToo() throws SQLException {
        Shop.execute(session, "CREATE INDEX i ON orders (id)");
        try (Connection snapshot = shop.oldSnapshot()) {
            assertThat(snapshot.isValid(1)).isTrue();
            shop.breakOff("REINDEX TABLE CONCURRENTLY orders");
        }
        Effect reindex = Effect.of("REINDEX TABLE CONCURRENTLY orders");
        Verdict.Again again = (Verdict.Again) reindex.verdict(session);
        assertThat(again.clearFirst())
                .hasSize(2)
                .anyMatch(sql -> sql.matches("DROP INDEX CONCURRENTLY IF EXISTS pg_toast.pg_toast_\\d+_index_ccnew"));
        assertCleared(again, again.clearFirst());
        assertThat(reindex.verdict(session))
                .isEqualTo(new Verdict.Again(List.of(), "it left nothing, and is safe to repeat"));
    }

    @Test
    void aDetachmentThatWasBrokenOffIsFinished() throws SQLException {
        Assumptions.assumeTrue(shop.version() >= 14, "there is no concurrent detachment before 14");
        String sql = "ALTER TABLE sales DETACH PARTITION sales_1 CONCURRENTLY";
        Effect detachment = Effect.of(sql);
        Effect.Before before = detachment.observe(session);
        try (Connection reader = shop.reader("sales")) {
            assertThat(reader.isValid(1)).isTrue();
            shop.breakOff(sql);
        }
        List<String> finish = List.of("ALTER TABLE \"sales\" DETACH PARTITION \"sales_1\" FINALIZE");
        Verdict half = new Verdict.Finish(finish, "partition sales_1 of sales is half detached");
        assertThat(detachment.verdict(session)).isEqualTo(half);
        assertThat(before.afterError(session)).isEqualTo(half);
        Shop.execute(session, finish.getFirst());
        assertThat(detachment.verdict(session)).isEqualTo(new Verdict.Done());
        assertThat(before.afterError(session)).isEqualTo(new Verdict.Done());
    }

    @Test
    void aPartitionIsOneOrIsNotOrIsGone() throws SQLException {
        Effect detachment = Effect.of("ALTER TABLE shop.sales DETACH PARTITION shop.sales_1 CONCURRENTLY");
        assertThat(detachment.verdict(session)).isInstanceOf(Verdict.Again.class);
        Shop.execute(session, "ALTER TABLE sales DETACH PARTITION sales_1");
        assertThat(detachment.verdict(session)).isEqualTo(new Verdict.Done());
        assertThat(detachment.observe(session).afterError(session)).isInstanceOf(Verdict.Again.class);
        Shop.execute(session, "DROP TABLE sales_1");
        assertUnknown(detachment.verdict(session), "not there any more", "dropped");
    }

    @Test
    void aLabelIsThereOrNot() throws SQLException {
        Effect label = Effect.of("ALTER TYPE mood ADD VALUE 'it''s'");
        Shop.execute(session, "CREATE TYPE mood AS ENUM ('ok')");
        assertThat(label.verdict(session)).isEqualTo(new Verdict.Again(List.of(), "type mood has no label 'it's' yet"));
        Shop.execute(session, "ALTER TYPE mood ADD VALUE 'it''s'");
        assertThat(label.verdict(session)).isEqualTo(new Verdict.Done());
        assertThat(label.observe(session).afterError(session)).isInstanceOf(Verdict.Again.class);
    }

    @Test
    void nothingTellsWhetherAnOrdinaryStatementWasCommitted() throws SQLException {
        Effect insert = Effect.of("INSERT INTO orders VALUES (2)");
        assertUnknown(insert.verdict(session), "nothing tells", "look whether");
        assertThat(insert.observe(session).afterError(session)).isInstanceOf(Verdict.Again.class);
        Effect call = Effect.of("CALL p()");
        assertUnknown(call.verdict(session), "nothing tells", "look whether");
        assertUnknown(call.observe(session).afterError(session), "part of its work", "look how much");
        assertThat(Effect.of("VACUUM orders").verdict(session)).isInstanceOf(Verdict.Again.class);
    }

    private Optional<String> obstacle(String sql) throws SQLException {
        return Effect.of(sql).observe(session).obstacle();
    }

    private Verdict afterError(String sql) throws SQLException {
        Effect.Before before = Effect.of(sql).observe(session);
        assertThatThrownBy(() -> Shop.execute(session, sql)).isInstanceOf(SQLException.class);
        return before.afterError(session);
    }

    /** It may run again after these, which work. */
    private void assertCleared(Verdict verdict, List<String> clearFirst) throws SQLException {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Again.class,
                        again -> assertThat(again.clearFirst()).isEqualTo(clearFirst));
        Shop.execute(session, "RESET lock_timeout");
        for (String sql : clearFirst) {
            Shop.execute(session, sql);
        }
    }

    private static void assertUnknown(Verdict verdict, String whatIsThere, String actions) {
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Unknown.class, unknown -> {
            assertThat(unknown.whatIsThere()).contains(whatIsThere);
            assertThat(unknown.actions()).contains(actions);
        });
    }
}
