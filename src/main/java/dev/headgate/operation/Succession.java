package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Digest;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** What a replica does for operations that nobody asked it for: goes on with them, ends them, forgets them. */
public final class Succession {

    private static final Logger LOG = Logger.getLogger(Succession.class);

    private final Targets targets;
    private final ActiveBundles active;
    private final Library library;
    private final OperationLog log;
    private final Runs runs;
    private final Dispatch dispatch;
    private final Duration retention;
    private final Clock clock;

    /**
     * @param retention for how long operations are kept after their end
     */
    public Succession(
            Targets targets,
            ActiveBundles active,
            Library library,
            OperationLog log,
            Runs runs,
            Dispatch dispatch,
            Duration retention,
            Clock clock) {
        this.targets = targets;
        this.active = active;
        this.library = library;
        this.log = log;
        this.runs = runs;
        this.dispatch = dispatch;
        this.retention = retention;
        this.clock = clock;
    }

    List<TargetName> targets() {
        return targets.all().stream().map(Target::name).toList();
    }

    /** The digests of the bundles that this replica has by itself. */
    Map<TargetName, Digest> bundles() {
        return active.atHand();
    }

    /** Goes on with an operation that was somebody else's and is this replica's now, or ends it where that may not be. */
    void takeUp(UUID id) {
        Optional<Operation> found = log.find(id);
        if (found.isEmpty()) {
            return; // forgotten meanwhile
        }
        Operation operation = found.get();
        Optional<String> obstacle = Resumption.obstacle(operation);
        Optional<Target> target = targets.all().stream()
                .filter(one -> one.name().equals(operation.target()))
                .findFirst();
        Optional<Bundle> bundle = target.flatMap(one -> bundle(one, operation.bundle()));
        if (obstacle.isEmpty() && bundle.isPresent()) {
            runs.begin(operation, target.orElseThrow(), bundle.get());
            return;
        }
        Operation ended = operation.interrupted(
                obstacle.map(why -> Failures.abandoned(operation, why)).orElseGet(() -> Failures.orphaned(operation)),
                clock.instant());
        log.replan(ended, Event.done(ended, clock.instant())); // its steps too
    }

    /** As it is at hand, or else from the shelf. */
    private Optional<Bundle> bundle(Target target, Digest digest) {
        try {
            return Optional.of(active.of(target))
                    .filter(bundle -> bundle.digest().equals(digest))
                    .or(() -> library.find(digest));
        } catch (Refused unsound) {
            return library.find(digest);
        }
    }

    /** Somebody, somewhere, asked to cancel an operation that runs here. */
    void hearCancellation(UUID id) {
        log.find(id).flatMap(Operation::cancellation).ifPresent(cancellation -> dispatch.cancel(id, cancellation));
    }

    /** What is to be done again and again while operations run. */
    void beat() {
        dispatch.beat(runs::interrupt);
    }

    /** Forgets what ended long ago. */
    void prune() {
        int pruned;
        do {
            pruned = log.prune(clock.instant().minus(retention));
            if (pruned > 0) {
                LOG.infof("operations pruned=%d", pruned);
            }
        } while (pruned > 0);
    }
}
