package dev.headgate.migration;

import java.time.Instant;

/** The answer to "what is in this database?": facts, or why there are none. */
public sealed interface Reading permits Facts, Reading.Unreachable {

    Instant observedAt();

    /**
     * No connection, or none that may look.
     *
     * @param passing whether to try again may help: false for a wrong password, a missing database or a missing right
     * @param why what the driver or the server said
     * @param since when this was first noticed
     */
    record Unreachable(Instant observedAt, boolean passing, String why, Instant since) implements Reading {}
}
