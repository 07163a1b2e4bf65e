package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Digest;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.security.Caller;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The bundles of targets: taken in, shown, made active, given away. */
public final class Bundles {

    private static final int FEW = 10;

    private final Targets targets;
    private final ActiveBundles active;
    private final Intake intake;
    private final Shelf shelf;
    private final Library library;
    private final Catalogue catalogue;
    private final Continuations continuations;
    private final InUse inUse;
    private final Consumer<TargetName> changed;
    private final Clock clock;

    /**
     * @param changed is told of each target for which there is something else now
     */
    public Bundles(
            Targets targets,
            ActiveBundles active,
            Unpacker unpacker,
            Shelf shelf,
            Library library,
            Catalogue catalogue,
            Continuations continuations,
            Databases databases,
            Consumer<TargetName> changed,
            Clock clock) {
        this.targets = targets;
        this.active = active;
        this.intake = new Intake(unpacker, shelf, clock);
        this.shelf = shelf;
        this.library = library;
        this.catalogue = catalogue;
        this.continuations = continuations;
        this.inUse = new InUse(active, catalogue, databases);
        this.changed = changed;
        this.clock = clock;
    }

    /** What a caller sends, yet to be read. */
    public interface Sending {

        /**
         * @throws Refused when it is no sound bundle
         */
        Unpacker.Unpacked through(Unpacker unpacker);
    }

    /**
     * A bundle of a target.
     *
     * @param active whether it is the active one
     */
    public record Shown(Catalogue.Entry entry, boolean active) {

        public Digest digest() {
            return entry.release().digest();
        }
    }

    /**
     * What became of one that was sent.
     *
     * @param isNew whether the target did not have it before
     */
    public record Arrival(Shown shown, boolean isNew) {}

    /** A bundle with all that is in it. */
    public record Opened(Shown shown, Bundle bundle, List<Delivery.File> files) {}

    /**
     * Takes a bundle in.
     *
     * @param activate whether it is to become the active one
     * @throws Refused when it is not sound, and then nothing is kept; or when it may not become the active one, and then
     *     it is kept all the same
     */
    public Arrival push(TargetName name, Sending sending, boolean activate, Caller caller) {
        Target target = targets.named(name);
        if (activate) {
            mustBeStored(target);
        }
        Intake.Taken taken = intake.take(name, sending, caller);
        if (activate) {
            activate(target, taken.digest(), caller);
        }
        return new Arrival(find(name, taken.digest().text()), taken.isNew());
    }

    /**
     * Takes a bundle in for an operation, which makes it the active one when it succeeds.
     *
     * @throws Refused when it is not sound, or the target takes none that are sent
     */
    public Bundle bring(TargetName name, Sending sending, Caller caller) {
        mustBeStored(targets.named(name));
        return kept(intake.take(name, sending, caller).digest());
    }

    /** Those of a target, the one that came last first. */
    public List<Shown> of(TargetName name) {
        Optional<Digest> now = active.ifAny(targets.named(name)).map(Bundle::digest);
        return catalogue.entries(name).stream()
                .map(entry -> new Shown(
                        entry, now.filter(entry.release().digest()::equals).isPresent()))
                .toList();
    }

    /**
     * @param called its digest, or the first digits of it
     * @throws Refused when the target has no such bundle
     */
    public Opened open(TargetName name, String called) {
        Shown shown = find(name, called);
        return new Opened(shown, kept(shown.digest()), shelf.files(shown.digest()));
    }

    /**
     * Makes a kept bundle the active one.
     *
     * @throws Refused when it does not continue what was applied, or the target takes its bundle from a place that has
     *     another one
     */
    public Shown activate(TargetName name, String called, Caller caller) {
        Target target = targets.named(name);
        Shown shown = find(name, called);
        if (!shown.active()) {
            if (active.offered(target)
                    .flatMap(Offer::digest)
                    .filter(shown.digest()::equals)
                    .isEmpty()) {
                mustBeStored(target);
            }
            activate(target, shown.digest(), caller);
        }
        return find(name, shown.digest().text());
    }

    /**
     * Takes one that nothing refers to from the target.
     *
     * @throws Refused when something does
     */
    public void remove(TargetName name, String called, Caller caller) {
        Target target = targets.named(name);
        Digest digest = find(name, called).digest();
        inUse.by(target, digest).ifPresent(use -> {
            throw stays(name, digest, use);
        });
        if (!shelf.remove(name, digest, caller)) {
            throw stays(name, digest, "an operation works with it, or it was the one to be made active last");
        }
        library.forget(digest);
    }

    private static Refused stays(TargetName name, Digest digest, String use) {
        return Refusal.of(Reason.BUNDLE_IN_USE, "bundle %s of %s stays: %s".formatted(digest.brief(), name, use))
                .thrown();
    }

    private void activate(Target target, Digest digest, Caller caller) {
        continuations.obstacle(target, kept(digest)).ifPresent(obstacle -> {
            throw new Refusal(
                            obstacle.reason(),
                            "bundle %s is kept, and not made active: %s".formatted(digest.brief(), obstacle.sentence()),
                            obstacle.details())
                    .thrown();
        });
        catalogue.activate(target.name(), digest, caller, clock.instant());
        active.hear(target.name());
        changed.accept(target.name());
    }

    private Shown find(TargetName name, String called) {
        List<Shown> all = of(name);
        List<Shown> meant =
                all.stream().filter(shown -> shown.digest().isCalled(called)).toList();
        if (meant.size() == 1) {
            return meant.getFirst();
        }
        String few = all.isEmpty()
                ? "it has none yet"
                : "the newest are "
                        + String.join(
                                ", ",
                                all.stream()
                                        .limit(FEW)
                                        .map(shown -> shown.digest().brief())
                                        .toList());
        throw Refusal.of(
                        Reason.UNKNOWN_BUNDLE,
                        meant.isEmpty()
                                ? "%s has no such bundle; %s. Name one by its digest, or by 12 or more of its first digits"
                                        .formatted(name, few)
                                : "several bundles of %s begin so; name one by more digits".formatted(name))
                .thrown();
    }

    private Bundle kept(Digest digest) {
        return library.find(digest)
                .orElseThrow(() -> Refusal.of(
                                Reason.UNKNOWN_BUNDLE,
                                "of bundle %s only the release is known: it came when Headgate did not keep bundles yet, or was removed. Push it again"
                                        .formatted(digest.brief()))
                        .thrown());
    }

    private void mustBeStored(Target target) {
        if (!active.isStored(target.name())) {
            throw Refusal.of(
                            Reason.BUNDLE_CONFIGURED,
                            "%s takes its bundle from where headgate.targets.%s.bundle says. To have it take those that are pushed, set that to stored"
                                    .formatted(target.name(), target.name()))
                    .thrown();
        }
    }
}
