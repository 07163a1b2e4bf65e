package dev.headgate.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BundleConfigTest {

    @Test
    void nothingHasToBeSaid() {
        BundleConfig config = config(Map.of());

        config.check();
        assertThat(BundleLimits.of(config)).isEqualTo(BundleLimits.DEFAULT);
        assertThat(config.refresh()).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    max-size        | 1023   | headgate.bundle.max-size is '1023 bytes'; allowed is 1K to 1G
                    max-size        | 1025M  | headgate.bundle.max-size is '1025M'; allowed is 1K to 1G
                    max-script-size | 0      | headgate.bundle.max-script-size is '0 bytes'; allowed is 1K to 1G
                    max-script-size | 2G     | headgate.bundle.max-script-size is '2G'; allowed is 1K to 1G
                    max-files       | 0      | headgate.bundle.max-files is '0'; allowed is 1 to 100000
                    max-files       | 100001 | headgate.bundle.max-files is '100001'; allowed is 1 to 100000
                    refresh         | 999ms  | headgate.bundle.refresh is 'PT0.999S'; allowed is 1s to 1h
                    refresh         | 2h     | headgate.bundle.refresh is 'PT2H'; allowed is 1s to 1h
                    """)
    void aWrongValueIsNamedWithItsKeyAndWhatIsAllowed(String key, String value, String sentence) {
        BundleConfig config = config(Map.of("headgate.bundle." + key, value));

        assertThatThrownBy(config::check)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }

    @ParameterizedTest
    @CsvSource({"1K, 1024", "1536, 1536", "1G, 1073741824"})
    void aSizeIsBytesOrHasAUnit(String value, long bytes) {
        BundleConfig config = config(Map.of("headgate.bundle.max-size", value));

        config.check();
        assertThat(BundleLimits.of(config).maxSize()).isEqualTo(bytes);
    }

    private static BundleConfig config(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(BundleConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(BundleConfig.class);
    }
}
