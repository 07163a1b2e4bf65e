package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Decision;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Situation;
import dev.headgate.migration.State;
import dev.headgate.migration.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** One operation from accepted to ended: look, decide, lock, look and decide again, run the plan. */
final class Run implements Engine.Progress {

    private static final Logger LOG = Logger.getLogger(Run.class);
    private static final Duration STORE_PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final Target target;
    private final Bundle bundle;
    private final Databases databases;
    private final LockWait locks;
    private final Engine engine;
    private final OperationLog log;
    private final Clock clock;
    private volatile Operation operation;

    Run(
            Operation accepted,
            Target target,
            Bundle bundle,
            Databases databases,
            LockWait locks,
            Engine engine,
            OperationLog log,
            Clock clock) {
        this.operation = accepted;
        this.target = target;
        this.bundle = bundle;
        this.databases = databases;
        this.locks = locks;
        this.engine = engine;
        this.log = log;
        this.clock = clock;
    }

    /**
     * Runs it to its end, and records that.
     *
     * @throws Refused when the end could not be recorded
     */
    Operation toItsEnd() {
        LOG.infof("operation begins target=%s verb=%s operation=%s", target.name(), verb(), operation.id());
        operation = operation.started(clock.instant());
        try {
            operation = perform();
        } catch (Refused refused) {
            failSteps(step -> step.status() == StepRun.Status.RUNNING);
            operation = operation.failed(refused.refusal(), clock.instant());
        } catch (ScriptFailure failure) {
            failSteps(step -> step.status() == StepRun.Status.RUNNING
                    || step.script().equals(Optional.of(failure.report().script())));
            operation = operation.failed(Failures.of(failure.report(), operation), clock.instant());
        } catch (RuntimeException bug) {
            LOG.errorf(bug, "operation broke target=%s verb=%s operation=%s", target.name(), verb(), operation.id());
            failSteps(step -> step.status() == StepRun.Status.RUNNING);
            operation = operation.failed(Failures.bug(operation), clock.instant());
        }
        logEnd();
        recordEnd();
        return operation;
    }

    /** Records that the process ends before the operation did. */
    void interrupt() {
        if (operation.status().isEnded()) {
            return; // it is about to be recorded as it ended
        }
        operation = operation.interrupted(Failures.stopped(operation), clock.instant());
        logEnd();
        log.update(operation);
    }

    private void logEnd() {
        LOG.infof(
                "operation ends target=%s verb=%s operation=%s status=%s decision=%s from=%s to=%s ms=%d%s",
                target.name(),
                verb(),
                operation.id(),
                operation.status().name().toLowerCase(Locale.ROOT),
                operation.decision().orElse("none"),
                operation.from().map(Object::toString).orElse("none"),
                operation.to().map(Object::toString).orElse("none"),
                Duration.between(operation.createdAt(), clock.instant()).toMillis(),
                operation
                        .problem()
                        .map(p -> " problem=" + p.sentence().replaceAll("\\s+", " "))
                        .orElse(""));
    }

    /** A store that is away for a moment must not leave an operation that seems to go on for ever. */
    private void recordEnd() {
        Instant deadline = clock.instant().plus(STORE_PATIENCE);
        while (true) {
            try {
                log.update(operation);
                return;
            } catch (RuntimeException away) {
                if (!clock.instant().isBefore(deadline)) {
                    throw away;
                }
                LOG.warnf("operation=%s is not recorded yet: %s", operation.id(), away.getMessage());
                pause(away);
            }
        }
    }

    private static void pause(RuntimeException away) {
        try {
            Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away;
        }
    }

    private Operation perform() {
        Situation situation = look();
        Decision decision = situation.decide(operation.request());
        return isSettled(situation, decision)
                ? settle(situation, decision)
                : locks.holding(target, operation.id(), this::waiting, this::performLocked);
    }

    private Operation performLocked(TargetLock.Session lock) {
        Situation situation = look();
        Decision decision = situation.decide(operation.request());
        if (!(decision instanceof Decision.Perform perform)) {
            return settle(situation, decision);
        }
        operation = operation.planned(perform.row(), perform.plan());
        log.update(operation);
        engine.run(target, perform.plan().steps(), lock, this);
        return operation.applied(clock.instant());
    }

    private void waiting() {
        operation = operation.waiting();
        log.update(operation);
    }

    private Situation look() {
        return Situation.of(target, bundle, databases.read(target));
    }

    /**
     * Whether the decision holds without the lock: the ledger itself says that there is nothing to do, or the database
     * cannot be reached. Everything else may look different once whoever works on it now is done.
     */
    private static boolean isSettled(Situation situation, Decision decision) {
        return situation.state() instanceof State.Unreachable
                || (decision instanceof Decision.Unchanged
                        && situation.state().current().isPresent());
    }

    private Operation settle(Situation situation, Decision decision) {
        return switch (decision) {
            case Decision.Unchanged unchanged ->
                operation.unchanged(unchanged.row(), situation.state().current(), unchanged.why(), clock.instant());
            case Decision.Refuse refuse ->
                situation.state() instanceof State.Unreachable
                        ? operation.settled(refuse.row(), Optional.empty()).failed(refuse.refusal(), clock.instant())
                        : operation.refused(
                                refuse.row(), situation.state().current(), refuse.refusal(), clock.instant());
            case Decision.Perform perform -> throw new IllegalStateException("a plan is carried out, not settled");
        };
    }

    @Override
    public void started(int index) {
        step(index, operation.steps().get(index).started(clock.instant()));
    }

    @Override
    public void succeeded(int index) {
        step(index, operation.steps().get(index).ended(StepRun.Status.SUCCEEDED, clock.instant()));
    }

    private void failSteps(Predicate<StepRun> failed) {
        for (int i = 0; i < operation.steps().size(); i++) {
            StepRun step = operation.steps().get(i);
            if (failed.test(step)) {
                failStep(i, step);
            }
        }
    }

    /** That a step failed is also in the problem, so a store that is away now does not matter. */
    private void failStep(int index, StepRun step) {
        try {
            step(index, step.ended(StepRun.Status.FAILED, clock.instant()));
        } catch (RuntimeException away) {
            LOG.warnf("operation=%s step=%d is not recorded: %s", operation.id(), index, away.getMessage());
        }
    }

    private void step(int index, StepRun now) {
        List<StepRun> steps = new ArrayList<>(operation.steps());
        steps.set(index, now);
        operation = operation.with(List.copyOf(steps));
        log.update(operation, index);
    }

    private String verb() {
        return operation.request().verb().word();
    }
}
