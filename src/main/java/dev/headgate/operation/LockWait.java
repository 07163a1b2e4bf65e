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

    /** Whoever waits. */
    interface Waiter {

        /** Is told once who holds it, unless that one has gone at the first look. */
        void waits(Optional<LockHolder> holder);

        /**
         * Waits so long.
         *
         * @throws dev.headgate.migration.Refused when it does not want the lock any more
         */
        void pause(Duration time);
    }

    LockWait(TargetLock lock, Databases databases, Clock clock) {
        this.lock = lock;
        this.databases = databases;
        this.clock = clock;
    }

    /**
     * Does the work while the lock is held.
     *
     * @throws dev.headgate.migration.Refused when it was not free in time, or could not be asked for
     */
    <T> T holding(Target target, UUID operation, Waiter waiter, Function<TargetLock.Session, T> work) {
        ReentrantLock turn = turns.computeIfAbsent(target.name(), name -> new ReentrantLock());
        Patience patience = new Patience(target, operation, waiter);
        while (!turn.tryLock()) {
            patience.spend();
        }
        try (TargetLock.Session session = lock.open(target, operation.toString())) {
            while (!session.tryAcquire()) {
                patience.spend();
            }
            return work.apply(session);
        } finally {
            turn.unlock();
        }
    }

    /** How long one operation still waits. */
    private final class Patience {

        private final Target target;
        private final UUID operation;
        private final Waiter waiter;
        private Instant deadline;
        private boolean looked = false;
        private boolean told = false;

        Patience(Target target, UUID operation, Waiter waiter) {
            this.target = target;
            this.operation = operation;
            this.waiter = waiter;
            this.deadline = clock.instant().plus(target.lockWait());
        }

        /** Waits a moment; refuses when that was the last one. */
        void spend() {
            if (!told) {
                tell();
            }
            if (!clock.instant().isBefore(deadline)) {
                Optional<LockHolder> holder = holder(target);
                if (!isEarlierAttempt(holder)) {
                    throw locked(target, holder).thrown();
                }
                deadline = clock.instant().plus(target.lockWait());
            }
            waiter.pause(jittered());
        }

        /** A server takes a moment to end the session of one who has gone; that is no wait. */
        private void tell() {
            Optional<LockHolder> holder = holder(target);
            if (holder.isPresent() || looked) {
                waiter.waits(holder);
                told = true;
            }
            looked = true;
        }

        /** What a dead replica had begun is this operation's own: it is waited for as long as the server works on it. */
        private boolean isEarlierAttempt(Optional<LockHolder> holder) {
            return holder.flatMap(LockHolder::operation)
                    .filter(operation.toString()::equals)
                    .isPresent();
        }
    }

    private Optional<LockHolder> holder(Target target) {
        return databases.read(target) instanceof Facts facts ? facts.holder() : Optional.empty();
    }

    private static Refusal locked(Target target, Optional<LockHolder> holder) {
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

    /** So that those who wait do not all ask at once. */
    private static Duration jittered() {
        return POLL.dividedBy(2).plusMillis(ThreadLocalRandom.current().nextLong(POLL.toMillis()));
    }
}
