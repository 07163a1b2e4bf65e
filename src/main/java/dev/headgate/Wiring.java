package dev.headgate;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.bundles.BundleConfig;
import dev.headgate.bundles.BundleLimits;
import dev.headgate.bundles.FileUnpacker;
import dev.headgate.flyway.FlywayEngine;
import dev.headgate.flyway.StoreSchema;
import dev.headgate.gate.Gates;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Target;
import dev.headgate.operation.Catalogue;
import dev.headgate.operation.Changes;
import dev.headgate.operation.Connections;
import dev.headgate.operation.Databases;
import dev.headgate.operation.Dispatch;
import dev.headgate.operation.Engine;
import dev.headgate.operation.Gatekeeper;
import dev.headgate.operation.OperationLog;
import dev.headgate.operation.Operations;
import dev.headgate.operation.Releases;
import dev.headgate.operation.Replica;
import dev.headgate.operation.Runs;
import dev.headgate.operation.Situations;
import dev.headgate.operation.Store;
import dev.headgate.operation.Succession;
import dev.headgate.operation.Survey;
import dev.headgate.operation.Targets;
import dev.headgate.operation.Unpacker;
import dev.headgate.postgres.AdvisoryLock;
import dev.headgate.postgres.PostgresCatalogue;
import dev.headgate.postgres.PostgresDatabases;
import dev.headgate.postgres.PostgresLookout;
import dev.headgate.postgres.PostgresOperationLog;
import dev.headgate.postgres.PostgresPresence;
import dev.headgate.postgres.PostgresStore;
import dev.headgate.targets.ConfiguredTargets;
import dev.headgate.targets.DurationInWords;
import dev.headgate.targets.GateConfig;
import dev.headgate.targets.TargetConnections;
import dev.headgate.targets.TargetsConfig;
import dev.headgate.targets.TargetsReader;
import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/** The one place that knows every part, and puts them together. */
final class Wiring {

    private static final Logger LOG = Logger.getLogger("dev.headgate");
    private static final String STORE = "quarkus.datasource.jdbc.url";
    private static final String RETENTION = "headgate.history-retention";
    private static final Duration GRACE = Duration.ofSeconds(20); // after quarkus.shutdown.delay and .timeout
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);

    private volatile boolean stopping = false;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

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
    void start(@Observes StartupEvent event, Targets targets, StoreSchema store, Replica replica) {
        LOG.infof("targets=%d", targets.all().size());
        targets.all().forEach(target -> warnOfBundle(targets, target));
        TargetsReader.unread(System.getenv().keySet(), targets.all())
                .forEach(name -> LOG.warnf(
                        "the environment variable %s belongs to no target; a name with a hyphen needs its keys in a configuration file",
                        name));
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
            Replica replica,
            Gatekeeper gatekeeper) {
        stopping = true;
        operations.leave();
        gatekeeper.leave();
        gatekeeper.close();
        dispatch.stop(GRACE);
        replica.stop();
    }

    private static void warnOfBundle(Targets targets, Target target) {
        try {
            targets.bundleOf(target);
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

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Unpacker unpacker(BundleConfig config) {
        try {
            config.check();
            return new FileUnpacker(Thread.currentThread().getContextClassLoader(), BundleLimits.of(config));
        } catch (IllegalArgumentException e) {
            throw stop(String.valueOf(e.getMessage()));
        }
    }

    @Produces
    @Singleton
    Targets targets(TargetsConfig config, Unpacker unpacker) {
        try {
            TargetsReader reader = new TargetsReader(config);
            reader.sharedLedgers().forEach(shared -> LOG.warnf("targets share a ledger, but not a bundle: %s", shared));
            return new ConfiguredTargets(
                    reader.targets(),
                    reader.locations(),
                    location -> unpacker.at(location).bundle());
        } catch (IllegalArgumentException e) {
            throw stop(String.valueOf(e.getMessage()));
        }
    }

    @Produces
    @Singleton
    Connections connections(TargetsConfig config) {
        return new TargetConnections(config);
    }

    void close(@Disposes Connections connections) {
        ((TargetConnections) connections).close();
    }

    @Produces
    @Singleton
    Databases databases(Connections connections, Clock clock) {
        return new PostgresDatabases(connections, clock);
    }

    @Produces
    @Singleton
    StoreSchema storeSchema(Flyway flyway) {
        return new StoreSchema(flyway);
    }

    @Produces
    @Singleton
    Store store(AgroalDataSource store, StoreSchema schema, Replica replica) {
        return new PostgresStore(store, () -> schema.trouble().or(replica::trouble));
    }

    @Produces
    @Singleton
    PostgresPresence presence(AgroalDataSource store) {
        return new PostgresPresence(store);
    }

    @Produces
    @Singleton
    OperationLog operationLog(AgroalDataSource store, ObjectMapper json, PostgresPresence presence) {
        return new PostgresOperationLog(store, json, presence::number);
    }

    @Produces
    @Singleton
    Catalogue catalogue(AgroalDataSource store) {
        return new PostgresCatalogue(store);
    }

    @Produces
    @Singleton
    Situations situations(Catalogue catalogue, Clock clock) {
        return new Situations(catalogue::phases, clock);
    }

    @Produces
    @Singleton
    Releases releases(
            Targets targets, Databases databases, Situations situations, Catalogue catalogue, Dispatch dispatch) {
        return new Releases(targets, databases, situations, catalogue, dispatch);
    }

    @Produces
    @Singleton
    Changes changes() {
        return new Changes();
    }

    @Produces
    @Singleton
    Replica replica(
            PostgresPresence presence,
            Operations operations,
            Succession succession,
            Releases releases,
            Dispatch dispatch,
            Changes changes,
            Gatekeeper gatekeeper,
            Clock clock) {
        return new Replica(presence, operations, succession, releases, dispatch, changes, gatekeeper, clock);
    }

    @Produces
    @Singleton
    Gates gates(Targets targets, GateConfig config, Clock clock) {
        try {
            config.check();
            return new Gates(targets.all(), config.staleness(), config.mostParked(), clock);
        } catch (IllegalArgumentException e) {
            throw stop(String.valueOf(e.getMessage()));
        }
    }

    void close(@Disposes Gates gates) {
        gates.close();
    }

    @Produces
    @Singleton
    Gatekeeper gatekeeper(
            Gates gates, Survey survey, Catalogue catalogue, OperationLog log, GateConfig config, Clock clock) {
        return new Gatekeeper(gates, survey, catalogue, log, threads, config.refresh(), clock);
    }

    @Produces
    @Singleton
    Dispatch dispatch() {
        return new Dispatch(threads);
    }

    @Produces
    @Singleton
    Survey survey(Targets targets, Databases databases, Situations situations, Engine engine, OperationLog log) {
        return new Survey(targets, databases, situations, engine, log, threads);
    }

    @Produces
    @Singleton
    Engine engine(Connections connections) {
        return new FlywayEngine(connections);
    }

    @Produces
    @Singleton
    Runs runs(
            Targets targets,
            Databases databases,
            Situations situations,
            Connections connections,
            Engine engine,
            OperationLog log,
            Dispatch dispatch,
            Clock clock) {
        return new Runs(
                targets,
                databases,
                situations,
                new AdvisoryLock(connections),
                new PostgresLookout(connections),
                engine,
                log,
                dispatch,
                clock);
    }

    @Produces
    @Singleton
    Operations operations(
            Targets targets, OperationLog log, Runs runs, Dispatch dispatch, Changes changes, Clock clock) {
        return new Operations(targets, log, runs, dispatch, changes, clock);
    }

    @Produces
    @Singleton
    Succession succession(
            Targets targets,
            OperationLog log,
            Runs runs,
            Dispatch dispatch,
            @ConfigProperty(name = RETENTION, defaultValue = "90d") String retention,
            Clock clock) {
        return new Succession(targets, log, runs, dispatch, retention(retention), clock);
    }

    private static Duration retention(String text) {
        try {
            return DurationInWords.of(text);
        } catch (IllegalArgumentException e) {
            throw stop(RETENTION + ": " + e.getMessage());
        }
    }
}
