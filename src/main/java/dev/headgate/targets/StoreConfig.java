package dev.headgate.targets;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** What Headgate adds to Quarkus' own keys for the store, {@code quarkus.datasource}. */
@ConfigMapping(prefix = "headgate.store")
public interface StoreConfig {

    /** A file that holds the store's password, read anew for each connection. */
    Optional<Path> passwordFile();
}
