package dev.headgate.operation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was seen of an operation's statement at one moment.
 *
 * @param blockers who holds what it waits for, or waits for it ahead of it; none when it does not wait for a lock
 * @param queued how many other sessions wait for a lock behind it: for one that it holds, or that it waits for ahead of
 *     them
 * @param progress what the server itself tells of the command, where it tells (manual, "Progress Reporting")
 */
public record Sighting(List<Blocker> blockers, int queued, Optional<ServerProgress> progress) {

    public static final Sighting NOTHING = new Sighting(List.of(), 0, Optional.empty());

    /**
     * Somebody in the way.
     *
     * @param user the role; empty where Headgate's role may not see it
     * @param application its {@code application_name}; empty where it has none, or Headgate's role may not see it
     * @param state such as {@code active} or {@code idle in transaction}
     * @param transactionAge how long its transaction has been open
     * @param query its last statement, shortened, without its literals
     */
    public record Blocker(
            int pid, String user, String application, String state, Optional<Duration> transactionAge, String query) {}

    /**
     * How far a command is.
     *
     * @param command such as {@code CREATE INDEX CONCURRENTLY}
     * @param phase in the server's words, such as {@code building index: scanning table}
     * @param relation what it works on
     * @param unit what is counted in this phase, such as {@code blocks}
     * @param done how many of them
     * @param total of how many; none while the server does not know
     */
    public record ServerProgress(
            String command, String phase, String relation, String unit, long done, OptionalLong total) {}
}
