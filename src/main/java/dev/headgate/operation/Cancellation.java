package dev.headgate.operation;

import java.util.Optional;

/**
 * That somebody wants an operation to stop.
 *
 * @param by who
 * @param reason why
 */
public record Cancellation(Mode mode, String by, Optional<String> reason) {

    /** What is not done any more. */
    public enum Mode {
        /** The step that runs comes to its end; the next one is not begun. */
        STEP,
        /** The statement that runs is cancelled on the server too. */
        STATEMENT
    }
}
