package dev.headgate.operation;

import dev.headgate.migration.Facts;
import dev.headgate.migration.LockHolder;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Waits for targets' locks, for as long as each target says. Those of this process first take their turn among
 * themselves: however many wait, one session of the target's server is enough.
 */
final class LockWait {

    private static final Duration POLL = Duration.ofMillis(200);

    private final TargetLock lock;
    private final Databases databases;
    private final Clock clock;
    private final Map<TargetName, ReentrantLock> turns = new ConcurrentHashMap<>();

    LockWait(TargetLock lock, Databases databases, Clock clock) {
        this.lock = lock;
        this.databases = databases;
        this.clock = clock;
    }

    /**
     * Does the work while the lock is held.
     *
     * @param waiting is told once, if the lock is not free at once
     * @throws dev.headgate.migration.Refused when it was not free in time, or could not be asked for
     */
    <T> T holding(Target target, UUID operation, Runnable waiting, Function<TargetLock.Session, T> work) {
        Instant deadline = clock.instant().plus(target.lockWait());
        ReentrantLock turn = turns.computeIfAbsent(target.name(), name -> new ReentrantLock(true));
        boolean first = turn.tryLock();
        if (!first) {
            waiting.run();
            takeTurn(target, turn, deadline);
        }
        try (TargetLock.Session session = lock.open(target, operation.toString())) {
            acquire(target, session, deadline, first ? waiting : () -> {});
            return work.apply(session);
        } finally {
            turn.unlock();
        }
    }

    private void takeTurn(Target target, ReentrantLock turn, Instant deadline) {
        try {
            long left = Duration.between(clock.instant(), deadline).toMillis();
            if (!turn.tryLock(left, TimeUnit.MILLISECONDS)) {
                throw locked(target).thrown();
            }
        } catch (InterruptedException e) {
            throw stopping();
        }
    }

    private void acquire(Target target, TargetLock.Session session, Instant deadline, Runnable waiting) {
        boolean told = false;
        while (!session.tryAcquire()) {
            if (!clock.instant().isBefore(deadline)) {
                throw locked(target).thrown();
            }
            if (!told) {
                waiting.run();
                told = true;
            }
            pause();
        }
    }

    private Refusal locked(Target target) {
        Optional<LockHolder> holder = databases.read(target) instanceof Facts facts ? facts.holder() : Optional.empty();
        return new Refusal(
                Reason.LOCKED,
                "%s is locked by %s, and was for the %d s that this operation waited. Ask again, or see what that one does"
                        .formatted(
                                target.name(),
                                holder.map(LockWait::named).orElse("somebody who has just gone"),
                                target.lockWait().toSeconds()),
                holder.<Map<String, Object>>map(h -> Map.of("holder", h)).orElse(Map.of()));
    }

    private static String named(LockHolder holder) {
        return holder.operation()
                .map(id -> "operation %s (%s)".formatted(id, holder.description()))
                .orElseGet(holder::toString);
    }

    /** Jittered, so that those who wait do not all ask at once. */
    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis() / 2 + ThreadLocalRandom.current().nextLong(POLL.toMillis()));
        } catch (InterruptedException e) {
            throw stopping();
        }
    }

    private static RuntimeException stopping() {
        Thread.currentThread().interrupt();
        return Failures.stopping().thrown();
    }
}
