package dev.headgate.operation;

import dev.headgate.migration.Refused;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * This Headgate as one of several: it shows the others that it lives, hears what they do, and goes on with what one of
 * them left. It has a thread of its own.
 */
public final class Replica implements Runnable {

    private static final Logger LOG = Logger.getLogger(Replica.class);
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration BETWEEN_PRUNINGS = Duration.ofHours(1);

    private final Presence presence;
    private final Operations operations;
    private final Succession succession;
    private final Releases releases;
    private final ActiveBundles active;
    private final Targets targets;
    private final Dispatch dispatch;
    private final Changes changes;
    private final Gatekeeper gatekeeper;
    private final Clock clock;
    private volatile Optional<String> trouble = Optional.of("this Headgate has no place among its replicas yet");
    private volatile boolean stopped = false;

    public Replica(
            Presence presence,
            Operations operations,
            Succession succession,
            Releases releases,
            ActiveBundles active,
            Targets targets,
            Dispatch dispatch,
            Changes changes,
            Gatekeeper gatekeeper,
            Clock clock) {
        this.presence = presence;
        this.operations = operations;
        this.succession = succession;
        this.releases = releases;
        this.active = active;
        this.targets = targets;
        this.dispatch = dispatch;
        this.changes = changes;
        this.gatekeeper = gatekeeper;
        this.clock = clock;
    }

    /** Why it cannot take operations; nothing when it can. */
    public Optional<String> trouble() {
        return trouble;
    }

    /** Gives up the place, within a beat. */
    public void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        while (!stopped) {
            try (Presence.Place place = presence.take(dispatch.underWay())) {
                trouble = Optional.empty();
                LOG.info("this Headgate has a place among its replicas");
                changes.tellAll(); // whatever happened meanwhile
                gatekeeper.hearAll();
                dispatch.underWay().forEach(this::hearCancellation);
                releases.begin();
                hearActive(targets.all().stream().map(Target::name).toList());
                hold(place);
            } catch (Refused lost) {
                worry(lost.refusal().sentence());
            } catch (RuntimeException bug) {
                LOG.error("the place among the replicas broke", bug);
                worry("its place among the replicas broke; the log says how");
            }
        }
    }

    private void hold(Presence.Place place) {
        Instant beat = clock.instant();
        Instant pruning = clock.instant();
        while (!stopped) {
            List<Presence.Change> news = place.await(BEAT);
            news.forEach(this::hear);
            if (!clock.instant().isBefore(beat) || news.stream().anyMatch(Replica::isInterruption)) {
                beat(place);
                beat = clock.instant().plus(BEAT);
            }
            if (!clock.instant().isBefore(pruning)) {
                dispatch.inBackground(succession::prune);
                pruning = clock.instant().plus(BETWEEN_PRUNINGS);
            }
        }
    }

    private static boolean isInterruption(Presence.Change change) {
        return change instanceof Presence.Change.OfOperation of && of.kind() == Event.Kind.INTERRUPTED;
    }

    private void hear(Presence.Change change) {
        if (change instanceof Presence.Change.OfActive of) {
            hearActive(List.of(of.target()));
            return;
        }
        gatekeeper.hear(change);
        if (change instanceof Presence.Change.OfOperation(UUID operation, Event.Kind kind, TargetName target)) {
            operations.forgetLook(operation);
            changes.tell(operation, kind);
            if (kind == Event.Kind.CANCEL_REQUESTED && dispatch.isUnderWay(operation)) {
                hearCancellation(operation);
            }
        }
    }

    /** The gate looks once the bundle is there. */
    private void hearActive(List<TargetName> targets) {
        dispatch.inBackground(() -> targets.forEach(target -> {
            active.hear(target);
            gatekeeper.hear(new Presence.Change.OfActive(target));
        }));
    }

    private void hearCancellation(UUID operation) {
        dispatch.inBackground(() -> succession.hearCancellation(operation));
    }

    private void beat(Presence.Place place) {
        place.giveUpAbandoned(dispatch.underWay())
                .forEach(id -> LOG.warnf("operation=%s was left by whoever worked on it", id));
        if (!dispatch.isLeaving()) {
            place.claim(succession.targets(), succession.bundles()).forEach(this::takeUp);
        }
        succession.beat();
        releases.beat();
    }

    /** One that cannot be taken up must not cost this replica its place. */
    private void takeUp(UUID operation) {
        try {
            succession.takeUp(operation);
        } catch (RuntimeException e) {
            LOG.errorf(e, "operation=%s cannot be taken up", operation);
        }
    }

    private void worry(String why) {
        if (stopped) {
            return; // the place is given up on purpose
        }
        if (trouble.isEmpty() || !trouble.get().equals(why)) {
            LOG.warnf("this Headgate has no place among its replicas: %s", why);
        }
        trouble = Optional.of(why);
        try {
            Thread.sleep(BEAT);
        } catch (InterruptedException e) {
            stopped = true;
            Thread.currentThread().interrupt();
        }
    }
}
