package dev.headgate.operation;

import dev.headgate.migration.Step;
import dev.headgate.migration.Target;
import java.util.List;

/** Carries out the steps of a plan on a target. */
public interface Engine {

    /**
     * Runs the steps one after another. A step that fails leaves nothing of itself behind where its script runs in a
     * transaction; the steps before it stay.
     *
     * @param lock held; verified before every step
     * @throws ScriptFailure when a script fails; the steps after it are not tried
     * @throws dev.headgate.migration.Refused when the lock or the connection is lost
     */
    void run(Target target, List<Step> steps, TargetLock.Session lock, Progress progress);

    /** Is told of each step as it happens; the index is that of the step in the plan. */
    interface Progress {

        void started(int index);

        void succeeded(int index);
    }
}
