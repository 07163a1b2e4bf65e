package dev.headgate.http;

import dev.headgate.operation.Targets;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started once the configuration is read and the bundles are checked; says how many targets there are. */
@Startup
@Singleton
final class Started implements HealthCheck {

    private final Targets targets;

    Started(Targets targets) {
        this.targets = targets;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("targets")
                .up()
                .withData("configured", targets.all().size())
                .build();
    }
}
