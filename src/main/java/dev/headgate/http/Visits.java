package dev.headgate.http;

import dev.headgate.http.Doors.Door;
import dev.headgate.http.Doors.Needs;
import dev.headgate.migration.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Counts who comes by which door, and what is refused. By the door and not by the path, which somebody may think up; not at
 * gates, where very many come and each answer is counted.
 */
@Singleton
final class Visits {

    private static final String NOWHERE = "none";

    private final MeterRegistry meters;

    Visits(MeterRegistry meters) {
        this.meters = meters;
        Stream.of(Reason.values()).forEach(this::refusals); // each begins with 0, so that its first is a rise, too
        timer(NOWHERE, NOWHERE, "4xx");
    }

    /**
     * @param door where they come in, if that is one
     */
    void begin(RoutingContext route, Optional<Door> door) {
        if (door.filter(one -> one.needs() instanceof Needs.Gate).isPresent()) {
            return;
        }
        long begin = System.nanoTime();
        route.addEndHandler(end -> timer(
                        door.map(one -> one.method().name()).orElse(NOWHERE),
                        door.map(Door::template).orElse(NOWHERE),
                        route.response().getStatusCode() / 100 + "xx")
                .record(System.nanoTime() - begin, TimeUnit.NANOSECONDS));
    }

    /** Somebody is told this. */
    void refused(Reason reason) {
        refusals(reason).increment();
    }

    private Timer timer(String method, String path, String status) {
        return Timer.builder("headgate.http.requests")
                .description("Requests, but those of gates, and how long they took with all that they waited for")
                .tags("method", method, "path", path, "status", status)
                .register(meters);
    }

    private Counter refusals(Reason reason) {
        return Counter.builder("headgate.refusals")
                .description("Requests that were refused")
                .tags("reason", reason.word())
                .register(meters);
    }
}
