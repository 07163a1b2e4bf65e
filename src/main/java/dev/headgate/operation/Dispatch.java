package dev.headgate.operation;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Where accepted operations run, and where one waits for them: in this process, a thread each. To let them outlive the
 * process, change this class.
 */
public final class Dispatch {

    private static final Logger LOG = Logger.getLogger(Dispatch.class);

    private final ExecutorService threads;
    private final Map<UUID, UnderWay> underWay = new ConcurrentHashMap<>();

    /** A run, and its end to come. */
    private record UnderWay(Run run, CompletableFuture<Operation> end) {}

    public Dispatch(ExecutorService threads) {
        this.threads = threads;
    }

    void start(UUID id, Run run) {
        CompletableFuture<Operation> end;
        try {
            end = CompletableFuture.supplyAsync(run::toItsEnd, threads);
        } catch (RejectedExecutionException e) {
            run.interrupt();
            throw Failures.stopping().thrown();
        }
        underWay.put(id, new UnderWay(run, end));
        end.whenComplete((ended, failure) -> underWay.remove(id));
    }

    /** Lets what is under way come to its end within the time, and records what did not. Nothing new is begun. */
    public void stop(Duration grace) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                underWay.values().forEach(one -> interrupt(one.run()));
            }
        } catch (InterruptedException e) {
            underWay.values().forEach(one -> interrupt(one.run()));
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * Something to wait for, on a thread of its own.
     *
     * @throws dev.headgate.migration.Refused when Headgate is stopping
     */
    public <T> CompletionStage<T> later(Supplier<T> answer) {
        try {
            return CompletableFuture.supplyAsync(answer, threads);
        } catch (RejectedExecutionException e) {
            throw Failures.stopping().thrown();
        }
    }

    private static void interrupt(Run run) {
        try {
            run.interrupt();
        } catch (RuntimeException e) {
            LOG.warn("an operation is not recorded as interrupted", e); // the others are still to be
        }
    }

    /**
     * The operation once it has ended, or nothing when it has not within the time, or is not under way here.
     *
     * @throws dev.headgate.migration.Refused when its end could not be recorded
     */
    Optional<Operation> await(UUID id, Duration wait) {
        UnderWay running = underWay.get(id);
        if (running == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(running.end().get(wait.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
