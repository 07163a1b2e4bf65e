package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Digest;
import java.time.Instant;
import java.util.Optional;

/**
 * What a target's place has changed to, while another bundle is the active one.
 *
 * @param bundle nothing when it has problems
 * @param why it is not active, and what makes it so
 */
public record Offer(Optional<Bundle> bundle, String source, Instant since, String why) {

    public Optional<Digest> digest() {
        return bundle.map(Bundle::digest);
    }
}
