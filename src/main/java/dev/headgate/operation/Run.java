package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Decision;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Situation;
import dev.headgate.migration.State;
import dev.headgate.migration.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** One operation from accepted to ended: look, decide, lock, look and decide again, run the plan. */
final class Run implements Engine.Progress {

    private static final Logger LOG = Logger.getLogger(Run.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Target target;
    private final Bundle bundle;
    private final Databases databases;
    private final TargetLock lock;
    private final Engine engine;
    private final OperationLog log;
    private final Clock clock;
    private Operation operation;

    Run(
            Operation accepted,
            Target target,
            Bundle bundle,
            Databases databases,
            TargetLock lock,
            Engine engine,
            OperationLog log,
            Clock clock) {
        this.operation = accepted;
        this.target = target;
        this.bundle = bundle;
        this.databases = databases;
        this.lock = lock;
        this.engine = engine;
        this.log = log;
        this.clock = clock;
    }

    /** Runs it to its end, and records that. Never throws what the operation can carry. */
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
            operation = operation.failed(Failures.bug(operation), clock.instant());
        }
        log.update(operation);
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
                operation.problem().map(p -> " problem=" + p.sentence()).orElse(""));
        return operation;
    }

    private Operation perform() {
        Situation situation = look();
        Decision decision = situation.decide(operation.request());
        if (isSettled(situation, decision)) {
            return settle(situation, decision);
        }
        try (TargetLock.Session session = lock.open(target, operation.id().toString())) {
            acquire(session);
            situation = look();
            decision = situation.decide(operation.request());
            if (!(decision instanceof Decision.Perform perform)) {
                return settle(situation, decision);
            }
            operation = operation.planned(perform.row(), perform.plan());
            log.update(operation);
            engine.run(target, bundle, perform.plan().steps(), session, this);
            return operation.applied(clock.instant());
        }
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

    private void acquire(TargetLock.Session session) {
        Instant deadline = clock.instant().plus(target.lockWait());
        while (!session.tryAcquire()) {
            if (!clock.instant().isBefore(deadline)) {
                throw locked(session).thrown();
            }
            if (operation.status() != Operation.Status.WAITING) {
                operation = operation.waiting();
                log.update(operation);
            }
            pause();
        }
    }

    private Refusal locked(TargetLock.Session session) {
        Map<String, Object> details = new LinkedHashMap<>();
        String holder = session.holder()
                .map(h -> {
                    details.put("holder", h);
                    return h.operation()
                            .map(id -> "operation " + id + " (" + h.description() + ")")
                            .orElseGet(h::toString);
                })
                .orElse("a session that has just gone");
        return new Refusal(
                Reason.LOCKED,
                "%s is locked by %s, and was for the %d s that this operation waited. Ask again, or see what that one does"
                        .formatted(target.name(), holder, target.lockWait().toSeconds()),
                details);
    }

    /** Jittered, so that those who wait do not all ask at once. */
    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis() / 2 + ThreadLocalRandom.current().nextLong(POLL.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.of(Reason.STORE_UNAVAILABLE, "Headgate is shutting down. Ask again")
                    .thrown();
        }
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
                step(i, step.ended(StepRun.Status.FAILED, clock.instant()));
            }
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
