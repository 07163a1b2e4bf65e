package dev.headgate.migration;

import static dev.headgate.migration.Given.ledger;
import static dev.headgate.migration.Given.rows;
import static dev.headgate.migration.Given.v;
import static dev.headgate.migration.Given.versions;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LedgerTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # rows                                 | applied
                    ''                                     | ''
                    SCHEMA                                 | ''
                    1, 2, 10                               | 1 2 10
                    SCHEMA, 1                              | 1
                    1, 2, 2 DELETE                         | 1
                    1, 2, 2 DELETE, 2                      | 1 2
                    1, 1 DELETE                            | ''
                    1, 2 failed                            | 1
                    1, 2 UNDO_SQL, 1 UNDO_SQL              | ''
                    1, 2, 2 UNDO_SQL                       | 1
                    1, 2, 2 UNDO_SQL, 2                    | 1 2
                    5 BASELINE, 6                          | 5 6
                    8 SQL_BASELINE, 9                      | 8 9
                    1, R:views                             | 1
                    """)
    void theNewestRowOfAVersionCounts(String rows, String applied) {
        Ledger ledger = ledger(rows);

        assertThat(ledger.applied().keySet().stream().map(Version::toString).collect(Collectors.joining(" ")))
                .isEqualTo(applied);
        assertThat(ledger.current())
                .isEqualTo(Arrays.stream(applied.split(" "))
                        .filter(a -> !a.isEmpty())
                        .reduce((a, b) -> b)
                        .map(Version::of));
    }

    @Test
    void rowsCountByTheirRankNotByTheirPlaceInTheList() {
        List<LedgerRow> shuffled = new ArrayList<>(rows("1, 2, 2 DELETE"));

        assertThat(Ledger.of(shuffled.reversed()).applied()).containsOnlyKeys(v("1"));
    }

    @Test
    void itIsBlankUntilItRecordsAnything() {
        assertThat(ledger("").isBlank()).isTrue();
        assertThat(ledger("SCHEMA").isBlank()).isTrue();
        assertThat(ledger("1, 1 DELETE").isBlank()).isFalse();
        assertThat(ledger("1 failed").isBlank()).isFalse();
    }

    @Test
    void aRepeatableIsKnownByItsDescription() {
        Ledger ledger = ledger("1, R:views edited, R:rights, R:views, R:rights DELETE");

        assertThat(ledger.repeatables()).containsOnlyKeys("views");
        assertThat(ledger.repeatables().get("views").rank()).isEqualTo(4);
    }

    @Test
    void itBeginsAtItsNewestBaseline() {
        assertThat(ledger("1, 2").baseline()).isEmpty();
        assertThat(ledger("5 BASELINE, 6").baseline()).contains(v("5"));
        assertThat(ledger("5 BASELINE, 5 DELETE, 3 BASELINE").baseline()).contains(v("3"));
    }

    @Test
    void failedAndForeignRowsAreKeptApart() {
        Ledger ledger = ledger("1, 2 failed, 3, 3 UNDO_SQL");

        assertThat(ledger.failed())
                .flatExtracting(row -> row.version().stream().toList())
                .isEqualTo(versions("2"));
        assertThat(ledger.foreignUndo())
                .flatExtracting(row -> row.version().stream().toList())
                .isEqualTo(versions("3"));
    }
}
