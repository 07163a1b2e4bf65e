package dev.headgate.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.migration.Given;
import dev.headgate.operation.OperationLog.Hold;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ObservedLogTest {

    private static final Hold MINE = new Hold(true, Optional.empty());
    private static final Operation OPERATION = JourneyTest.release();
    private static final Event EVENT = Event.retry("it broke", Given.NOW);

    private final List<Event.Kind> told = new ArrayList<>();
    private final Observer observer = (operation, event, step) -> told.add(event.kind());

    @Test
    void whatIsRecordedIsToldOnce() {
        log(MINE, observer).note(OPERATION, EVENT);
        log(MINE, observer).free(OPERATION, Event.interrupted("it ends", Given.NOW));

        assertThat(told).containsExactly(Event.Kind.RETRY, Event.Kind.INTERRUPTED);
    }

    @Test
    void whatAnotherAttemptOwnsByNowIsNotTold() {
        log(new Hold(false, Optional.empty()), observer).update(OPERATION, EVENT);

        assertThat(told).isEmpty();
    }

    @Test
    void anObserverThatBreaksCostsNeitherTheOperationNorTheOthersAnything() {
        Observer broken = (operation, event, step) -> {
            throw new IllegalStateException("broken");
        };

        assertThat(log(MINE, broken, observer).replan(OPERATION, EVENT)).isEqualTo(MINE);
        assertThat(told).containsExactly(Event.Kind.RETRY);
    }

    /** Everything is written, with this as the answer. */
    private static ObservedLog log(Hold hold, Observer... observers) {
        OperationLog written = (OperationLog) Proxy.newProxyInstance(
                ObservedLogTest.class.getClassLoader(),
                new Class<?>[] {OperationLog.class},
                (log, method, values) -> hold);
        return new ObservedLog(written, List.of(observers));
    }
}
