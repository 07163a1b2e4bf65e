package dev.headgate.migration;

import java.util.Optional;

/**
 * What a bundle says of the release that it came with.
 *
 * @param release its name
 * @param serves the revisions that it can serve; without a word the bundle's head alone
 */
public record Manifest(Optional<String> release, Optional<Window> serves) {

    public static final Manifest NONE = new Manifest(Optional.empty(), Optional.empty());
}
