package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Target;
import java.time.Clock;
import org.jboss.logging.Logger;

/** Begins runs of this process, with all that a run needs, and interrupts them. */
public final class Runs {

    private static final Logger LOG = Logger.getLogger(Runs.class);

    private final Targets targets;
    private final ActiveBundles active;
    private final Catalogue catalogue;
    private final Databases databases;
    private final Situations situations;
    private final TargetLock lock;
    private final LockWait locks;
    private final Lookout lookout;
    private final Engine engine;
    private final OperationLog log;
    private final Dispatch dispatch;
    private final Clock clock;

    public Runs(
            Targets targets,
            ActiveBundles active,
            Catalogue catalogue,
            Databases databases,
            Situations situations,
            TargetLock lock,
            Lookout lookout,
            Engine engine,
            OperationLog log,
            Dispatch dispatch,
            Clock clock) {
        this.targets = targets;
        this.active = active;
        this.catalogue = catalogue;
        this.databases = databases;
        this.situations = situations;
        this.lock = lock;
        this.locks = new LockWait(lock, databases, clock);
        this.lookout = lookout;
        this.engine = engine;
        this.log = log;
        this.dispatch = dispatch;
        this.clock = clock;
    }

    /**
     * @throws Refused when Headgate is stopping
     */
    void begin(Operation operation, Target target, Bundle bundle) {
        dispatch.start(
                operation.id(),
                new Run(
                        operation,
                        target.adoptedBy(bundle),
                        bundle,
                        active,
                        catalogue,
                        databases,
                        situations,
                        locks,
                        lock,
                        lookout,
                        engine,
                        log,
                        clock));
    }

    /** Whoever works on it does so again and again, so that once may fail. */
    void interrupt(Operation operation) {
        try {
            lock.interrupt(targets.named(operation.target()), operation.id().toString());
        } catch (Refused refused) {
            LOG.warnf("operation=%s its statement is not cancelled yet: %s", operation.id(), refused.getMessage());
        }
    }
}
