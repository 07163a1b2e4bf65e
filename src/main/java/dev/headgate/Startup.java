package dev.headgate;

import dev.headgate.audit.BackgroundTrail;
import dev.headgate.bundles.BundleConfig;
import dev.headgate.flyway.StoreSchema;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Target;
import dev.headgate.operation.ActiveBundles;
import dev.headgate.operation.Dispatch;
import dev.headgate.operation.FolderWatch;
import dev.headgate.operation.Gatekeeper;
import dev.headgate.operation.Operations;
import dev.headgate.operation.Replica;
import dev.headgate.operation.Targets;
import dev.headgate.targets.TargetsReader;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** What happens in which order as Headgate starts, and as it ends. */
@Singleton
final class Startup {

    private static final Logger LOG = Logger.getLogger("dev.headgate");
    private static final String STORE = "quarkus.datasource.jdbc.url";
    private static final Duration GRACE = Duration.ofSeconds(20); // after quarkus.shutdown.delay and .timeout
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);

    private volatile boolean stopping = false;

    void check(@Observes @Priority(1) StartupEvent event, @ConfigProperty(name = STORE) Optional<String> store) {
        if (store.filter(url -> !url.startsWith("jdbc:postgresql:")).isPresent()) {
            throw stop(STORE + " is not PostgreSQL's; allowed is jdbc:postgresql://<host>:<port>/<database>");
        }
        if (store.isEmpty()) {
            throw stop(
                    STORE
                            + " is not set; allowed is jdbc:postgresql://<host>:<port>/<database>, where Headgate keeps its operations. To try it without a server: ./mvnw quarkus:dev");
        }
    }

    /** A configuration that is wrong stops the start here; a store that is not up yet does not. */
    void start(
            @Observes StartupEvent event,
            Targets targets,
            ActiveBundles bundles,
            FolderWatch folders,
            BundleConfig config,
            StoreSchema store,
            Replica replica) {
        LOG.infof("targets=%d", targets.all().size());
        targets.all().forEach(target -> tellBundle(bundles, target));
        TargetsReader.unread(System.getenv().keySet(), targets.all())
                .forEach(name -> LOG.warnf(
                        "the environment variable %s belongs to no target; a name with a hyphen needs its keys in a configuration file",
                        name));
        folders.start(config.refresh());
        Thread.ofPlatform().daemon().name("headgate-replica").start(() -> {
            if (store.bringUp() || keepTrying(store)) {
                replica.run();
            }
        });
    }

    /** The probe is unready by now, and requests are still answered: the time to hand over. */
    void leave(@Observes ShutdownDelayInitiatedEvent event, Operations operations, Gatekeeper gatekeeper) {
        operations.leave();
        gatekeeper.leave();
    }

    void stop(
            @Observes ShutdownEvent event,
            Operations operations,
            Dispatch dispatch,
            FolderWatch folders,
            Replica replica,
            Gatekeeper gatekeeper,
            BackgroundTrail trail) {
        stopping = true;
        folders.close();
        operations.leave();
        gatekeeper.leave();
        gatekeeper.close();
        dispatch.stop(GRACE);
        trail.close();
        replica.stop();
    }

    private static void tellBundle(ActiveBundles bundles, Target target) {
        if (bundles.isStored(target.name())) {
            LOG.debugf("target=%s takes the bundles that are pushed", target.name());
            return;
        }
        try {
            LOG.debugf(
                    "target=%s bundle=%s",
                    target.name(), bundles.of(target).digest().brief());
        } catch (Refused refused) {
            LOG.warnf("target=%s refuses all work: %s", target.name(), refused.getMessage());
        }
    }

    /** Ends the start with a sentence and no stack trace. */
    private static ConfigurationException stop(String sentence) {
        return new ConfigurationException(sentence);
    }

    private boolean keepTrying(StoreSchema store) {
        try {
            do {
                Thread.sleep(BETWEEN_TRIES);
            } while (!stopping && !store.bringUp());
            return !stopping;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
