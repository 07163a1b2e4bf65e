package dev.headgate.operation;

import dev.headgate.audit.Trail;
import dev.headgate.migration.Bundle;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Notices when what lies in a place changes, such as a ConfigMap that is mounted. A target whose bundle had problems takes
 * what is sound now; one that activates changes takes what continues what was applied; any other is offered it.
 */
public final class FolderWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(FolderWatch.class);

    private final Targets targets;
    private final ActiveBundles active;
    private final PlacedBundles placed;
    private final Library library;
    private final Continuations continuations;
    private final Consumer<TargetName> changed;
    private final Trail trail;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor timer;

    /**
     * @param changed is told of each target for which there is something else now
     */
    public FolderWatch(
            Targets targets,
            ActiveBundles active,
            Library library,
            Continuations continuations,
            Consumer<TargetName> changed,
            Trail trail,
            Clock clock) {
        this.targets = targets;
        this.active = active;
        this.placed = active.placed();
        this.library = library;
        this.continuations = continuations;
        this.changed = changed;
        this.trail = trail;
        this.clock = clock;
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("headgate-folders").factory());
    }

    /** Looks again and again from now on. */
    public void start(Duration refresh) {
        timer.scheduleWithFixedDelay(this::look, refresh.toMillis(), refresh.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** Looks once. */
    void look() {
        for (Place place : placed.places()) {
            try {
                boolean isNew = place.look();
                placed.targetsOf(place).forEach(target -> look(target, place, isNew));
            } catch (RuntimeException e) {
                LOG.errorf(e, "%s cannot be looked at", place.location());
            }
        }
    }

    /** What goes wrong with one target does not cost those that share its place what is there now. */
    private void look(TargetName target, Place place, boolean isNew) {
        try {
            if (isNew || isStillOffered(target)) {
                judge(targets.named(target), place);
            }
            if (placed.offered(target).isPresent()) {
                hear(target);
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "target=%s what lies in %s cannot be judged", target, place.location());
        }
    }

    /** It may be active already at a replica whose folder changed sooner. */
    private void hear(TargetName target) {
        active.hear(target);
        if (placed.offered(target).isEmpty()) {
            changed.accept(target);
        }
    }

    /** What was in its way may be gone. */
    private boolean isStillOffered(TargetName target) {
        return placed.activatesChanges(target) && placed.offered(target).isPresent();
    }

    private void judge(Target target, Place place) {
        switch (place.newest()) {
            case Place.Found.Sound(Delivery delivery) -> judge(target, place, delivery.bundle());
            case Place.Found.Unsound(Refusal refusal) -> {
                if (placed.activeOf(target.name()) instanceof PlacedBundles.Active.Broken) {
                    take(target, PlacedBundles.Active.of(place.newest()));
                } else {
                    offer(target, place, Optional.empty(), refusal.sentence());
                }
            }
        }
    }

    private void judge(Target target, Place place, Bundle bundle) {
        boolean isActive = placed.activeOf(target.name()) instanceof PlacedBundles.Active.Ready ready
                && ready.bundle().digest().equals(bundle.digest());
        boolean isBroken = placed.activeOf(target.name()) instanceof PlacedBundles.Active.Broken;
        if (isActive || isBroken) {
            take(target, new PlacedBundles.Active.Ready(bundle));
            if (!isActive) {
                note(target, place, bundle);
            }
        } else if (placed.activatesChanges(target.name())) {
            continuations
                    .obstacle(target, bundle)
                    .ifPresentOrElse(obstacle -> offer(target, place, Optional.of(bundle), obstacle.sentence()), () -> {
                        take(target, new PlacedBundles.Active.Ready(bundle));
                        note(target, place, bundle);
                    });
        } else {
            offer(
                    target,
                    place,
                    Optional.of(bundle),
                    "it becomes active by POST /api/v1/targets/%s/bundles/%s/activate, or by itself with headgate.targets.%s.bundle-changes=activate"
                            .formatted(target.name(), bundle.digest().brief(), target.name()));
        }
    }

    /** Each replica has a place of its own, and none asks the store: so each tells. */
    private void note(Target target, Place place, Bundle bundle) {
        trail.note(Deeds.activated(target.name(), bundle.digest(), place.location()));
    }

    private void take(Target target, PlacedBundles.Active bundle) {
        placed.take(target.name(), bundle);
        switch (bundle) {
            case PlacedBundles.Active.Ready(Bundle ready) ->
                LOG.infof(
                        "target=%s bundle=%s is active",
                        target.name(), ready.digest().brief());
            case PlacedBundles.Active.Broken(Refusal refusal) ->
                LOG.warnf("target=%s refuses all work: %s", target.name(), refusal.sentence());
        }
        changed.accept(target.name());
    }

    private void offer(Target target, Place place, Optional<Bundle> bundle, String why) {
        Offer offer = new Offer(bundle, place.location(), clock.instant(), why);
        boolean isKnown = placed.offered(target.name())
                .filter(before -> before.digest().equals(offer.digest()))
                .filter(before -> before.why().equals(why))
                .isPresent();
        if (!isKnown) {
            holdOn(target.name());
            placed.offer(target.name(), offer);
            LOG.warnf(
                    "target=%s bundle=%s is offered by %s: %s",
                    target.name(), bundle.map(b -> b.digest().brief()).orElse("none"), place.location(), why);
            changed.accept(target.name());
        }
    }

    /** Its large scripts are not in the place any more; the shelf has them. */
    private void holdOn(TargetName target) {
        try {
            Optional<Bundle> kept = placed.activeOf(target) instanceof PlacedBundles.Active.Ready ready
                    ? library.find(ready.bundle().digest())
                    : Optional.empty();
            kept.ifPresent(bundle -> placed.take(target, new PlacedBundles.Active.Ready(bundle)));
        } catch (Refused away) {
            LOG.debugf("target=%s %s", target, away.getMessage());
        }
    }
}
