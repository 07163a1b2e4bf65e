package dev.headgate.http;

import dev.headgate.operation.Targets;
import dev.headgate.security.Policy;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started once the configuration is read and the bundles are checked; says how many targets there are, and who is let in. */
@Startup
@Singleton
final class Started implements HealthCheck {

    private final Targets targets;
    private final Policy policy;

    Started(Targets targets, Policy policy) {
        this.targets = targets;
        this.policy = policy;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("targets")
                .up()
                .withData("configured", targets.all().size())
                .withData("authentication", authentication())
                .build();
    }

    private String authentication() {
        return switch (policy.mode()) {
            case REQUIRED -> "required";
            case LOOPBACK -> "loopback: whoever asks on this machine may do everything";
            case NONE -> "none: whoever reaches this Headgate may do everything";
        };
    }
}
