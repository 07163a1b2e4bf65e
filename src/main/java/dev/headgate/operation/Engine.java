package dev.headgate.operation;

import dev.headgate.migration.Step;
import dev.headgate.migration.Target;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** Carries out the steps of a plan on a target. */
public interface Engine {

    /**
     * A statement of a script.
     *
     * @param number its place in the script, from 1
     * @param of how many there are
     * @param line where it begins in the script, from 1
     */
    record Statement(int number, int of, int line, String sql) {}

    /**
     * What is known of a step before it runs.
     *
     * @param transactional whether it can run in a transaction
     * @param statements how many its script has; none where it has no script
     * @param first as many of them as were asked for, as they would run
     */
    record Outline(boolean transactional, int statements, List<Statement> first) {}

    /**
     * What is to be run.
     *
     * @param outlines of the steps
     * @param newestRow the rank of the ledger's newest row when that was decided; 0 without one
     */
    record Job(Target target, List<Step> steps, List<Outline> outlines, int newestRow) {}

    /**
     * Reads the scripts of the steps through, and changes nothing.
     *
     * @param most how many statements of each script are wanted, from the first
     * @throws dev.headgate.migration.Refused when one of them cannot be run, or not in the transaction that the target
     *     wants; it names the script, the line and the statement
     */
    List<Outline> outline(Target target, List<Step> steps, int most);

    /**
     * Runs the steps one after another, each in a transaction of its own, all in one, or in none, as the target and the
     * scripts want. A transaction that fails leaves nothing behind; the steps before it stay. A script without one that
     * fails or breaks is gone on with when the same plan is run again, as far as can be told how far it was.
     *
     * @param lock held; verified before every step
     * @throws ScriptFailure when a script fails; the steps after it are not tried
     * @throws dev.headgate.migration.Refused when the lock or the connection is lost, or the progress refuses to go on
     */
    void run(Job job, TargetLock.Session lock, Progress progress);

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

        /**
         * Called before the ledger says that a statement is under way which no transaction takes back.
         *
         * @param process the server's process that runs it
         * @param object what it works on, such as {@code index shop.orders_customer}; empty where that is not known
         * @throws dev.headgate.migration.Refused when it is not to run
         */
        void journalled(int index, Statement statement, int process, String object);

        /**
         * Waits so long for somebody else, before the first step.
         *
         * @throws dev.headgate.migration.Refused as soon as the operation is to stop
         */
        void waits(String why, Duration pause);

        /** Called before something that a broken attempt left is cleared away. */
        void clears(int index, String what, List<String> statements);

        /** What the server said to a statement. */
        void said(int index, List<String> notices);

        /**
         * @param rows how many rows its statements wrote, where that is known
         */
        void succeeded(int index, OptionalLong rows);
    }
}
