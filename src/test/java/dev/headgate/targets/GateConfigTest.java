package dev.headgate.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GateConfigTest {

    @Test
    void nothingHasToBeSaid() {
        GateConfig config = config(Map.of());

        config.check();
        assertThat(config.refresh()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.staleness()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.mostParked()).isEqualTo(20_000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    refresh     | 50ms    | headgate.gate.refresh is 'PT0.05S'; allowed is 100ms to 1h
                    refresh     | 2h      | headgate.gate.refresh is 'PT2H'; allowed is 100ms to 1h
                    staleness   | 9s      | headgate.gate.staleness is 'PT9S'; allowed is twice headgate.gate.refresh (PT5S) to 24h
                    staleness   | 25h     | headgate.gate.staleness is 'PT25H'; allowed is twice headgate.gate.refresh
                    most-parked | -1      | headgate.gate.most-parked is '-1'; allowed is 0 to 1000000
                    most-parked | 1000001 | headgate.gate.most-parked is '1000001'; allowed is 0 to 1000000
                    """)
    void aWrongValueIsNamedWithItsKeyAndWhatIsAllowed(String key, String value, String sentence) {
        GateConfig config = config(Map.of("headgate.gate." + key, value));

        assertThatThrownBy(config::check)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence);
    }

    private static GateConfig config(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(GateConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(GateConfig.class);
    }
}
