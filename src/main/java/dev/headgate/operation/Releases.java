package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Compatibility;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Release;
import dev.headgate.migration.Rollback;
import dev.headgate.migration.Situation;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.security.Caller;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** The releases that targets have had: has the store keep this Headgate's own, and tells whether one may come back. */
public final class Releases {

    private static final Logger LOG = Logger.getLogger(Releases.class);

    /** Who brings what lies in a place. */
    private final Targets targets;

    private final ActiveBundles active;
    private final Shelf shelf;
    private final Library library;
    private final Databases databases;
    private final Situations situations;
    private final Catalogue catalogue;
    private final Dispatch dispatch;
    private final Clock clock;
    private final AtomicBoolean due = new AtomicBoolean();

    public Releases(
            Targets targets,
            ActiveBundles active,
            Shelf shelf,
            Library library,
            Databases databases,
            Situations situations,
            Catalogue catalogue,
            Dispatch dispatch,
            Clock clock) {
        this.targets = targets;
        this.active = active;
        this.shelf = shelf;
        this.library = library;
        this.databases = databases;
        this.situations = situations;
        this.catalogue = catalogue;
        this.dispatch = dispatch;
        this.clock = clock;
    }

    /** The answer to "may that release come back?". */
    public record Answer(
            Situation situation, Release release, Compatibility compatibility, Optional<Refusal> refusal) {}

    /**
     * Whether a release would still run once another one is deployed.
     *
     * @param to the digest of its bundle, or its name
     * @param after the same of the other one; the active bundle without it
     * @throws Refused when there is no such target or release, its bundle has problems, or the store does not answer
     */
    public Answer canRollBack(TargetName name, String to, Optional<String> after) {
        Target target = targets.named(name);
        List<Release> known = catalogue.releases(name);
        Bundle bundle = after.map(other -> bundle(name, Rollback.release(name, other, known)))
                .orElseGet(() -> active.now(target));
        Target adopted = target.adoptedBy(bundle);
        Situation situation = situations.thoroughly(adopted, bundle, databases.read(adopted));
        Release release = Rollback.release(name, to, known);
        Compatibility compatibility = Compatibility.afterUpgrade(release, situation);
        return new Answer(situation, release, compatibility, Rollback.refusal(situation, compatibility));
    }

    private Bundle bundle(TargetName name, Release release) {
        return library.find(release.digest())
                .orElseThrow(() -> Refusal.of(
                                Reason.UNKNOWN_BUNDLE,
                                "of release %s of %s only the name is known; push its bundle again"
                                        .formatted(release, name))
                        .thrown());
    }

    /** The store is there, or there again: it is to know the bundles of this Headgate. */
    void begin() {
        due.set(true);
        beat();
    }

    /** Has it know them, where that is still to be done. */
    void beat() {
        if (due.compareAndSet(true, false)) {
            dispatch.inBackground(this::record);
        }
    }

    /** Another bundle lies in the target's place. */
    public void keep(TargetName target) {
        dispatch.inBackground(() -> record(targets.named(target)));
    }

    private void record() {
        for (Target target : targets.all()) {
            try {
                record(target);
            } catch (Refused away) {
                due.set(true);
                throw away;
            } catch (RuntimeException e) { // such as a file that changed: the others are to be kept all the same
                LOG.warnf("target=%s its bundle is not kept: %s", target.name(), e.getMessage());
            }
        }
    }

    private void record(Target target) {
        if (!active.isStored(target.name())) {
            active.placed()
                    .delivered(target.name())
                    .ifPresent(delivery -> shelf.keep(
                            target.name(),
                            delivery,
                            new Shelf.Origin(delivery.bundle().source(), Caller.HEADGATE, clock.instant())));
        }
    }
}
