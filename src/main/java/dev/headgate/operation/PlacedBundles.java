package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Digest;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.TargetName;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The active bundles of the targets that take them from a place, and what their places have changed to since. */
final class PlacedBundles {

    /** What a target has to work with. */
    sealed interface Active {

        record Ready(Bundle bundle) implements Active {}

        record Broken(Refusal refusal) implements Active {}

        static Active of(Place.Found found) {
            return switch (found) {
                case Place.Found.Sound sound -> new Ready(sound.delivery().bundle());
                case Place.Found.Unsound unsound -> new Broken(unsound.refusal());
            };
        }
    }

    private final Map<TargetName, BundleSource.Place> sources;
    private final Map<String, Place> places = new TreeMap<>(); // one for each location, however many targets share it
    private final Map<TargetName, Active> active = new ConcurrentHashMap<>();
    private final Map<TargetName, Offer> offers = new ConcurrentHashMap<>();

    PlacedBundles(Map<TargetName, BundleSource.Place> sources, Unpacker unpacker) {
        this.sources = Map.copyOf(sources);
        sources.forEach((target, source) -> {
            Place place = places.computeIfAbsent(source.location(), location -> new Place(location, unpacker));
            active.put(target, Active.of(place.newest()));
        });
    }

    Collection<Place> places() {
        return places.values();
    }

    List<TargetName> targetsOf(Place place) {
        return sources.entrySet().stream()
                .filter(entry -> entry.getValue().location().equals(place.location()))
                .map(Map.Entry::getKey)
                .toList();
    }

    boolean activatesChanges(TargetName target) {
        return source(target).activatesChanges();
    }

    Active activeOf(TargetName target) {
        return Optional.ofNullable(active.get(target)).orElseThrow();
    }

    /** Those that are sound. */
    Map<TargetName, Digest> digests() {
        Map<TargetName, Digest> digests = new HashMap<>();
        active.forEach((target, now) -> {
            if (now instanceof Active.Ready(Bundle bundle)) {
                digests.put(target, bundle.digest());
            }
        });
        return digests;
    }

    /** The bundle that lies at the target's place, with its files. */
    Optional<Delivery> delivered(TargetName target) {
        Place place = Optional.ofNullable(places.get(source(target).location())).orElseThrow();
        return place.newest() instanceof Place.Found.Sound sound ? Optional.of(sound.delivery()) : Optional.empty();
    }

    Optional<Offer> offered(TargetName target) {
        return Optional.ofNullable(offers.get(target));
    }

    void offer(TargetName target, Offer offer) {
        offers.put(target, offer);
    }

    /** This is what the target works with from now on. */
    void take(TargetName target, Active bundle) {
        active.put(target, bundle);
        offers.remove(target);
    }

    /** Takes what is offered, if it is this; whether it was. */
    boolean accept(TargetName target, Digest digest) {
        Optional<Bundle> offered = offered(target)
                .flatMap(Offer::bundle)
                .filter(bundle -> bundle.digest().equals(digest));
        offered.ifPresent(bundle -> take(target, new Active.Ready(bundle)));
        return offered.isPresent();
    }

    private BundleSource.Place source(TargetName target) {
        return Optional.ofNullable(sources.get(target)).orElseThrow();
    }
}
