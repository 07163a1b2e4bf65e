package dev.headgate.migration;

import java.util.Optional;

/**
 * A release of what uses a target, as the bundle that came with it describes it.
 *
 * @param digest the bundle's
 * @param serves the revisions that it can serve
 * @param head the bundle's
 */
public record Release(Digest digest, Optional<String> name, Window serves, Version head) {

    public static Release of(Bundle bundle) {
        return new Release(bundle.digest(), bundle.release(), bundle.serves(), bundle.head());
    }

    /** Whether this is the one that is meant by a digest or a name. */
    public boolean isCalled(String text) {
        return digest.isCalled(text) || name.filter(text::equals).isPresent();
    }

    /** Its name, or the first digits of its bundle's digest. */
    @Override
    public String toString() {
        return name.orElse(digest.brief());
    }
}
