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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The gate of each target, and room for those who wait at them. */
public final class Gates {

    private static final Duration WAIT_WHILE_LEAVING = Duration.ofSeconds(1);

    private final Map<TargetName, Gate> gates = new TreeMap<>();
    private final int mostParked;
    private final AtomicInteger parked = new AtomicInteger();
    private final ScheduledThreadPoolExecutor timer;
    private volatile boolean leaving = false;

    /**
     * @param staleness for how long what was seen last counts while a database does not answer
     * @param mostParked how many may wait at all gates together
     */
    public Gates(List<Target> targets, Duration staleness, int mostParked, Clock clock) {
        targets.forEach(target -> gates.put(target.name(), new Gate(target, staleness, clock)));
        this.mostParked = mostParked;
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("headgate-gates").factory());
        this.timer.setRemoveOnCancelPolicy(true);
    }

    public Collection<Gate> all() {
        return gates.values();
    }

    /** The gate of a target, where there is such a target. */
    public Optional<Gate> of(TargetName name) {
        return Optional.ofNullable(gates.get(name));
    }

    /** How many wait now. */
    public int parked() {
        return parked.get();
    }

    /**
     * Waits at a gate until something holds, and no longer than this; whoever cancels what is returned leaves.
     *
     * @return nothing when too many wait already
     */
    public Optional<CompletableFuture<Level>> park(Gate gate, Predicate<Level> until, Duration atMost) {
        if (parked.incrementAndGet() > mostParked) {
            parked.decrementAndGet();
            return Optional.empty();
        }
        Parked one = gate.park(until);
        one.whenComplete((level, left) -> parked.decrementAndGet());
        long ms = (leaving ? WAIT_WHILE_LEAVING : atMost).toMillis();
        ScheduledFuture<?> end = timer.schedule(() -> one.complete(gate.level()), ms, TimeUnit.MILLISECONDS);
        one.whenComplete((level, left) -> end.cancel(false));
        return Optional.of(one);
    }

    /** Before this Headgate ends: everybody is let go, to ask another one; nobody is kept for long from here on. */
    public void leave() {
        leaving = true;
        gates.values().forEach(Gate::letGo);
    }
}
