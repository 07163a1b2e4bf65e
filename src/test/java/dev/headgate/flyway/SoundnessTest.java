package dev.headgate.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps that leave indexes and constraints sound, or not, on a real server. */
class SoundnessTest {

    private static final String UNIQUE = "CREATE UNIQUE INDEX CONCURRENTLY i ON shop.orders (id)";
    private static final String INVALID =
            "index shop.i of shop.orders is invalid: queries do not use it. DROP INDEX CONCURRENTLY shop.i, then ask again";
    private static final String NOT_VALIDATED =
            "constraint c of shop.orders is not validated: rows that were there may break it. ALTER TABLE shop.orders VALIDATE CONSTRAINT c, then ask again";
    private static final String VALIDATE_LATER =
            "constraint c of shop.orders is not validated yet, which a later revision has to do: ALTER TABLE shop.orders VALIDATE CONSTRAINT c";

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX IF NOT EXISTS i ON orders (id)",
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS \"i\" ON ONLY shop.orders (id)",
                "/* guarded */ DO $$ BEGIN CREATE INDEX IF NOT EXISTS i ON orders (id); END $$ LANGUAGE plpgsql",
                "DO LANGUAGE plpgsql 'BEGIN IF true THEN CREATE INDEX IF NOT EXISTS i ON orders (id); END IF; END'",
            })
    void aGuardThatPassesOverAnInvalidIndexIsAFault(String sql) throws SQLException {
        leaveInvalid();
        assertThat(step(sql).broken()).containsExactly(INVALID);
    }

    @Test
    void rebuildingThatPassesOverAnInvalidIndexIsAFault() throws SQLException {
        leaveInvalid();
        Soundness soundness = Soundness.before(session, List.of("shop"));
        soundness.touched("REINDEX TABLE CONCURRENTLY orders");
        assertThat(soundness.after(session).broken()).containsExactly(INVALID);
        Soundness named = Soundness.before(session, List.of("shop"));
        named.touched("REINDEX INDEX shop.i");
        assertThat(named.after(session).broken()).containsExactly(INVALID);
    }

    @Test
    void anIndexThatIsMadeValidIsNone() throws SQLException {
        leaveInvalid();
        Shop.execute(session, "DELETE FROM orders");
        assertThat(step("REINDEX INDEX i")).isEqualTo(nothing());
    }

    @Test
    void anInvalidIndexThatWasThereAndIsNotNamedIsNotTheStepsBusiness() throws SQLException {
        leaveInvalid();
        assertThat(step("CREATE INDEX j ON orders (id)", "CREATE TABLE public.orders (id int)"))
                .isEqualTo(nothing());
        assertThat(step("CREATE INDEX i ON public.orders (id)"))
                .as("a namesake's")
                .isEqualTo(nothing());
        Shop.execute(session, "SET search_path = public, shop");
        assertThat(step("CREATE INDEX IF NOT EXISTS i ON orders (id)"))
                .as("a namesake's, nearer in the search path")
                .isEqualTo(nothing());
    }

    @Test
    void anInvalidIndexThatIsNewIsAFaultInTheManagedSchemas() throws SQLException {
        Soundness managed = Soundness.before(session, List.of("shop"));
        Soundness elsewhere = Soundness.before(session, List.of("public"));
        leaveInvalid();
        assertThat(managed.after(session).broken()).containsExactly(INVALID);
        assertThat(elsewhere.after(session)).isEqualTo(nothing());
    }

    @Test
    void whatAnotherSessionBuildsIsAFaultOnlyWhereTheStepNamesIt() throws SQLException {
        Soundness others = Soundness.before(session, List.of("shop"));
        Soundness own = Soundness.before(session, List.of("shop"));
        own.touched("CREATE INDEX IF NOT EXISTS i ON orders (id)");
        try (Connection snapshot = shop.oldSnapshot();
                Shop.Waiting build = shop.waiting("CREATE INDEX CONCURRENTLY i ON orders (id)")) {
            assertThat(snapshot.isValid(1)).isTrue();
            assertThat(others.after(session)).isEqualTo(nothing());
            assertThat(own.after(session).broken()).singleElement().asString().contains("another session is building");
            assertThat(build).isNotNull();
        }
    }

    @Test
    void anIndexOfAPartitionedTableAloneIsARemarkAndOneOfItAllAFault() throws SQLException {
        assertThat(step("CREATE INDEX i ON ONLY sales (id)").remarks())
                .singleElement()
                .asString()
                .startsWith("index shop.i of shop.sales is not valid before an index of each partition is attached");
        Soundness.Findings guarded = step("CREATE INDEX IF NOT EXISTS i ON sales (id)");
        assertThat(guarded.remarks()).isEmpty();
        assertThat(guarded.broken()).singleElement().asString().contains("DROP INDEX shop.i, then ask again");
    }

    @Test
    void aConstraintThatIsToBeValidatedLaterIsARemark() throws SQLException {
        assertThat(step("ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0), ADD COLUMN a int"))
                .isEqualTo(nothing());
        Shop.execute(session, "ALTER TABLE orders DROP CONSTRAINT c");
        Soundness.Findings added = step(
                "ALTER TABLE IF EXISTS ONLY orders ADD COLUMN b numeric(4,2), ADD CONSTRAINT c CHECK (id IN (1, 2)) NOT VALID");
        assertThat(added).isEqualTo(new Soundness.Findings(List.of(), List.of(VALIDATE_LATER)));
        assertThat(step("SELECT 1")).as("of a later step").isEqualTo(nothing());
        assertThat(step("ALTER TABLE orders VALIDATE CONSTRAINT c")).isEqualTo(nothing());
    }

    @Test
    void oneWithoutANameIsRemarkedToo() throws SQLException {
        assertThat(step("ALTER TABLE orders ADD CHECK (id > 0) NOT VALID").remarks())
                .hasSize(1);
        Shop.execute(session, "CREATE DOMAIN positive AS int");
        assertThat(step("ALTER DOMAIN positive ADD CONSTRAINT c CHECK (value > 0) NOT VALID")
                        .remarks())
                .singleElement()
                .asString()
                .endsWith("ALTER DOMAIN shop.positive VALIDATE CONSTRAINT c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0)",
                "ALTER TABLE shop.orders ALTER id SET DEFAULT 1, ADD CONSTRAINT c CHECK (id > 0)",
            })
    void aGuardThatPassesOverAConstraintThatIsNotValidatedIsAFault(String sql) throws SQLException {
        Shop.execute(session, "ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0) NOT VALID");
        assertThat(step("""
                DO $$ BEGIN
                    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'c') THEN
                        %s;
                    END IF;
                END $$""".formatted(sql)).broken()).containsExactly(NOT_VALIDATED);
    }

    @Test
    void itIsSeenInTheStepsOwnTransaction() throws SQLException {
        session.setAutoCommit(false);
        assertThat(step("ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0) NOT VALID")
                        .remarks())
                .containsExactly(VALIDATE_LATER);
        session.rollback();
    }

    @Test
    void aConstraintThatIsNotEnforcedIsNeverValidated() throws SQLException {
        Assumptions.assumeTrue(shop.version() >= 18, "NOT ENFORCED is of 18");
        assertThat(step("ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0) NOT ENFORCED"))
                .isEqualTo(nothing());
    }

    @Test
    void manyStatementsCostLittle() throws SQLException {
        Soundness soundness = Soundness.before(session, List.of("shop"));
        String rows = " INTO orders VALUES " + "(1, 'a'),".repeat(10_000);
        List<String> sql = List.of("INSERT" + rows, "-- a comment\n CREATE TABLE" + rows);
        Assertions.assertTimeout(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 100_000; i++) {
                soundness.touched(sql.get(i % 2));
            }
        });
        assertThat(soundness.after(session)).isEqualTo(nothing());
    }

    private static Soundness.Findings nothing() {
        return new Soundness.Findings(List.of(), List.of());
    }

    private void leaveInvalid() {
        assertThatThrownBy(() -> shop.execute(UNIQUE)).isInstanceOf(SQLException.class);
    }

    private Soundness.Findings step(String... statements) throws SQLException {
        Soundness soundness = Soundness.before(session, List.of("shop"));
        for (String sql : statements) {
            soundness.touched(sql);
            Shop.execute(session, sql);
        }
        return soundness.after(session);
    }
}
