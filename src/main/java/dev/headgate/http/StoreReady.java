package dev.headgate.http;

import dev.headgate.operation.Store;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when operations can be recorded. Targets never make Headgate unready: gates speak of them. */
@Readiness
@Singleton
final class StoreReady implements HealthCheck {

    private final Store store;

    StoreReady(Store store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        return store.trouble()
                .map(why -> HealthCheckResponse.named("store")
                        .down()
                        .withData("why", why)
                        .build())
                .orElseGet(() -> HealthCheckResponse.up("store"));
    }
}
