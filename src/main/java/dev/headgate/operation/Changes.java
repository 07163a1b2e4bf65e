package dev.headgate.operation;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Wakes those in this process who wait for something to happen to an operation, whichever replica made it happen. */
public final class Changes {

    private static final UUID ANY = new UUID(0, 0);

    private final Map<UUID, Set<Watch>> watches = new ConcurrentHashMap<>();
    private volatile boolean closing = false;

    /** This has happened to it. */
    public void tell(UUID operation, Event.Kind kind) {
        Stream.of(operation, ANY)
                .flatMap(about -> watches.getOrDefault(about, Set.of()).stream())
                .filter(watch -> !watch.forItsEnd || kind == Event.Kind.DONE)
                .forEach(Watch::wake);
    }

    /** Anything may have happened to any: nobody was listening for a while. */
    public void tellAll() {
        watches.values().forEach(all -> all.forEach(Watch::wake));
    }

    /** Nobody waits any more: this Headgate ends. */
    public void close() {
        closing = true;
        tellAll();
    }

    /** Whether this Headgate ends. */
    public boolean isClosing() {
        return closing;
    }

    /** Begins to watch; what happens from here on is not missed. */
    Watch of(UUID operation) {
        return begin(new Watch(operation, false));
    }

    /** The same, for who wants to hear of its end only. */
    Watch ofEnd(UUID operation) {
        return begin(new Watch(operation, true));
    }

    /** The same, of whatever happens to any of them. */
    public Watch ofAny() {
        return begin(new Watch(ANY, false));
    }

    private Watch begin(Watch watch) {
        watches.compute(watch.operation, (id, all) -> {
            Set<Watch> with = all == null ? ConcurrentHashMap.newKeySet() : all;
            with.add(watch);
            return with;
        });
        return watch;
    }

    /** One who waits. */
    public final class Watch implements AutoCloseable {

        private final UUID operation;
        private final boolean forItsEnd;
        private final Semaphore news = new Semaphore(0);

        private Watch(UUID operation, boolean forItsEnd) {
            this.operation = operation;
            this.forItsEnd = forItsEnd;
        }

        /** Until something has happened since the last time, but no longer than this. */
        public void await(Duration atMost) {
            try {
                if (news.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                    news.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closing = true; // only the end of the process interrupts those who wait
            }
        }

        private void wake() {
            news.release();
        }

        @Override
        public void close() {
            watches.computeIfPresent(operation, (id, all) -> {
                all.remove(this);
                return all.isEmpty() ? null : all;
            });
        }
    }
}
