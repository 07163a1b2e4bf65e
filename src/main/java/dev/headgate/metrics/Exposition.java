package dev.headgate.metrics;

import dev.headgate.audit.BackgroundTrail;
import dev.headgate.audit.Lines;
import dev.headgate.gate.Answered;
import dev.headgate.gate.Verdict;
import dev.headgate.operation.Board;
import dev.headgate.operation.Replica;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.client.CollectorRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Shows what other parts know anyway: nothing of it is counted for Prometheus. */
@Singleton
final class Exposition {

    private static final int LATE = 3000; // a configuration that is wrong has stopped the start by then

    /** One for all: of Quarkus' own, whoever asks gets another. */
    @Produces
    @Singleton
    CollectorRegistry prometheus() {
        return new CollectorRegistry(true);
    }

    void begin(
            @Observes @Priority(LATE) StartupEvent event,
            MeterRegistry meters,
            CollectorRegistry prometheus,
            Board board,
            Answered answered,
            Replica replica,
            BackgroundTrail trail,
            Lines lines,
            Clock clock,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        prometheus.register(new TargetSeries(board, clock));
        for (Verdict.Word word : Verdict.Word.values()) {
            FunctionCounter.builder("headgate.gate.answers", answered, all -> all.of(word))
                    .description("What gates answered")
                    .tags("verdict", word.word(), "open", word.opens() == Verdict.Opens.NOW ? "true" : "false")
                    .register(meters);
        }
        Gauge.builder("headgate.store.up", replica, it -> it.trouble().isEmpty() ? 1 : 0)
                .description("Whether this replica has its session in the store, so that operations can be recorded")
                .strongReference(true)
                .register(meters);
        Gauge.builder("headgate.audit.waiting", trail, BackgroundTrail::waiting)
                .description("Entries of the audit that are still to be written into the store")
                .strongReference(true)
                .register(meters);
        FunctionCounter.builder("headgate.audit.lost", lines, Lines::lost)
                .description("Entries of the audit that are on the log alone, since the store did not take them")
                .register(meters);
        Gauge.builder("headgate.build.info", () -> 1)
                .description("The version of Headgate, as a label")
                .tags("version", version)
                .register(meters);
    }
}
