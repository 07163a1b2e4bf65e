package dev.headgate.operation;

import dev.headgate.migration.Verb;
import java.util.Optional;

/** Whether an operation that nobody works on any more may be gone on with, unasked. */
final class Resumption {

    /** An operation that ends whoever works on it is not handed on for ever. */
    static final int MOST_ATTEMPTS = 10;

    private Resumption() {}

    /**
     * Why it may not; nothing when it may. Init, upgrade and ensure may: each decides anew by the ledger, which also says how
     * far a script without a transaction was, and comes to the same end. What drops data or rewrites the ledger was a person's decision of a moment that is over, unless nothing of
     * it had begun.
     */
    static Optional<String> obstacle(Operation operation) {
        if (operation.attempt() > MOST_ATTEMPTS) {
            return Optional.of("it was tried %d times, and each time whoever worked on it was gone before its end"
                    .formatted(MOST_ATTEMPTS));
        }
        return operation.hasBegun() && !convergesOnHead(operation.request().verb())
                ? Optional.of("a %s that has begun is not gone on with unasked"
                        .formatted(operation.request().verb().word()))
                : Optional.empty();
    }

    /** Whether to repeat it is harmless: it leads to the head, and drops nothing that it did not make. */
    static boolean convergesOnHead(Verb verb) {
        return switch (verb) {
            case INIT, UPGRADE, ENSURE -> true;
            case STAMP, DOWNGRADE, REPAIR -> false;
        };
    }
}
