package dev.headgate.gate;

import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** One who waits at a gate; completed with what is known of the target when the wait is over, cancelled when he leaves. */
final class Parked extends CompletableFuture<Level> {

    private final Predicate<Level> until;

    Parked(Predicate<Level> until) {
        this.until = until;
    }

    void see(Level level) {
        if (until.test(level)) {
            complete(level);
        }
    }
}
