package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Decision;
import dev.headgate.migration.LockHolder;
import dev.headgate.migration.Plan;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Request;
import dev.headgate.migration.Situation;
import dev.headgate.migration.State;
import dev.headgate.migration.Target;
import dev.headgate.migration.Verb;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One operation from accepted to ended: wait for the database, look, decide, lock, look and decide again, run the plan.
 * What breaks on the way and may be gone on with is begun again from the top; the ledger says how far it was.
 */
final class Run {

    private static final Logger LOG = Logger.getLogger(Run.class);

    private final Target target;
    private final Bundle bundle;
    private final ActiveBundles active;
    private final Catalogue catalogue;
    private final LockWait locks;
    private final TargetLock lock;
    private final Lookout lookout;
    private final Engine engine;
    private final Clock clock;
    private final Journey journey;
    private final DatabaseWait database;

    Run(
            Operation accepted,
            Target target,
            Bundle bundle,
            ActiveBundles active,
            Catalogue catalogue,
            Databases databases,
            Situations situations,
            LockWait locks,
            TargetLock lock,
            Lookout lookout,
            Engine engine,
            OperationLog log,
            Clock clock) {
        this.target = target;
        this.bundle = bundle;
        this.active = active;
        this.catalogue = catalogue;
        this.locks = locks;
        this.lock = lock;
        this.lookout = lookout;
        this.engine = engine;
        this.clock = clock;
        this.journey = new Journey(accepted, log, clock);
        this.database = new DatabaseWait(target, databases, situations, journey, clock);
    }

    /**
     * Runs it to its end, and records that.
     *
     * @return the operation as it ended; nothing when somebody else goes on with it
     * @throws Refused when the end could not be recorded
     */
    Optional<Operation> toItsEnd() {
        LOG.infof(
                "operation begins target=%s verb=%s operation=%s bundle=%s attempt=%d",
                target.name(),
                operation().request().verb().word(),
                operation().id(),
                operation().bundle().brief(),
                operation().attempt());
        Operation done;
        try {
            journey.begin();
            done = perform();
        } catch (Refused refused) {
            journey.end(refused.refusal());
            return journey.ended();
        } catch (ScriptFailure failure) {
            journey.end(failure);
            return journey.ended();
        } catch (RuntimeException bug) {
            LOG.errorf(
                    bug,
                    "operation broke target=%s operation=%s bundle=%s",
                    target.name(),
                    operation().id(),
                    operation().bundle().brief());
            journey.end(Failures.bug(operation()));
            return journey.ended();
        }
        journey.end(done); // out here: what cannot be recorded has not failed for that
        if (operation().hasActivated()) {
            active.hear(target.name()); // before those who wait are told
        }
        return journey.ended();
    }

    /** Asks it to stop before its next step, for somebody else to go on with, where that may be. */
    void leave() {
        journey.leave();
    }

    void cancel(Cancellation cancellation) {
        journey.cancel(cancellation);
    }

    /** Gives it up where it stands: the process is about to end. */
    void abandon() {
        journey.abandon();
    }

    /** Records how far its statements are, if that has changed. */
    void report() {
        journey.report();
    }

    /** Whether the statement that runs is to be cancelled too. */
    boolean isCancelledAtOnce() {
        return journey.isCancelledAtOnce();
    }

    Operation operation() {
        return journey.operation();
    }

    private Operation perform() {
        while (true) {
            try {
                Situation situation = database.look(bundle, request());
                Decision decision = situation.decide(request());
                return isSettled(situation, decision, database.isHeld())
                        ? settle(situation, decision)
                        : locks.holding(target, operation().id(), new Waiting(), this::performLocked);
            } catch (Refused refused) {
                database.bear(refused);
            }
        }
    }

    private Operation performLocked(TargetLock.Session session) {
        Retries retries = new Retries(target.courtesy(), journey, clock);
        while (true) {
            database.isThere();
            Situation situation = database.lookAlone(bundle, request());
            Decision decision = situation.decide(request());
            if (!(decision instanceof Decision.Perform perform)) {
                return settle(situation, decision);
            }
            Watch watch = new Watch(target, lookout, lock, journey, clock);
            try (watch) {
                return perform(situation, perform, session);
            } catch (ScriptFailure failure) {
                retries.bear(failure, watch);
            }
        }
    }

    private Operation perform(Situation situation, Decision.Perform perform, TargetLock.Session session) {
        Plan plan = perform.plan();
        List<Engine.Outline> outlines;
        try {
            outlines = engine.outline(target, plan.steps(), 0);
        } catch (Refused refused) {
            if (refused.refusal().reason() != Reason.SCRIPT_UNSUITABLE) {
                throw refused;
            }
            return operation().refused(perform.row(), situation.state().current(), refused.refusal(), clock.instant());
        }
        journey.prepares(() -> catalogue(plan));
        journey.plan(perform.row(), plan);
        Engine.Job job = new Engine.Job(
                target, plan.steps(), outlines, situation.ledger().newest());
        engine.run(job, session, journey.through(plan, database));
        return operation().applied(clock.instant());
    }

    private void catalogue(Plan plan) {
        if (!plan.applied().isEmpty()) {
            catalogue.applies(target.name(), bundle.digest(), plan.applied());
        }
        if (operation().activates() && active.ifAny(target).isEmpty()) {
            // The first one has nobody to disturb; should it fail, the target is to say how far it is.
            catalogue.activate(target.name(), bundle.digest(), operation().caller(), clock.instant());
            active.hear(target.name());
        }
    }

    /** An init that was interrupted after its snapshot has what is above that still to do, which init alone would not. */
    private Request request() {
        Request asked = operation().request();
        return asked.verb() == Verb.INIT && operation().hasPlan()
                ? new Request(Verb.ENSURE, asked.to(), asked.force(), asked.reason(), asked.versions())
                : asked;
    }

    /**
     * Whether the decision holds without the lock: the ledger itself says that there is nothing to do, or the database
     * cannot be reached. Everything else may look different once whoever works on it now is done; so may "it is at 1
     * already" to who wants it down there.
     *
     * @param held whether somebody works on it
     */
    private boolean isSettled(Situation situation, Decision decision, boolean held) {
        return situation.state() instanceof State.Unreachable
                || (decision instanceof Decision.Unchanged
                        && situation.state().current().isPresent()
                        && (!held || Resumption.convergesOnHead(request().verb())));
    }

    private Operation settle(Situation situation, Decision decision) {
        return switch (decision) {
            case Decision.Unchanged unchanged ->
                operation().unchanged(unchanged.row(), situation.state().current(), unchanged.why(), clock.instant());
            case Decision.Refuse refuse ->
                situation.state() instanceof State.Unreachable
                        ? unreachable(refuse)
                        : operation()
                                .refused(refuse.row(), situation.state().current(), refuse.refusal(), clock.instant());
            case Decision.Perform perform -> throw new IllegalStateException("a plan is carried out, not settled");
        };
    }

    private Operation unreachable(Decision.Refuse refuse) {
        return operation().hasBegun()
                ? operation().interrupted(refuse.refusal(), clock.instant())
                : operation().failed(refuse.row(), refuse.refusal(), clock.instant());
    }

    /** How it waits for the lock. */
    private final class Waiting implements LockWait.Waiter {

        @Override
        public void waits(Optional<LockHolder> holder) {
            Event event = Event.waitingForLock(operation(), holder, clock.instant());
            journey.waits(event);
        }

        @Override
        public void pause(Duration time) {
            journey.pause(time);
        }
    }
}
