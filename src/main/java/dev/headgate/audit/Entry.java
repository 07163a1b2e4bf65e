package dev.headgate.audit;

import dev.headgate.security.Caller;
import java.util.Optional;
import java.util.UUID;

/**
 * What somebody did, or was not let do.
 *
 * @param act a stable word for what: a verb, {@code push}, {@code activate}, {@code cancel}, {@code request} for what was refused
 * @param reason why, as the caller said
 * @param outcome a stable word: a status of operations, {@code done}, or that of a problem
 * @param detail a sentence or a few facts, without secrets
 */
public record Entry(
        Caller caller,
        String act,
        Optional<String> target,
        Optional<UUID> operation,
        Optional<String> reason,
        String outcome,
        Optional<String> detail) {

    /** Somebody was not let in, or not let do it. */
    public static Entry refused(Caller caller, Optional<String> target, String outcome, String detail) {
        return new Entry(caller, "request", target, Optional.empty(), Optional.empty(), outcome, Optional.of(detail));
    }

    /** The same, so often within a moment. */
    Entry times(int count) {
        return count == 1
                ? this
                : new Entry(
                        caller,
                        act,
                        target,
                        operation,
                        reason,
                        outcome,
                        Optional.of(detail.map(text -> text + " ").orElse("") + "(%d times)".formatted(count)));
    }
}
