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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Where accepted operations run, and where one waits for them: in this process, a thread each. To let them outlive the
 * process, change this class.
 */
public final class Dispatch {

    private final ExecutorService threads;
    private final Map<UUID, CompletableFuture<Operation>> underWay = new ConcurrentHashMap<>();
    private final Map<UUID, Run> runs = new ConcurrentHashMap<>();

    public Dispatch(ExecutorService threads) {
        this.threads = threads;
    }

    void start(UUID id, Run run) {
        runs.put(id, run);
        CompletableFuture<Operation> running = CompletableFuture.supplyAsync(run::toItsEnd, threads);
        underWay.put(id, running);
        running.whenComplete((ended, failure) -> {
            runs.remove(id);
            underWay.remove(id);
        });
    }

    /** Lets what is under way come to its end within the time, and records what did not. Nothing new is begun. */
    public void stop(Duration grace) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                runs.values().forEach(Run::interrupt);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }

    /** Something to wait for, on a thread of its own. */
    public <T> CompletionStage<T> later(Supplier<T> answer) {
        return CompletableFuture.supplyAsync(answer, threads);
    }

    /**
     * The operation once it has ended, or nothing when it has not within the time, or is not under way here.
     *
     * @throws dev.headgate.migration.Refused when its end could not be recorded
     */
    Optional<Operation> await(UUID id, Duration wait) {
        CompletableFuture<Operation> running = underWay.get(id);
        if (running == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(running.get(wait.toMillis(), TimeUnit.MILLISECONDS));
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
