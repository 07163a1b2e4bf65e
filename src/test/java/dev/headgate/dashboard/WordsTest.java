package dev.headgate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.http.PlanView;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How settings are written: what is switched off is said to be, not to be nought. */
final class WordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PT5S | 10 | 20 | waits 5s for each, tried again up to 10 times; taken back when more than 20 sessions queue behind it for 2s.",
                "PT5S | 1  | 1  | waits 5s for each, tried again once; taken back when more than 1 session queues behind it for 2s.",
                "PT0S | 0  | 0  | waits for each without end, not tried again."
            })
    void locksAreToldAsTheyAreSet(String lockTimeout, int lockRetries, int maxQueued, String told) {
        PlanView.Settings settings =
                new PlanView.Settings("own", lockTimeout, "PT0S", lockRetries, maxQueued, "PT2S", "public");

        assertThat(Words.locks(settings)).isEqualTo(told);
    }
}
