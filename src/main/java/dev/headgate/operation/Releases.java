package dev.headgate.operation;

import dev.headgate.migration.Compatibility;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Release;
import dev.headgate.migration.Rollback;
import dev.headgate.migration.Situation;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** The releases that targets have had: has the store know of this Headgate's own, and tells whether one may come back. */
public final class Releases {

    private static final Logger LOG = Logger.getLogger(Releases.class);

    private final Targets targets;
    private final Databases databases;
    private final Situations situations;
    private final Catalogue catalogue;
    private final Dispatch dispatch;
    private final AtomicBoolean due = new AtomicBoolean();

    public Releases(
            Targets targets, Databases databases, Situations situations, Catalogue catalogue, Dispatch dispatch) {
        this.targets = targets;
        this.databases = databases;
        this.situations = situations;
        this.catalogue = catalogue;
        this.dispatch = dispatch;
    }

    /** The answer to "may that release come back?". */
    public record Answer(
            Situation situation, Release release, Compatibility compatibility, Optional<Refusal> refusal) {}

    /**
     * Whether a release would still run once the active bundle is applied.
     *
     * @param to the digest of its bundle, or its name
     * @throws Refused when there is no such target or release, its bundle has problems, or the store does not answer
     */
    public Answer canRollBack(TargetName name, String to) {
        Target target = targets.named(name);
        Situation situation = situations.thoroughly(target, targets.bundleOf(target), databases.read(target));
        Release release = Rollback.release(name, to, catalogue.releases(name));
        Compatibility compatibility = Compatibility.afterUpgrade(release, situation);
        return new Answer(situation, release, compatibility, Rollback.refusal(situation, compatibility));
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

    private void record() {
        try {
            targets.all().forEach(this::record);
        } catch (Refused away) {
            due.set(true);
            throw away;
        }
    }

    private void record(Target target) {
        try {
            targets.bundleOf(target);
        } catch (Refused unsound) {
            LOG.debugf("target=%s %s", target.name(), unsound.getMessage());
            return;
        }
        // kept: see the shelf
    }
}
