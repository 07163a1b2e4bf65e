package dev.headgate.operation;

import java.util.Optional;

/** Whether Headgate's own records can be kept. */
public interface Store {

    /** Nothing when the store answers and its schema is there, else what is the matter, for a person. */
    Optional<String> trouble();
}
