package dev.headgate.migration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkTest {

    @ParameterizedTest
    @CsvSource({"0, false, -1", "0, true, -2", "1, false, -3", "1, true, -4", "99999, true, -200000"})
    void aNumberBelowZeroSaysHowFarAScriptIs(int done, boolean underWay, int ms) {
        Mark mark = new Mark(done, underWay);

        assertThat(mark.ms()).isEqualTo(ms);
        assertThat(Mark.of(ms)).isEqualTo(mark);
    }
}
