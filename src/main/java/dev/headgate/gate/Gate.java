package dev.headgate.gate;

import dev.headgate.migration.Facts;
import dev.headgate.migration.Reading;
import dev.headgate.migration.Sight;
import dev.headgate.migration.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What is known of one target, in memory, and those who wait for that to change. Asking costs the database nothing: others
 * look, and tell it what they saw.
 */
public final class Gate {

    private final Duration staleness;
    private final Clock clock;
    private final Set<Parked> parked = ConcurrentHashMap.newKeySet();
    private volatile Level level;
    private volatile Instant askedAt = Instant.EPOCH;
    private Optional<Reading.Unreachable> silence = Optional.empty();

    /**
     * @param staleness for how long what was seen last counts while the database does not answer
     */
    Gate(Target target, Duration staleness, Clock clock) {
        this.staleness = staleness;
        this.clock = clock;
        this.level = new Level(target, Optional.empty(), clock.instant(), Optional.empty());
    }

    public Target target() {
        return level.target();
    }

    /** Somebody asks: from here on it is worth while to look at the target again and again, for some time. */
    public void ask() {
        Instant now = clock.instant();
        if (askedAt.plusSeconds(1).isBefore(now)) { // many ask, and a second is exact enough
            askedAt = now;
        }
    }

    /** Whether somebody has asked since then, or waits. */
    public boolean isAskedSince(Instant then) {
        return !parked.isEmpty() || !askedAt.isBefore(then);
    }

    /** What is known is not kept up any more, so that it is not known. */
    public synchronized void forget() {
        level = new Level(level.target(), Optional.empty(), clock.instant(), level.work());
    }

    /** What is known now. A database that has been silent for too long is unreachable, and not before. */
    public Level level() {
        Level known = level;
        return isStale(known) ? giveUp() : known;
    }

    /** The target was looked at. */
    public void see(Sight sight) {
        synchronized (this) {
            switch (sight.reading()) {
                case Facts facts -> {
                    silence = Optional.empty();
                    level = new Level(sight.target(), Optional.of(sight), clock.instant(), level.work());
                }
                case Reading.Unreachable reading -> {
                    silence = Optional.of(reading);
                    if (level.facts().isEmpty()) {
                        level = new Level(sight.target(), Optional.of(sight), clock.instant(), level.work());
                    }
                }
            }
        }
        release();
    }

    /** What is under way on it, or that nothing is. */
    public void see(Optional<Work> work) {
        synchronized (this) {
            if (level.work().equals(work)) {
                return;
            }
            level = level.with(work);
        }
        release();
    }

    /** Lets go of everybody whose wait is over by what is known now. */
    private void release() {
        Level now = level();
        parked.forEach(one -> one.see(now));
    }

    /** Begins to wait until something holds. */
    Parked park(Predicate<Level> until) {
        Parked one = new Parked(until);
        parked.add(one);
        one.whenComplete((answer, gone) -> parked.remove(one));
        one.see(level()); // it may have come about meanwhile
        return one;
    }

    /** Lets everybody go, whatever is known. */
    void letGo() {
        Level now = level();
        parked.forEach(one -> one.complete(now));
    }

    private boolean isStale(Level known) {
        return known.facts().isPresent() && known.heardAt().plus(staleness).isBefore(clock.instant());
    }

    private synchronized Level giveUp() {
        Level known = level;
        if (!isStale(known)) {
            return known; // somebody was quicker
        }
        Instant now = clock.instant();
        Reading.Unreachable reading =
                silence.orElseGet(() -> new Reading.Unreachable(now, true, "it does not answer", known.heardAt()));
        level = new Level(known.target(), known.sight().map(sight -> sight.lost(reading)), now, known.work());
        return level;
    }
}
