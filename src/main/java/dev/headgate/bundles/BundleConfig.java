package dev.headgate.bundles;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What bundles may be, as configured under {@code headgate.bundle}. */
@ConfigMapping(prefix = "headgate.bundle")
public interface BundleConfig {

    /** Of a bundle: as it is sent, and all its files together. */
    @WithDefault("64M")
    MemorySize maxSize();

    /** Of each of its files. */
    @WithDefault("50M")
    MemorySize maxScriptSize();

    /** Of an archive also those that are no part of the bundle. */
    @WithDefault("10000")
    int maxFiles();

    /** How often folders are looked at. */
    @WithDefault("10s")
    Duration refresh();

    /**
     * @throws IllegalArgumentException when values are wrong; the message names key, value and what is allowed
     */
    default void check() {
        BundleLimits.of(this).check();
        if (refresh().compareTo(Duration.ofSeconds(1)) < 0 || refresh().compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "headgate.bundle.refresh is '%s'; allowed is 1s to 1h".formatted(refresh()));
        }
    }
}
