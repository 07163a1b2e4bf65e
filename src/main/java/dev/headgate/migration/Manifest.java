package dev.headgate.migration;

import java.util.Optional;

/**
 * What a bundle says of the release that it came with.
 *
 * @param release its name
 * @param serves the revisions that it can serve; without a word the bundle's head alone
 * @param adoption how a database without a ledger is recognised, where the target's configuration does not say
 * @param notes for whoever looks at it
 */
public record Manifest(
        Optional<String> release, Optional<Window> serves, Optional<Adoption> adoption, Optional<String> notes) {

    public static final Manifest NONE =
            new Manifest(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
