package dev.headgate.operation;

import dev.headgate.migration.Target;
import java.sql.Connection;
import java.sql.SQLException;

/** Connections to targets, as configured. */
public interface Connections {

    /** How long reading facts may take, connecting included, in seconds. */
    int FACTS_SECONDS = 5;

    /** A read-only session of a small pool, which cannot be kept busy for long. Closing it gives it back. */
    Connection forFacts(Target target) throws SQLException;

    /** Throws away the idle sessions of that pool: they are dead, or not wanted for a while. */
    void forget(Target target);

    /**
     * A new session with the target's time-outs, no pool in between. The caller closes it.
     *
     * @param session its {@code application_name}
     */
    Connection open(Target target, String session) throws SQLException;
}
