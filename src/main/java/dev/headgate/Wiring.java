package dev.headgate;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.audit.BackgroundTrail;
import dev.headgate.audit.Lines;
import dev.headgate.audit.Register;
import dev.headgate.flyway.FlywayEngine;
import dev.headgate.flyway.StoreSchema;
import dev.headgate.gate.Answered;
import dev.headgate.gate.Gates;
import dev.headgate.metrics.OperationCounts;
import dev.headgate.operation.ActiveBundles;
import dev.headgate.operation.Board;
import dev.headgate.operation.Catalogue;
import dev.headgate.operation.Changes;
import dev.headgate.operation.Connections;
import dev.headgate.operation.Databases;
import dev.headgate.operation.Dispatch;
import dev.headgate.operation.Engine;
import dev.headgate.operation.Gatekeeper;
import dev.headgate.operation.KeptUndos;
import dev.headgate.operation.Library;
import dev.headgate.operation.ObservedLog;
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
import dev.headgate.postgres.AdvisoryLock;
import dev.headgate.postgres.AuditedStore;
import dev.headgate.postgres.PostgresDatabases;
import dev.headgate.postgres.PostgresLookout;
import dev.headgate.postgres.PostgresOperationLog;
import dev.headgate.postgres.PostgresPresence;
import dev.headgate.postgres.PostgresRegister;
import dev.headgate.postgres.PostgresStore;
import dev.headgate.targets.ConfiguredTargets;
import dev.headgate.targets.DurationInWords;
import dev.headgate.targets.GateConfig;
import dev.headgate.targets.TargetConnections;
import dev.headgate.targets.TargetsConfig;
import dev.headgate.targets.TargetsReader;
import dev.headgate.tracing.OperationSpans;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.quarkus.credentials.runtime.CredentialsProviderFinder;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/** With {@link BundleWiring} the one place that knows every part, and puts them together. */
final class Wiring {

    private static final Logger LOG = Logger.getLogger("dev.headgate");
    private static final String RETENTION = "headgate.history-retention";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Ends the start with a sentence and no stack trace. */
    private static ConfigurationException stop(String sentence) {
        return new ConfigurationException(sentence);
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    TargetsReader targetsReader(TargetsConfig config) {
        try {
            TargetsReader reader = new TargetsReader(config);
            reader.sharedLedgers().forEach(shared -> LOG.warnf("targets share a ledger, but not a bundle: %s", shared));
            return reader;
        } catch (IllegalArgumentException e) {
            throw stop(String.valueOf(e.getMessage()));
        }
    }

    @Produces
    @Singleton
    Targets targets(TargetsReader reader) {
        return new ConfiguredTargets(reader.targets());
    }

    @Produces
    @Singleton
    Connections connections(TargetsConfig config) {
        try {
            return new TargetConnections(config, bean -> CredentialsProviderFinder.find(bean.orElse(null)));
        } catch (IllegalArgumentException e) {
            throw stop(String.valueOf(e.getMessage()));
        }
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
    OperationLog operationLog(
            AuditedStore store, ObjectMapper json, PostgresPresence presence, OperationCounts counts, Tracer tracer) {
        return new ObservedLog(
                new PostgresOperationLog(store, json, presence::number), List.of(counts, new OperationSpans(tracer)));
    }

    @Produces
    @Singleton
    OperationCounts operationCounts(MeterRegistry meters) {
        return new OperationCounts(meters);
    }

    @Produces
    @Singleton
    Answered answered() {
        return new Answered();
    }

    @Produces
    @Singleton
    Situations situations(Catalogue catalogue, Library library, Clock clock) {
        return new Situations(catalogue::phases, new KeptUndos(catalogue, library)::of, clock);
    }

    @Produces
    @Singleton
    Lines lines(ObjectMapper json) {
        return new Lines(json);
    }

    @Produces
    @Singleton
    AuditedStore auditedStore(AgroalDataSource store, Lines lines) {
        return new AuditedStore(store, lines::taken);
    }

    @Produces
    @Singleton
    Register register(AuditedStore store) {
        return new PostgresRegister(store);
    }

    @Produces
    @Singleton
    BackgroundTrail trail(Register register, Lines lines) {
        return BackgroundTrail.begun(register, lines);
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
            ActiveBundles active,
            Targets targets,
            Dispatch dispatch,
            Changes changes,
            Gatekeeper gatekeeper,
            Clock clock) {
        return new Replica(
                presence, operations, succession, releases, active, targets, dispatch, changes, gatekeeper, clock);
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
    Board board(Gates gates, Gatekeeper gatekeeper, OperationLog log, Clock clock) {
        return new Board(gates, gatekeeper, log, clock);
    }

    @Produces
    @Singleton
    Dispatch dispatch() {
        return new Dispatch(threads);
    }

    @Produces
    @Singleton
    Survey survey(
            Targets targets,
            ActiveBundles active,
            Databases databases,
            Situations situations,
            Engine engine,
            OperationLog log) {
        return new Survey(targets, active, databases, situations, engine, log, threads);
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
            ActiveBundles active,
            Catalogue catalogue,
            Databases databases,
            Situations situations,
            Connections connections,
            Engine engine,
            OperationLog log,
            Dispatch dispatch,
            Clock clock) {
        return new Runs(
                targets,
                active,
                catalogue,
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
            Targets targets,
            ActiveBundles active,
            OperationLog log,
            Runs runs,
            Dispatch dispatch,
            Changes changes,
            Clock clock) {
        return new Operations(targets, active, log, runs, dispatch, changes, clock);
    }

    @Produces
    @Singleton
    Succession succession(
            Targets targets,
            ActiveBundles active,
            Library library,
            OperationLog log,
            Runs runs,
            Dispatch dispatch,
            @ConfigProperty(name = RETENTION, defaultValue = "90d") String retention,
            Clock clock) {
        return new Succession(targets, active, library, log, runs, dispatch, retention(retention), clock);
    }

    private static Duration retention(String text) {
        try {
            return DurationInWords.of(text);
        } catch (IllegalArgumentException e) {
            throw stop(RETENTION + ": " + e.getMessage());
        }
    }
}
