package dev.headgate.operation;

import dev.headgate.migration.Target;

/** Looks at what an operation's statements do on the server, and at who is in their way or waits behind them. */
public interface Lookout {

    /**
     * What the working sessions of an operation do now, in one round trip on a session of its own. It never waits for
     * anything that they wait for.
     *
     * @param operation its id
     * @throws dev.headgate.migration.Refused when the database does not answer
     */
    Sighting look(Target target, String operation);
}
