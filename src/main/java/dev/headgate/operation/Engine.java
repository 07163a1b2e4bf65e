package dev.headgate.operation;

import dev.headgate.migration.Step;
import dev.headgate.migration.Target;
import java.util.List;
import java.util.OptionalLong;

/** Carries out the steps of a plan on a target. */
public interface Engine {

    /**
     * A statement of a script.
     *
     * @param number its place in the script, from 1
     * @param of how many there are
     */
    record Statement(int number, int of, String sql) {}

    /**
     * Runs the steps one after another. A step that fails leaves nothing of itself behind where its script runs in a
     * transaction; the steps before it stay.
     *
     * @param lock held; verified before every step
     * @throws ScriptFailure when a script fails; the steps after it are not tried
     * @throws dev.headgate.migration.Refused when the lock or the connection is lost, or the progress refuses to go on
     */
    void run(Target target, List<Step> steps, TargetLock.Session lock, Progress progress);

    /** Is told of each step as it happens; the index is that of the step in the plan. */
    interface Progress {

        /**
         * Called once the step's session is open and, where it is one, its transaction has begun: what is found out here
         * holds until it ends, since no other operation can begin meanwhile.
         *
         * @throws dev.headgate.migration.Refused when the step is not to run; nothing of it is left then
         */
        void started(int index, boolean transactional);

        void statement(int index, Statement statement);

        /** What the server said to a statement. */
        void said(int index, List<String> notices);

        /**
         * @param rows how many rows its statements wrote, where that is known
         */
        void succeeded(int index, OptionalLong rows);
    }
}
