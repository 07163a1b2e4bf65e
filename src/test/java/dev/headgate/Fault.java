package dev.headgate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** What can happen to a replica, or to a server of all of them, and for how long. */
enum Fault {
    /** Nothing at all, to try the suite itself. */
    NONE(0, 0),
    KILL(0, 0),
    TERMINATE(0, 0),
    CRASH_OF_TARGETS(0, 1500),
    CRASH_OF_STORE(0, 1500),
    CUT_FROM_TARGETS(50, 3000),
    CUT_FROM_STORE(50, 3000),
    CUT_FROM_BOTH(50, 3000),
    FREEZE(500, 4000);

    private final int least;
    private final int most;

    /** The times are in milliseconds. */
    Fault(int least, int most) {
        this.least = least;
        this.most = most;
    }

    Duration spell(RandomGenerator random) {
        return Duration.ofMillis(random.nextInt(least, most + 1));
    }

    /** Whether the victim is gone for good, and another process has to come in its place. */
    boolean isDeadly() {
        return this == KILL || this == TERMINATE;
    }

    /**
     * Does it.
     *
     * @return completes when it is over
     */
    CompletableFuture<Void> strike(Fleet fleet, Replica victim, Duration spell) {
        return switch (this) {
            case NONE -> CompletableFuture.completedFuture(null);
            case KILL -> during(victim.headgate()::kill, () -> {}, spell);
            case TERMINATE -> during(victim.headgate()::terminate, () -> {}, spell);
            case CRASH_OF_TARGETS -> during(fleet.targets()::crash, fleet.targets()::recover, spell);
            case CRASH_OF_STORE -> during(fleet.store()::crash, fleet.store()::recover, spell);
            case CUT_FROM_TARGETS -> during(victim.toTargets()::cut, victim.toTargets()::heal, spell);
            case CUT_FROM_STORE -> during(victim.toStore()::cut, victim.toStore()::heal, spell);
            case CUT_FROM_BOTH ->
                CompletableFuture.allOf(
                        CUT_FROM_STORE.strike(fleet, victim, spell), CUT_FROM_TARGETS.strike(fleet, victim, spell));
            case FREEZE -> during(victim.headgate()::freeze, victim.headgate()::thaw, spell);
        };
    }

    private interface Act {
        void now() throws IOException;
    }

    private static CompletableFuture<Void> during(Act begin, Act end, Duration spell) {
        perform(begin);
        return CompletableFuture.runAsync(
                () -> perform(end), CompletableFuture.delayedExecutor(spell.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static void perform(Act act) {
        try {
            act.now();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
