package dev.headgate.gate;

import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The gate of each target, and room for those who wait at them. */
public final class Gates implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Gates.class.getName());
    private static final Duration WAIT_WHILE_LEAVING = Duration.ofSeconds(1);
    private static final long SWEEP_MS =
            50; // by so much a wait may be longer; a timer for each would be the larger part of it

    private final Map<TargetName, Gate> gates = new TreeMap<>();
    private final int mostParked;
    private final Semaphore room;
    private final Clock clock;
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("headgate-gates").factory());
    private volatile boolean leaving = false;

    /**
     * @param staleness for how long what was seen last counts while a database does not answer
     * @param mostParked how many may wait at all gates together
     */
    public Gates(List<Target> targets, Duration staleness, int mostParked, Clock clock) {
        this.mostParked = mostParked;
        this.room = new Semaphore(mostParked);
        this.clock = clock;
        targets.forEach(target -> gates.put(target.name(), new Gate(target, staleness, room, clock)));
        sweeper.scheduleWithFixedDelay(this::sweep, SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
    }

    public Collection<Gate> all() {
        return gates.values();
    }

    /** The gate of a target, where there is such a target. */
    public Optional<Gate> of(TargetName name) {
        return Optional.ofNullable(gates.get(name));
    }

    /** How many wait now. */
    int parked() {
        return mostParked - room.availablePermits();
    }

    /**
     * Waits at a gate until something holds, and no longer than this.
     *
     * @param then is told what is known when the wait is over; by another thread, which must not be held up, or by this one
     *     when it holds already
     * @return nothing when too many wait already
     */
    public Optional<Parked> park(Gate gate, Predicate<Level> until, Duration atMost, Consumer<Level> then) {
        if (!room.tryAcquire()) {
            return Optional.empty();
        }
        Parked one = new Parked(gate, until, clock.instant().plus(leaving ? WAIT_WHILE_LEAVING : atMost), then);
        gate.park(one);
        return Optional.of(one);
    }

    private void sweep() {
        for (Gate gate : gates.values()) {
            try {
                gate.sweep(clock.instant());
            } catch (RuntimeException bug) { // which would end the sweeping for ever
                LOG.log(
                        System.Logger.Level.ERROR,
                        "those who wait at the gate of " + gate.target().name(),
                        bug);
            }
        }
    }

    /** Before this Headgate ends: everybody is let go, to ask another one; nobody is kept for long from here on. */
    public void leave() {
        leaving = true;
        gates.values().forEach(Gate::letGo);
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
    }
}
