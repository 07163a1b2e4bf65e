package dev.headgate.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The rows of the audit. Every method throws {@link dev.headgate.migration.Refused} when the store does not answer. */
public interface Register {

    /**
     * What is asked for; all of it, where nothing is said.
     *
     * @param targets rows of one of these only
     * @param since not before this
     * @param until before this
     * @param upTo no row after the one with this number, so that pages stay as they are while rows come in
     */
    record Filter(
            Optional<Set<String>> targets,
            Optional<String> principal,
            Optional<String> act,
            Optional<String> outcome,
            Optional<UUID> operation,
            Optional<Instant> since,
            Optional<Instant> until,
            Optional<Long> upTo) {}

    /**
     * How it stands at a moment.
     *
     * @param head what is kept beside the rows
     * @param newest the highest number that a row has; 0 without any
     */
    record Standing(Head head, long newest) {}

    /** Takes these down, one after another, in one transaction. */
    void take(List<Entry> entries);

    /**
     * Newest first.
     *
     * @param limit how many at the most, after leaving out the first {@code offset}
     */
    List<Link> find(Filter filter, int offset, int limit);

    /** Nothing where the head is gone. */
    Optional<Standing> standing();

    /** Rows with a number above this, up to that one, by their numbers; not more than a few. */
    List<Link> between(long above, long upTo);
}
