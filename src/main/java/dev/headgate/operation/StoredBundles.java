package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Digest;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.TargetName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The active bundles of the targets that take them from the store, as this replica heard last. */
final class StoredBundles {

    private final Catalogue catalogue;
    private final Library library;
    private final Map<TargetName, Optional<Bundle>> heard = new ConcurrentHashMap<>();
    private final Map<TargetName, ReentrantLock> asking = new HashMap<>();

    StoredBundles(Collection<TargetName> targets, Catalogue catalogue, Library library) {
        this.catalogue = catalogue;
        this.library = library;
        targets.forEach(target -> asking.put(target, new ReentrantLock()));
    }

    boolean has(TargetName target) {
        return asking.containsKey(target);
    }

    /**
     * As this replica heard last; the store is asked only where it was not heard yet.
     *
     * @throws dev.headgate.migration.Refused when it has none, or the store does not answer
     */
    Bundle of(TargetName target) {
        Optional<Bundle> bundle = heard.get(target);
        return bundle == null ? now(target) : sound(target, bundle);
    }

    private static Bundle sound(TargetName target, Optional<Bundle> bundle) {
        return bundle.orElseThrow(() -> Refusal.of(
                        Reason.NO_BUNDLE,
                        "%s has no bundle yet: push one, such as with curl --data-binary @bundle.tgz http://headgate/api/v1/targets/%s/ensure"
                                .formatted(target, target))
                .thrown());
    }

    /** The same after asking the store in any case, one after another, so that who asked last is who is believed. */
    Bundle now(TargetName target) {
        ReentrantLock lock = Optional.ofNullable(asking.get(target)).orElseThrow();
        lock.lock();
        try {
            Optional<Digest> active = catalogue.active(target);
            Optional<Bundle> before = heard.getOrDefault(target, Optional.empty());
            Optional<Bundle> now =
                    before.map(Bundle::digest).equals(active) ? before : active.map(digest -> read(target, digest));
            heard.put(target, now);
            return sound(target, now);
        } finally {
            lock.unlock();
        }
    }

    /** A store that was put back from an older copy may lack it; whoever pushes it again mends that. */
    private Bundle read(TargetName target, Digest digest) {
        return library.find(digest)
                .orElseThrow(() -> Refusal.of(
                                Reason.BUNDLE_INVALID,
                                "the active bundle of %s is %s, which the store does not have any more; push it again, or another"
                                        .formatted(target, digest.brief()))
                        .thrown());
    }
}
