package dev.headgate.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.migration.Given;
import dev.headgate.migration.MovingClock;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Request;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Verb;
import dev.headgate.security.Caller;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class JourneyTest {

    @Test
    void aStoreThatIsAwayForAMomentIsWaitedForBeforeThePlan() {
        AtomicInteger tries = new AtomicInteger();

        new Journey(release(), noLog(), new MovingClock()).prepares(() -> {
            if (tries.incrementAndGet() == 1) {
                throw Refusal.of(Reason.STORE_UNAVAILABLE, "away").thrown();
            }
        });

        assertThat(tries).hasValue(2);
    }

    /** One that was just accepted. */
    static Operation release() {
        return Operation.accepted(
                UUID.randomUUID(),
                new TargetName("orders"),
                Request.of(Verb.UPGRADE),
                Given.digest(1),
                true,
                new Caller("hook", Optional.empty(), Optional.empty()),
                Given.NOW);
    }

    /** Nothing is written. */
    private static OperationLog noLog() {
        return (OperationLog) Proxy.newProxyInstance(
                JourneyTest.class.getClassLoader(), new Class<?>[] {OperationLog.class}, (log, method, values) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
