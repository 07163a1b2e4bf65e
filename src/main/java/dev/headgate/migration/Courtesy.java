package dev.headgate.migration;

import java.time.Duration;

/**
 * How a target's scripts treat those who use the database meanwhile.
 *
 * @param lockTimeout PostgreSQL's {@code lock_timeout}; zero is none
 * @param statementTimeout PostgreSQL's {@code statement_timeout}; zero is none
 * @param lockRetries how often a step is tried again that did not get its locks, or was taken back
 * @param maxQueued how many sessions may wait behind a step; zero is any number
 * @param maxQueuedFor how long more of them may wait before the step is taken back
 */
public record Courtesy(
        Duration lockTimeout, Duration statementTimeout, int lockRetries, int maxQueued, Duration maxQueuedFor) {

    public static final Courtesy DEFAULT =
            new Courtesy(Duration.ofSeconds(5), Duration.ZERO, 10, 20, Duration.ofSeconds(2));
}
