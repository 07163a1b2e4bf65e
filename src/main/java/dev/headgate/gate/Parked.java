package dev.headgate.gate;

import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** One who waits at a gate. There may be very many, so that it is small: its wait ends once, for whatever reason. */
public final class Parked {

    private final Gate gate;
    private final Predicate<Level> until;
    private final Instant deadline;
    private final Consumer<Level> then;
    private boolean over = false;

    /**
     * @param then is told what is known when the wait is over; by another thread, which must not be held up
     */
    Parked(Gate gate, Predicate<Level> until, Instant deadline, Consumer<Level> then) {
        this.gate = gate;
        this.until = until;
        this.deadline = deadline;
        this.then = then;
    }

    /** He does not wait any more, and is told nothing. */
    public void leave() {
        if (ends()) {
            gate.remove(this);
        }
    }

    void see(Level level) {
        if (until.test(level)) {
            letGo(level);
        }
    }

    void see(Level level, Instant now) {
        if (!now.isBefore(deadline)) {
            letGo(level);
        }
    }

    void letGo(Level level) {
        if (ends()) {
            gate.remove(this);
            then.accept(level);
        }
    }

    private synchronized boolean ends() {
        boolean first = !over;
        over = true;
        return first;
    }
}
