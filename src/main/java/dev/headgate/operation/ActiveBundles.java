package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Digest;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Which bundle is the active one of each target, as far as this replica knows. */
public final class ActiveBundles {

    private static final Logger LOG = Logger.getLogger(ActiveBundles.class);

    private final StoredBundles stored;
    private final PlacedBundles placed;
    private final Catalogue catalogue;

    /** Reads what lies in the places; the store is asked later. */
    public ActiveBundles(
            Map<TargetName, BundleSource> sources, Unpacker unpacker, Library library, Catalogue catalogue) {
        Map<TargetName, BundleSource.Place> places = new HashMap<>();
        Set<TargetName> pushed = new HashSet<>();
        sources.forEach((target, source) -> {
            switch (source) {
                case BundleSource.Place place -> places.put(target, place);
                case BundleSource.Stored s -> pushed.add(target);
            }
        });
        this.placed = new PlacedBundles(places, unpacker);
        this.stored = new StoredBundles(pushed, catalogue, library);
        this.catalogue = catalogue;
    }

    /**
     * @throws Refused when its scripts have problems, listing all of them; when it has none yet; or when the store was
     *     not heard yet
     */
    public Bundle of(Target target) {
        return isStored(target.name())
                ? stored.of(target.name())
                : switch (placed.activeOf(target.name())) {
                    case PlacedBundles.Active.Ready ready -> ready.bundle();
                    case PlacedBundles.Active.Broken broken ->
                        throw broken.refusal().thrown();
                };
    }

    /** The same by what the store says at this moment, whichever replica was told last. */
    Bundle now(Target target) {
        return isStored(target.name()) ? stored.now(target.name()) : of(target);
    }

    /**
     * The same; nothing where it has none that is sound.
     *
     * @throws Refused when the store does not answer
     */
    Optional<Bundle> ifAny(Target target) {
        try {
            return Optional.of(now(target));
        } catch (Refused none) {
            if (none.refusal().reason() == Reason.STORE_UNAVAILABLE) {
                throw none;
            }
            return Optional.empty();
        }
    }

    /** Whether it takes pushed ones. */
    public boolean isStored(TargetName target) {
        return stored.has(target);
    }

    /** What its place has changed to, while another one is active. */
    public Optional<Offer> offered(Target target) {
        return isStored(target.name()) ? Optional.empty() : placed.offered(target.name());
    }

    /** The digests of those that this replica has by itself; what the store has, every replica has. */
    Map<TargetName, Digest> atHand() {
        return placed.digests();
    }

    PlacedBundles placed() {
        return placed;
    }

    /** Another one may be active by now: somebody said so in the store. */
    void hear(TargetName target) {
        try {
            if (isStored(target)) {
                stored.now(target);
            } else if (placed.offered(target).isPresent()) {
                catalogue.active(target).ifPresent(digest -> accept(target, digest));
            }
        } catch (Refused refused) {
            LOG.debugf("target=%s %s", target, refused.getMessage());
        } catch (RuntimeException broken) { // it must not cost the other targets theirs
            LOG.errorf(broken, "target=%s its active bundle cannot be read", target);
        }
    }

    private void accept(TargetName target, Digest digest) {
        if (placed.accept(target, digest)) {
            LOG.infof("target=%s bundle=%s is active", target, digest.brief());
        }
    }
}
