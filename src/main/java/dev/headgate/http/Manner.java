package dev.headgate.http;

import dev.headgate.operation.Operation;
import dev.headgate.operation.Operations;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a caller wants to hear of an operation.
 *
 * @param patience how long to wait for its end
 * @param async whether not to wait at all
 * @param plain whether a person reads the answer
 */
record Manner(Duration patience, boolean async, boolean plain) {

    static Manner of(@Nullable String wait, @Nullable String prefer, @Nullable String accept) {
        return new Manner(Asked.wait(wait, prefer), Asked.prefersAsync(prefer), Asked.isPlain(accept));
    }

    /** Waits for it, as long as that is. */
    Response answer(Operation accepted, Operations operations) {
        if (async) {
            return Answers.accepted(accepted, true);
        }
        Operation operation = operations.await(accepted.id(), patience);
        return plain
                ? Answers.outcome(operation, operations.events(operation.id(), 0), patience)
                : Answers.outcome(operation, patience);
    }
}
