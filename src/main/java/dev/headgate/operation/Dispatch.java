package dev.headgate.operation;

import dev.headgate.migration.Refused;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
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
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** What this process works on: a thread for each operation, and one for each caller that waits. */
public final class Dispatch {

    private static final Logger LOG = Logger.getLogger(Dispatch.class);

    private final ExecutorService threads;
    private final Map<UUID, UnderWay> underWay = new ConcurrentHashMap<>();
    private final CompletableFuture<Optional<Operation>> leaving = new CompletableFuture<>();

    /** A run, and its end to come; nothing when somebody else goes on with it. */
    private record UnderWay(Run run, CompletableFuture<Optional<Operation>> end) {}

    public Dispatch(ExecutorService threads) {
        this.threads = threads;
    }

    /**
     * @throws Refused when Headgate is stopping
     */
    void start(UUID id, Run run) {
        UnderWay one = new UnderWay(run, new CompletableFuture<>());
        underWay.put(id, one);
        try {
            threads.execute(() -> toItsEnd(id, one));
        } catch (RejectedExecutionException e) {
            underWay.remove(id, one);
            run.abandon();
            throw Failures.stopping().thrown();
        }
    }

    private void toItsEnd(UUID id, UnderWay one) {
        MDC.put("operation", id.toString()); // of every line that its thread writes
        try {
            one.end().complete(one.run().toItsEnd());
        } catch (RuntimeException unrecorded) {
            LOG.warnf("operation=%s its end is not recorded: %s", id, unrecorded.getMessage());
            one.end().completeExceptionally(unrecorded);
        } finally {
            underWay.remove(id, one);
            MDC.remove("operation");
        }
    }

    /** The operations that run here. */
    Collection<UUID> underWay() {
        return List.copyOf(underWay.keySet());
    }

    boolean isUnderWay(UUID id) {
        return underWay.containsKey(id);
    }

    void cancel(UUID id, Cancellation cancellation) {
        Optional.ofNullable(underWay.get(id)).ifPresent(one -> one.run().cancel(cancellation));
    }

    /** What is to be done again and again while operations run. */
    void beat(Consumer<Operation> interrupt) {
        underWay.values()
                .forEach(one -> inBackground(() -> {
                    one.run().report();
                    if (one.run().isCancelledAtOnce()) {
                        interrupt.accept(one.run().operation());
                    }
                }));
    }

    boolean isLeaving() {
        return leaving.isDone();
    }

    /**
     * Before the process ends: nothing new is begun, nobody is kept waiting, and what another Headgate can go on with stops
     * before its next step.
     */
    void leave() {
        leaving.complete(Optional.empty());
        underWay.values().forEach(one -> one.run().leave());
    }

    /** Lets what is under way come to its end within the time, and gives up what did not. */
    public void stop(Duration grace) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                underWay.values().forEach(one -> abandon(one.run()));
            }
        } catch (InterruptedException e) {
            underWay.values().forEach(one -> abandon(one.run()));
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * Something to wait for, on a thread of its own.
     *
     * @throws Refused when Headgate is stopping
     */
    public <T> CompletionStage<T> later(Supplier<T> answer) {
        try {
            return CompletableFuture.supplyAsync(answer, threads);
        } catch (RejectedExecutionException e) {
            throw Failures.stopping().thrown();
        }
    }

    /** Something that nobody waits for, and that may be left undone. */
    public void inBackground(Runnable work) {
        try {
            threads.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    LOG.warnf("left undone: %s", e.getMessage());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("left undone: Headgate is stopping");
        }
    }

    private static void abandon(Run run) {
        try {
            run.abandon();
        } catch (RuntimeException e) {
            LOG.warnf("operation=%s is left to be found: %s", run.operation().id(), e.getMessage());
        }
    }

    /**
     * The operation once it has ended, or nothing when it has not within the time, is not under way here, or is left for
     * another Headgate to go on with.
     *
     * @throws Refused when its end could not be recorded
     */
    Optional<Operation> await(UUID id, Duration wait) {
        UnderWay running = underWay.get(id);
        if (running == null) {
            return Optional.empty();
        }
        try {
            return CompletableFuture.anyOf(running.end(), leaving)
                    .thenApply(first -> running.end().getNow(Optional.empty()))
                    .get(wait.toMillis(), TimeUnit.MILLISECONDS);
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
