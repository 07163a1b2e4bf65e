package dev.headgate.gate;

import dev.headgate.migration.Facts;
import dev.headgate.migration.Reading;
import dev.headgate.migration.Release;
import dev.headgate.migration.Sight;
import dev.headgate.migration.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * What is known of one target, in memory, and those who wait for that to change. Asking costs the database nothing: others
 * look, and tell it what they saw.
 */
public final class Gate {

    private final Semaphore room;
    private final Duration staleness;
    private final Clock clock;
    private final Set<Parked> parked = ConcurrentHashMap.newKeySet();
    private volatile Level level;
    private volatile Level last;
    private volatile Instant askedAt = Instant.EPOCH;
    private volatile boolean keptUp = false;
    private Optional<Reading.Unreachable> silence = Optional.empty();

    /**
     * @param room for those who wait
     * @param staleness for how long what was seen last counts while the database does not answer
     */
    Gate(Target target, Duration staleness, Semaphore room, Clock clock) {
        this.room = room;
        this.staleness = staleness;
        this.clock = clock;
        this.level = Level.unknown(target, clock.instant());
        this.last = level;
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

    /**
     * From here on its target is looked at again and again, so that a silence means something; or that is over. What was seen
     * before is forgotten: nobody has heard whether it still holds.
     */
    public synchronized void keepUp(boolean on) {
        if (on) {
            level = level.seen(Optional.empty(), clock.instant());
        }
        keptUp = on;
    }

    /**
     * What is known now. A database that has been silent for too long is unreachable, and not before; of one that nobody has
     * looked at for so long nothing is known.
     */
    public Level level() {
        Level known = level;
        return isStale(known) ? giveUp() : known;
    }

    /** What came of the last look, however long ago that was: for those who show it. Nobody is let in by it. */
    public Level last() {
        return last;
    }

    /**
     * What one who asks is told. Where nobody has asked for long, he would wait for a look first, and this is what the last one
     * makes one expect.
     */
    public Verdict verdict(Requirement requirement) {
        Level known = level();
        return (keptUp && known.isKnown() ? known : last).verdict(requirement);
    }

    /** The target was looked at. */
    public void see(Sight sight) {
        synchronized (this) {
            last = last.seen(Optional.of(sight), clock.instant());
            switch (sight.reading()) {
                case Facts facts -> {
                    silence = Optional.empty();
                    level = level.seen(Optional.of(sight), clock.instant());
                }
                case Reading.Unreachable reading -> {
                    silence = Optional.of(reading);
                    if (level.facts().isEmpty()) {
                        level = level.seen(Optional.of(sight), clock.instant());
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
            level = level.working(work);
            last = last.working(work);
        }
        release();
    }

    /** That operation is over, whatever is under way besides. */
    public void done(UUID operation) {
        if (level.work().filter(work -> work.id().equals(operation)).isPresent()) {
            see(Optional.empty());
        }
    }

    /** The releases that the target has had, newest first. */
    public void know(List<Release> releases) {
        synchronized (this) {
            level = level.knowing(releases);
            last = last.knowing(releases);
        }
        release();
    }

    /** Lets go of everybody whose wait is over by what is known now. */
    private void release() {
        Level now = level();
        parked.forEach(one -> one.see(now));
    }

    /** How many wait here. */
    public int waiting() {
        return parked.size();
    }

    /** Begins to wait. */
    void park(Parked one) {
        parked.add(one);
        one.see(level()); // it may have come about meanwhile
    }

    void remove(Parked one) {
        parked.remove(one);
        room.release();
    }

    /** Lets go of those whose time is over. */
    void sweep(Instant now) {
        if (!parked.isEmpty()) {
            Level known = level();
            parked.forEach(one -> one.see(known, now));
        }
    }

    /** Lets everybody go, whatever is known. */
    void letGo() {
        Level now = level();
        parked.forEach(one -> one.letGo(now));
    }

    private boolean isStale(Level known) {
        return known.isKnown()
                && (known.facts().isPresent() || !keptUp)
                && known.heardAt().plus(staleness).isBefore(clock.instant());
    }

    private synchronized Level giveUp() {
        Level known = level;
        if (!isStale(known)) {
            return known; // somebody was quicker
        }
        Instant now = clock.instant();
        if (!keptUp) {
            level = known.seen(Optional.empty(), now);
            return level;
        }
        Reading.Unreachable reading =
                silence.orElseGet(() -> new Reading.Unreachable(now, true, "it does not answer", known.heardAt()));
        level = known.seen(known.sight().map(sight -> sight.lost(reading)), now);
        last = level;
        return level;
    }
}
