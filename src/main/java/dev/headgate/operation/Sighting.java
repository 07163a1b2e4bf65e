package dev.headgate.operation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
            int pid, String user, String application, String state, Optional<Duration> transactionAge, String query) {

        private static final String HIDDEN = "<insufficient privilege>";
        private static final String ADVICE = " (GRANT pg_read_all_stats to Headgate's role to see it)";

        /** For a program. */
        Map<String, Object> details() {
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("pid", pid);
            details.put("user", user);
            details.put("application", application);
            details.put("state", state);
            transactionAge.ifPresent(age -> details.put("transactionMs", age.toMillis()));
            details.put("query", query);
            return details;
        }

        /** For a person. */
        @Override
        public String toString() {
            return "process %d (%s)%s"
                    .formatted(
                            pid,
                            Stream.of(
                                            application,
                                            user,
                                            state,
                                            transactionAge
                                                    .filter(age -> age.toSeconds() > 0)
                                                    .map(age -> "in a transaction of %d s".formatted(age.toSeconds()))
                                                    .orElse(""))
                                    .filter(said -> !said.isEmpty())
                                    .collect(Collectors.joining(", ")),
                            query.isEmpty() ? "" : ": " + query + (query.equals(HIDDEN) ? ADVICE : ""));
        }
    }

    /** For a person. */
    static String sentence(List<Blocker> blockers) {
        return blockers.stream().map(Blocker::toString).collect(Collectors.joining(" and "));
    }

    /** For a program. */
    static List<Map<String, Object>> details(List<Blocker> blockers) {
        return blockers.stream().map(Blocker::details).toList();
    }

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
            String command, String phase, String relation, String unit, long done, OptionalLong total) {

        /** Of this phase; nothing while the server does not know. */
        OptionalLong percent() {
            return total.isPresent() && total.getAsLong() > 0
                    ? OptionalLong.of(Math.min(100, 100 * done / total.getAsLong()))
                    : OptionalLong.empty();
        }

        /** For a person. */
        @Override
        public String toString() {
            String counted = percent().isPresent()
                    ? ": %d %% (%d of %d %s)".formatted(percent().getAsLong(), done, total.getAsLong(), unit)
                    : done > 0 ? ": %d %s".formatted(done, unit) : "";
            return "%s on %s, %s%s".formatted(command, relation, phase, counted);
        }
    }
}
