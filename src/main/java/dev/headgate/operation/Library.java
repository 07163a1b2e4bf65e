package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Digest;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The bundles of the shelf, each parsed once for as long as there is room for it. */
public final class Library {

    private final Shelf shelf;
    private final Unpacker unpacker;
    private final Map<Digest, SoftReference<Bundle>> parsed = new ConcurrentHashMap<>();
    private final ReentrantLock parsing = new ReentrantLock(); // one after another: each may take megabytes

    public Library(Shelf shelf, Unpacker unpacker) {
        this.shelf = shelf;
        this.unpacker = unpacker;
    }

    /**
     * @return nothing when it is not kept
     * @throws dev.headgate.migration.Refused when the store does not answer
     */
    Optional<Bundle> find(Digest digest) {
        return known(digest).or(() -> {
            parsing.lock();
            try {
                return known(digest).or(() -> parse(digest));
            } finally {
                parsing.unlock();
            }
        });
    }

    /** It is not on the shelf any more. */
    void forget(Digest digest) {
        parsed.remove(digest);
    }

    private Optional<Bundle> known(Digest digest) {
        return Optional.ofNullable(parsed.get(digest)).flatMap(held -> Optional.ofNullable(held.get()));
    }

    private Optional<Bundle> parse(Digest digest) {
        List<Delivery.File> files = shelf.files(digest);
        if (files.isEmpty()) {
            return Optional.empty();
        }
        Bundle bundle = unpacker.shelved(digest, files).bundle();
        parsed.put(digest, new SoftReference<>(bundle));
        return Optional.of(bundle);
    }
}
