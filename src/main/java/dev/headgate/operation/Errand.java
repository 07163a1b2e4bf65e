package dev.headgate.operation;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** Something to do that is never done twice at a time: whoever asks for it while it is under way has it done once more. */
final class Errand {

    private static final Logger LOG = Logger.getLogger(Errand.class);

    private final Executor threads;
    private final Runnable task;
    private final AtomicInteger asked = new AtomicInteger();

    Errand(Executor threads, Runnable task) {
        this.threads = threads;
        this.task = task;
    }

    /** Has it done, by another thread. */
    void run() {
        if (asked.getAndIncrement() == 0) {
            try {
                threads.execute(this::untilNobodyAsks);
            } catch (RejectedExecutionException ending) {
                asked.set(0);
            }
        }
    }

    private void untilNobodyAsks() {
        int answered;
        do {
            answered = asked.get();
            try {
                task.run();
            } catch (Throwable e) { // out of memory, say: it must be had again when asked for
                LOG.error("an errand failed; it is tried again when it is next asked for", e);
            }
        } while (asked.addAndGet(-answered) > 0);
    }
}
