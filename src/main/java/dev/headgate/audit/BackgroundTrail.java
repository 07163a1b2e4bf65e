package dev.headgate.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Takes entries down on a thread of its own, a few at a time. Whoever asks again and again for what is refused fills neither
 * the memory nor the store: the same entries come together as one, and not more than some in a second.
 */
public final class BackgroundTrail implements Trail {

    private static final Logger LOG = Logger.getLogger("dev.headgate"); // no line of the audit itself
    private static final int MOST_WAITING = 1000;
    private static final int MOST_AT_ONCE = 100;
    private static final Duration BETWEEN = Duration.ofMillis(500);
    private static final Duration TIME_TO_END = Duration.ofSeconds(2);

    private final Register register;
    private final Lines lines;
    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("headgate-audit").unstarted(this::write);

    private BackgroundTrail(Register register, Lines lines) {
        this.register = register;
        this.lines = lines;
    }

    public static BackgroundTrail begun(Register register, Lines lines) {
        BackgroundTrail trail = new BackgroundTrail(register, lines);
        trail.thread.start();
        return trail;
    }

    @Override
    public void note(Entry entry) {
        if (closing.getCount() == 0 || !waiting.offer(entry)) {
            lines.lost(List.of(entry), "too many at once");
        }
    }

    /** How many entries wait to be taken down. */
    public int waiting() {
        return waiting.size();
    }

    /** Takes down what waits, as far as that goes quickly. */
    public void close() {
        closing.countDown();
        try {
            if (!thread.join(TIME_TO_END)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<Entry> left = new ArrayList<>();
        waiting.drainTo(left);
        lines.lost(left, "Headgate ends");
    }

    private void write() {
        try {
            while (closing.getCount() > 0 || !waiting.isEmpty()) {
                takeSome();
                closing.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeSome() {
        List<Entry> some = new ArrayList<>();
        waiting.drainTo(some, MOST_AT_ONCE);
        if (some.isEmpty()) {
            return;
        }
        List<Entry> together = together(some);
        try {
            register.take(together);
        } catch (RuntimeException away) {
            LOG.warnf("the audit is not in the store: %s", away.getMessage());
            lines.lost(together, "the store did not take it");
        }
    }

    private static List<Entry> together(List<Entry> some) {
        Map<Entry, Integer> times = new LinkedHashMap<>();
        some.forEach(entry -> times.merge(entry, 1, Integer::sum));
        return times.entrySet().stream()
                .map(entry -> entry.getKey().times(entry.getValue()))
                .toList();
    }
}
