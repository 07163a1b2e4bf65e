package dev.headgate.http;

import dev.headgate.gate.Gates;
import dev.headgate.gate.Level;
import dev.headgate.gate.Requirement;
import dev.headgate.gate.Verdict;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.HealthRegistry;
import io.smallrye.health.registry.HealthRegistries;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * The gates as a health group of their own, {@code /q/health/group/targets}, a check for each target. They are in no other
 * answer of {@code /q/health}: a target never makes Headgate unready.
 */
final class TargetsHealth {

    void register(@Observes StartupEvent event, Gates gates, GateDesk desk) {
        HealthRegistry group = HealthRegistries.getHealthGroupRegistry("targets");
        gates.all()
                .forEach(gate -> group.register(
                        gate.target().name().text(),
                        () -> Uni.createFrom()
                                .completionStage(() -> desk.level(gate))
                                .map(TargetsHealth::check)));
    }

    private static HealthCheckResponse check(Level level) {
        Verdict verdict = level.verdict(new Requirement.Head());
        return HealthCheckResponse.named(level.target().name().text())
                .status(verdict.isOpen())
                .withData("verdict", verdict.word().word())
                .withData("why", verdict.sentence())
                .withData("observedAt", level.heardAt().toString())
                .build();
    }
}
