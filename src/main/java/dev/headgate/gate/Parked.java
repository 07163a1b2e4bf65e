package dev.headgate.gate;

import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** One who waits at a gate. There may be very many, so that it is small: its wait ends once, for whatever reason. */
public final class Parked {

    private static final System.Logger LOG = System.getLogger(Parked.class.getName());

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

    /** Whether the wait has ended. */
    public synchronized boolean isOver() {
        return over;
    }

    void see(Level level) {
        try {
            if (until.test(level)) {
                letGo(level);
            }
        } catch (RuntimeException bug) { // the others who wait have nothing to do with it
            LOG.log(System.Logger.Level.ERROR, "one who waits cannot be answered", bug);
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
            try {
                then.accept(level);
            } catch (RuntimeException bug) {
                LOG.log(System.Logger.Level.ERROR, "one who waits cannot be answered", bug);
            }
        }
    }

    private synchronized boolean ends() {
        boolean first = !over;
        over = true;
        return first;
    }
}
