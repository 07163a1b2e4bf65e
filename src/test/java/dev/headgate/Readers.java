package dev.headgate;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** People who read one row of a table again and again, each in a session, and note how long they had to wait. */
final class Readers implements AutoCloseable {

    private static final Duration BETWEEN_READS = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Scenario scenario;
    private final int number;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile boolean over = false;

    private Readers(Scenario scenario, int number) {
        this.scenario = scenario;
        this.number = number;
    }

    static Readers of(Scenario scenario, int number) {
        return new Readers(scenario, number);
    }

    void read() {
        for (int i = 0; i < number; i++) {
            threads.submit(this::readOn);
        }
    }

    private Void readOn() throws SQLException, InterruptedException {
        try (Connection connection = scenario.connect();
                Statement statement = connection.createStatement()) {
            while (!over) {
                long begun = System.nanoTime();
                statement.execute("SELECT id, customer FROM shop.orders WHERE id = 1");
                longestNanos.accumulateAndGet(System.nanoTime() - begun, Math::max);
                reads.incrementAndGet();
                Thread.sleep(BETWEEN_READS.toMillis());
            }
        }
        return null;
    }

    /** Ends the reading; of all reads, those that were under way too. */
    Duration longestWait() throws InterruptedException {
        over = true;
        threads.shutdown();
        if (!threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("somebody still waits");
        }
        return Duration.ofNanos(longestNanos.get());
    }

    int reads() {
        return reads.get();
    }

    @Override
    public void close() {
        over = true;
        threads.shutdownNow();
        threads.close();
    }
}
