package dev.headgate.operation;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Whether a run is to end before its time. Its thread heeds that between steps and wherever it waits. */
final class Stop {

    /** Why it is to end; of several reasons the last of these counts. */
    enum Why {
        /** This Headgate ends; another goes on. */
        LEAVING,
        /** Somebody asked for it. */
        CANCELLED,
        /** Another replica works on the operation now. */
        DISOWNED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private Optional<Why> why = Optional.empty();

    void ask(Why reason) {
        lock.lock();
        try {
            why = why.filter(given -> given.compareTo(reason) > 0).or(() -> Optional.of(reason));
            asked.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Optional<Why> why() {
        lock.lock();
        try {
            return why;
        } finally {
            lock.unlock();
        }
    }

    /**
     * @throws dev.headgate.migration.Refused when a stop was asked for; {@link #why} then says which
     */
    void heed() {
        why().ifPresent(reason -> {
            throw Refusal.of(Reason.INTERRUPTED, "the operation is to stop: " + reason)
                    .thrown();
        });
    }

    /**
     * Waits so long.
     *
     * @throws dev.headgate.migration.Refused as soon as a stop is asked for
     */
    void pause(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (why.isEmpty() && left > 0) {
                left = asked.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            ask(Why.LEAVING);
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        heed();
    }
}
