package dev.headgate.operation;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** One look into the store for all who want to know of the same operation at the same time. */
final class SharedLook {

    private final Function<UUID, Operation> find;
    private final Map<UUID, CompletableFuture<Operation>> looking = new ConcurrentHashMap<>();

    SharedLook(Function<UUID, Operation> find) {
        this.find = find;
    }

    /**
     * @throws RuntimeException as the look does
     */
    Operation at(UUID id) {
        CompletableFuture<Operation> mine = new CompletableFuture<>();
        CompletableFuture<Operation> there = looking.putIfAbsent(id, mine);
        if (there != null) {
            return join(there);
        }
        try {
            mine.complete(find.apply(id));
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
        } finally {
            looking.remove(id, mine);
        }
        return join(mine);
    }

    /** Something has happened: a look that is under way may have missed it, and serves nobody else. */
    void forget(UUID id) {
        looking.remove(id);
    }

    private static Operation join(CompletableFuture<Operation> look) {
        try {
            return look.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
