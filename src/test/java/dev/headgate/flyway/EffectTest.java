package dev.headgate.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements by their text. */
class EffectTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    CREATE INDEX CONCURRENTLY i ON t (a)                              | index i                   | true
                    create unique index concurrently if not exists I on Shop.Orders(a)| index shop.i              | true
                    CREATE INDEX CONCURRENTLY ON ONLY shop.orders (a)                 | index of shop.orders      | true
                    CREATE INDEX CONCURRENTLY "A.b""c" ON "Shop" . "On" USING gin (a) | index Shop.A.b"c          | true
                    /* /* a */ -- b */ CREATE /**/ INDEX CONCURRENTLY i ON db.s.t (a) | index s.i                 | true
                    CREATE INDEX concurrently_not ON t (a)                            | index concurrently_not    | false
                    DROP INDEX CONCURRENTLY IF EXISTS s.i                             | index s.i                 | true
                    DROP INDEX CONCURRENTLY i, "J" CASCADE                            | index i, J                | true
                    REINDEX INDEX CONCURRENTLY s.i                                    | index s.i                 | true
                    REINDEX (VERBOSE, CONCURRENTLY) TABLE t                           | table t                   | true
                    REINDEX (CONCURRENTLY off, TABLESPACE x) TABLE t                  | table t                   | false
                    REINDEX (CONCURRENTLY true) SCHEMA s                              | schema s                  | true
                    REINDEX DATABASE CONCURRENTLY d                                   | database d                | true
                    REINDEX (VERBOSE) SYSTEM                                          |                           | false
                    ALTER TABLE IF EXISTS ONLY s.p DETACH PARTITION s.q CONCURRENTLY  | partition s.q of s.p      | false
                    ALTER TABLE p DETACH PARTITION q FINALIZE                         | partition q of p          | false
                    ALTER TYPE s.mood ADD VALUE IF NOT EXISTS 'it''s' BEFORE 'ok'     | type s.mood               | false
                    VACUUM FULL t                                                     |                           | false
                    CLUSTER t                                                         |                           | false
                    """)
    void itIsWhatTheTextSays(String sql, @Nullable String object, boolean keepsNobodyOut) {
        Effect effect = Effect.of(sql);
        assertThat(effect).isNotInstanceOf(Ordinary.class);
        assertThat(effect.object()).isEqualTo(Optional.ofNullable(object));
        assertThat(effect.keepsNobodyOut()).isEqualTo(keepsNobodyOut);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VACUUM (ANALYZE) t",
                "-- a comment\nANALYZE",
                "CLUSTER",
                "CHECKPOINT",
                "REFRESH MATERIALIZED VIEW CONCURRENTLY m",
                "SET ROLE r",
                "ALTER SYSTEM SET work_mem = '1MB'",
                "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "CREATE UNLOGGED TABLE IF NOT EXISTS t (a int)",
                "ALTER TABLE t VALIDATE CONSTRAINT c, VALIDATE CONSTRAINT d",
            })
    void someAreSafeToRepeat(String sql) {
        assertThat(Effect.of(sql)).isEqualTo(new SafeToRepeat());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-- only a comment",
                "INSERT INTO t VALUES (1)",
                "SELECT 'CREATE INDEX CONCURRENTLY i ON t (a)'",
                "CREATE TABLE t (a int)",
                "CREATE TABLE t AS SELECT 1 WHERE x IF NOT EXISTS",
                "DROP INDEX i",
                "DROP TABLE IF EXISTS t",
                "ALTER TABLE p DETACH PARTITION q",
                "ALTER TABLE t DROP COLUMN a, VALIDATE CONSTRAINT c",
                "ALTER TABLE t VALIDATE CONSTRAINT c, DROP COLUMN a",
                "ALTER TYPE t ADD VALUE E'\\n'",
                "CREATE INDEX CONCURRENTLY U&\"d\\0061t\" ON t (a)",
                "REINDEX INDEX CONCURRENTLY",
                "\"vacuum\"",
            })
    void othersAreOrdinary(String sql) {
        assertThat(Effect.of(sql)).isEqualTo(new Ordinary(false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CALL p()", "/* a */ do $$ BEGIN COMMIT; END $$"})
    void someMayCommitInside(String sql) {
        assertThat(Effect.of(sql)).isEqualTo(new Ordinary(true));
    }

    @Test
    void namesAreFoldedAndCutAsTheServerDoes() {
        String umlauts = "Ä".repeat(40);
        assertThat(new Words("ABCé" + umlauts + "$1").name())
                .contains(new Name(Optional.empty(), "abcé" + "Ä".repeat(29)));
    }

    @Test
    void wordsOfConstantsAreNoneOfTheStatement() {
        Words words = new Words("a'b''c'E'd\\'e'$f$ g $f$\"h i\"$$;$$ , j");
        words.pass();
        assertThat(words.fromHere().literal()).contains("b'c");
        for (int i = 0; i < 5; i++) {
            words.pass();
        }
        assertThat(words.skip(',')).isTrue();
        assertThat(words.identifier()).contains("j");
        assertThat(words.atEnd()).isTrue();
        assertThat(words.name()).isEmpty();
    }

    @Test
    void whatIsNeverClosedEndsWithTheStatement() {
        for (String sql : List.of("'a", "\"a", "$a$ b", "/* a", "-- a", "'a''")) {
            Words words = new Words(sql);
            while (!words.atEnd()) {
                words.pass();
            }
            assertThat(new Words(sql).name()).isEmpty();
        }
    }
}
