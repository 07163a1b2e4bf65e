package dev.headgate.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.headgate.migration.Digest;
import dev.headgate.migration.Version;
import dev.headgate.migration.Window;
import dev.headgate.operation.Bundles;
import dev.headgate.operation.Catalogue;
import dev.headgate.operation.Shelf;
import java.time.Instant;
import java.util.Optional;

/**
 * A bundle of a target as JSON.
 *
 * @param brief the first digits of the digest, by which it may be asked for
 * @param release its name
 * @param serves the revisions that its release can serve
 * @param files how many; 0 where only its release was noted
 * @param bytes of all of them together
 * @param source what brought it: {@code upload}, or the location that it was read from
 * @param cameAt when it came first
 * @param activatedAt since when it is the active one; null when it is not, or was that from the start
 */
public record BundleView(
        Digest digest,
        @JsonProperty("short") String brief,
        Optional<String> release,
        Window serves,
        Version head,
        int files,
        long bytes,
        String source,
        Instant cameAt,
        String by,
        Optional<String> client,
        Optional<String> userAgent,
        boolean active,
        Optional<Instant> activatedAt,
        Optional<String> activatedBy) {

    public static BundleView of(Bundles.Shown shown) {
        Catalogue.Entry entry = shown.entry();
        Shelf.Origin origin = entry.origin();
        return new BundleView(
                shown.digest(),
                shown.digest().brief(),
                entry.release().name(),
                entry.release().serves(),
                entry.release().head(),
                entry.files(),
                entry.bytes(),
                origin.source(),
                origin.at(),
                origin.by().principal(),
                origin.by().address(),
                origin.by().userAgent(),
                shown.active(),
                entry.activation().map(Catalogue.Activation::at),
                entry.activation().map(Catalogue.Activation::by));
    }
}
