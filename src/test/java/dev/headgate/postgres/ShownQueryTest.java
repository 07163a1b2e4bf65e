package dev.headgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ShownQueryTest {

    static Stream<Arguments> queries() {
        return Stream.of(
                // what stays
                arguments("SELECT a.b, count(*) FROM t", "SELECT a.b, count(*) FROM t"),
                arguments("SELECT t1.c2 FROM schema_3.t1", "SELECT t1.c2 FROM schema_3.t1"),
                arguments(
                        "SELECT \"it's\", \"say \"\"5\"\" --\" FROM t", "SELECT \"it's\", \"say \"\"5\"\" --\" FROM t"),
                arguments("SELECT größe2 FROM straße", "SELECT größe2 FROM straße"),
                arguments("SELECT $1, $23 - a", "SELECT $1, $23 - a"),
                arguments("SELECT a$b$c, a$b$d", "SELECT a$b$c, a$b$d"),
                arguments("SELECT a->b, c @> d, e - f / g", "SELECT a->b, c @> d, e - f / g"),
                arguments("<insufficient privilege>", "<insufficient privilege>"),
                arguments("", ""),
                // texts
                arguments("SELECT 'a', 'b'", "SELECT ?, ?"),
                arguments("SELECT 'it''s', ''", "SELECT ?, ?"),
                arguments("SELECT 'a -- b /* c' FROM t", "SELECT ? FROM t"),
                arguments("SELECT '\"' , \"a\"", "SELECT ? , \"a\""),
                arguments("SELECT E'a\\'b', e'\\\\', E'c''d' FROM t", "SELECT ?, ?, ? FROM t"),
                arguments("SELECT U&'d\\0061t', u&'x' FROM t", "SELECT ?, ? FROM t"),
                arguments("SELECT B'101', x'1F', N'n' FROM t", "SELECT ?, ?, ? FROM t"),
                arguments("SELECT U&\"d\\0061t\" FROM t", "SELECT U&\"d\\0061t\" FROM t"),
                arguments("SELECT date'2026-01-01', type 'x'", "SELECT date?, type ?"),
                arguments("SELECT 'a\\\\', 'b\\c' FROM t", "SELECT ?, ? FROM t"),
                arguments("DO $$ SELECT 'a' $$", "DO ?"),
                arguments("DO $a$ $$ $b$ $ $a$ LANGUAGE sql", "DO ? LANGUAGE sql"),
                arguments("ALTER ROLE a PASSWORD 'b'", "ALTER ROLE a PASSWORD ?"),
                // where it is not certain that a text ends, it does not
                arguments("SELECT 'a\\', secret FROM t WHERE b = 'c'", "SELECT ?"),
                arguments("SELECT 'a\\'', secret", "SELECT ?"),
                arguments("SELECT a FROM t WHERE b = 'sec", "SELECT a FROM t WHERE b = ?"),
                arguments("SELECT 'sec''", "SELECT ?"),
                arguments("SELECT E'sec\\", "SELECT ?"),
                arguments("SELECT E'sec\\'", "SELECT ?"),
                arguments("SELECT U&'sec", "SELECT ?"),
                arguments("DO $a$ sec $a", "DO ?"),
                arguments("DO $a", "DO $a"),
                arguments("SELECT \"na", "SELECT \"na"),
                // numbers
                arguments("WHERE a = 1 AND b=-2", "WHERE a = ? AND b=-?"),
                arguments("SELECT 1.5, .5, 5., -1.5e-3, 1E+10", "SELECT ?, ?, ?, -?, ?"),
                arguments("SELECT 0x1F, 0b11, 1_000", "SELECT ?, ?, ?"),
                arguments("SELECT 1+2, 3-4, a-5", "SELECT ?+?, ?-?, a-?"),
                arguments("SELECT a[1], b::numeric(10,2)", "SELECT a[?], b::numeric(?,?)"),
                arguments("LIMIT 10;", "LIMIT ?;"),
                // comments and white space
                arguments("SELECT a -- secret\nFROM t", "SELECT a FROM t"),
                arguments("SELECT a -- secret\rFROM t", "SELECT a FROM t"),
                arguments("SELECT a--secret", "SELECT a"),
                arguments("/* secret */SELECT a", "SELECT a"),
                arguments("SELECT/* a /* 'b */ c */d", "SELECT d"),
                arguments("SELECT a /* sec", "SELECT a"),
                arguments("SELECT a /* sec *", "SELECT a"),
                arguments(" SELECT\n\t  a  \r\n FROM   t ", "SELECT a FROM t"));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void itShowsNeitherLiteralsNorComments(String query, String shown) {
        assertThat(ShownQuery.of(query)).isEqualTo(shown);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void whereverTheServerCutItNoMoreIsShown(String query, String shown) {
        for (int end = 0; end <= query.length(); end++) {
            String cut = ShownQuery.of(query.substring(0, end));
            assertThat(cut)
                    .as("of %s", query.substring(0, end))
                    .doesNotContain("sec", "101", "1F", "0061t'", "2026")
                    .hasSizeLessThanOrEqualTo(shown.length() + 2);
        }
    }

    @Test
    void whatIsLongIsCutBetweenCharacters() {
        assertThat(ShownQuery.of("a".repeat(200))).isEqualTo("a".repeat(200));
        assertThat(ShownQuery.of("a".repeat(201))).isEqualTo("a".repeat(200) + "…");
        assertThat(ShownQuery.of("𝒳".repeat(201))).isEqualTo("𝒳".repeat(200) + "…");
    }

    @Test
    void aLongLiteralTakesNoRoom() {
        assertThat(ShownQuery.of("INSERT INTO t VALUES ('%s') RETURNING id".formatted("''".repeat(100_000))))
                .isEqualTo("INSERT INTO t VALUES (?) RETURNING id");
    }
}
