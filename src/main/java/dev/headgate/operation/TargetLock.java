package dev.headgate.operation;

import dev.headgate.migration.Target;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The one lock of a target: whoever holds it, and nobody else, changes the target's schemas.
 *
 * <p>The contract, which every adapter is tested against:
 *
 * <ul>
 *   <li>Two sessions never hold it at the same time, whatever process or host they belong to.
 *   <li>To try never blocks, and to try again after a failed try is allowed.
 *   <li>It is free only when the last {@link Session#work() working session} of its former holder is gone too: a holder
 *       that died in the middle of a statement still works until the server notices.
 *   <li>To close gives it back, at once and for certain, or drops the session that held it.
 *   <li>A connection that cannot hold a lock (a pooler that hands sessions around) is refused, not believed.
 * </ul>
 */
public interface TargetLock {

    /**
     * Opens a session that may take the lock, visible on the server as {@code headgate/<operation>}.
     *
     * @throws dev.headgate.migration.Refused when the database cannot be reached or the connection cannot hold a lock
     */
    Session open(Target target, String operation);

    /**
     * Cancels what the sessions of an operation are doing now, whatever process they belong to.
     *
     * @throws dev.headgate.migration.Refused when the database cannot be reached
     */
    void interrupt(Target target, String operation);

    /** A session of its own on the target's server. */
    interface Session extends AutoCloseable {

        /** Takes the lock if it is free. Once it has said true, it is held until this is closed. */
        boolean tryAcquire();

        /**
         * A new session to work in, which keeps the lock from others as long as it lives. The caller closes it.
         *
         * @throws SQLException when it cannot be opened
         */
        Connection work() throws SQLException;

        /**
         * Asks the server whether the lock is still held; called before every step.
         *
         * @throws dev.headgate.migration.Refused when it is not
         */
        void verify();

        @Override
        void close();
    }
}
