package dev.headgate.operation;

import dev.headgate.migration.Target;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Connections to targets, as configured. */
public interface Connections {

    /** How long reading facts may take, connecting included, in seconds. */
    int FACTS_SECONDS = 5;

    /** A small pool of read-only sessions, none of which can be kept busy for long. */
    DataSource forFacts(Target target);

    /** Throws away the idle sessions of that pool: they are dead, or not wanted for a while. */
    void forget(Target target);

    /**
     * A new session with the target's time-outs, no pool in between. The caller closes it.
     *
     * @param session its {@code application_name}
     */
    Connection open(Target target, String session) throws SQLException;
}
