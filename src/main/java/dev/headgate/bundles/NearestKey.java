package dev.headgate.bundles;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the key that was meant by one that is not known. */
final class NearestKey {

    private static final int LONG = 4; // letters: two of them may be wrong then, and one of a shorter key
    private static final LevenshteinDistance TWO = new LevenshteinDistance(2);

    private NearestKey() {}

    static Optional<String> to(String key, Collection<String> known) {
        return known.stream()
                .filter(candidate -> isNear(key, candidate))
                .min(Comparator.comparing(candidate -> distance(key, candidate)));
    }

    private static boolean isNear(String key, String candidate) {
        int distance = distance(key, candidate);
        return distance >= 0 && distance <= (candidate.length() < LONG ? 1 : 2);
    }

    /** Negative where it is more than two. */
    private static int distance(String key, String candidate) {
        return TWO.apply(key.toLowerCase(Locale.ROOT), candidate);
    }
}
