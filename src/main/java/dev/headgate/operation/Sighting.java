package dev.headgate.operation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was seen of an operation's statement at one moment.
 *
 * @param blockers who holds what it waits for, or waits for it ahead of it, the oldest transactions first, of many the
 *     first few; none when it does not wait for a lock
 * @param queued how many other sessions wait for a lock behind it: for one that it holds, or that it waits for ahead of
 *     them, or for a session that does
 * @param progress what the server itself tells of the command, where it tells (manual, "Progress Reporting")
 */
public record Sighting(List<Blocker> blockers, int queued, Optional<ServerProgress> progress) {

    public static final Sighting NOTHING = new Sighting(List.of(), 0, Optional.empty());

    /**
     * Somebody in the way.
     *
     * <p>State, age and query of other roles' sessions are told to members of {@code pg_read_all_stats} only (manual,
     * "Predefined Roles").
     *
     * @param pid its process id; 0 for a prepared transaction, which has no process
     * @param user the role; empty for a process of the server's own, such as an autovacuum worker
     * @param application its {@code application_name}, or what kind of process it is; empty where it has none
     * @param state such as {@code active} or {@code idle in transaction}; empty where it is not told
     * @param transactionAge how long its transaction has been open, where that is told
     * @param query its last statement on one line, shortened, without its literals and comments; {@code <insufficient
     *     privilege>} where it is not told
     */
    public record Blocker(
            int pid, String user, String application, String state, Optional<Duration> transactionAge, String query) {}

    /**
     * How far a command is.
     *
     * @param command such as {@code CREATE INDEX CONCURRENTLY}
     * @param phase in the server's words, such as {@code building index: scanning table}, and of a partitioned table's
     *     index which partition it is in
     * @param relation the table it works on, such as {@code public.orders}
     * @param unit what is counted in this phase: {@code blocks}, {@code tuples}, {@code bytes}, {@code indexes}, or
     *     {@code sessions} where it waits for others' transactions to end
     * @param done how many of them
     * @param total of how many; none while the server does not know
     */
    public record ServerProgress(
            String command, String phase, String relation, String unit, long done, OptionalLong total) {}
}
