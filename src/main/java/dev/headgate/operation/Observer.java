package dev.headgate.operation;

import java.util.Optional;

/**
 * Is told what happens to the operations that this process works on, once it is recorded: each thing once, by the replica that
 * it happened on. For counting and tracing: whatever it throws is nobody's trouble.
 */
public interface Observer {

    /**
     * @param step the one that the event is about, where it is about one
     */
    void happened(Operation operation, Event event, Optional<StepRun> step);
}
