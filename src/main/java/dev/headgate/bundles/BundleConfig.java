package dev.headgate.bundles;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** To come. */
@ConfigMapping(prefix = "headgate.bundle")
public interface BundleConfig {

    @WithDefault("10s")
    Duration refresh();

    default void check() {}
}
