package dev.headgate.targets;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How gates are kept, as configured under {@code headgate.gate}. */
@ConfigMapping(prefix = "headgate.gate")
public interface GateConfig {

    /** How often each target is looked at, whatever the number of those who ask. */
    @WithDefault("5s")
    @WithConverter(DurationInWords.class)
    Duration refresh();

    /** For how long what was seen last counts while the database does not answer. */
    @WithDefault("30s")
    @WithConverter(DurationInWords.class)
    Duration staleness();

    /** How many requests may wait at all gates together. */
    @WithDefault("20000")
    int mostParked();

    /**
     * @throws IllegalArgumentException when values are wrong; the message names key, value and what is allowed
     */
    default void check() {
        if (refresh().toMillis() < 100 || refresh().compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "headgate.gate.refresh is '%s'; allowed is 100ms to 1h".formatted(refresh()));
        }
        if (staleness().compareTo(refresh().multipliedBy(2)) < 0 || staleness().compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "headgate.gate.staleness is '%s'; allowed is twice headgate.gate.refresh (%s) to 24h: one look may fail"
                            .formatted(staleness(), refresh()));
        }
        if (mostParked() < 0 || mostParked() > 1_000_000) {
            throw new IllegalArgumentException(
                    "headgate.gate.most-parked is '%d'; allowed is 0 to 1000000".formatted(mostParked()));
        }
    }
}
