package dev.headgate.migration;

import java.time.Instant;
import java.util.Optional;

/**
 * Who holds a target's lock.
 *
 * @param session its {@code application_name}: {@code headgate/<operation id>} for one of ours
 * @param description where it runs, for a person: process id, user and client address
 * @param since when its session began
 */
public record LockHolder(String session, String description, Instant since) {

    private static final String OURS = "headgate/";

    /** The {@code application_name} under which an operation works. */
    public static String sessionOf(String operation) {
        return OURS + operation;
    }

    /** The operation, or nothing a person could look up when the holder is not one of ours. */
    public Optional<String> operation() {
        return session.startsWith(OURS) ? Optional.of(session.substring(OURS.length())) : Optional.empty();
    }

    @Override
    public String toString() {
        return "%s (%s), since %s".formatted(session, description, since);
    }
}
