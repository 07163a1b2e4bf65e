package dev.headgate;

import dev.headgate.migration.TargetName;
import dev.headgate.targets.StoreConnection;
import dev.headgate.targets.TargetsReader;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** What is said at the start of connections that others could listen to, and of secrets that are set twice. */
@Singleton
final class Trust {

    private static final Logger LOG = Logger.getLogger("dev.headgate");
    private static final int TOLD = 20;

    void check(@Observes @Priority(2) StartupEvent event, StoreConnection store) {
        store.contradiction().ifPresent(sentence -> {
            throw new ConfigurationException(sentence);
        });
    }

    void warn(@Observes StartupEvent event, TargetsReader targets, StoreConnection store) {
        List<String> unverified = Stream.concat(
                        store.isVerified() ? Stream.of() : Stream.of("the store"),
                        targets.unverified().stream().map(TargetName::text))
                .toList();
        if (LaunchMode.current() == LaunchMode.NORMAL && !unverified.isEmpty()) {
            LOG.warnf(
                    "connections=%d are not verified, so that somebody between could read or be them: %s%s. Set headgate.targets.<name>.sslrootcert; for the store sslmode=verify-full and sslrootcert= in quarkus.datasource.jdbc.url",
                    unverified.size(),
                    unverified.stream().limit(TOLD).collect(Collectors.joining(", ")),
                    unverified.size() > TOLD ? " and %d more".formatted(unverified.size() - TOLD) : "");
        }
    }
}
