package dev.headgate.operation;

import dev.headgate.migration.Digest;
import dev.headgate.migration.LedgerRow;
import dev.headgate.migration.Phase;
import dev.headgate.migration.Release;
import dev.headgate.migration.Script;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Version;
import dev.headgate.security.Caller;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What is known of the bundles that targets have had: their releases and revisions, which one is active, and which one
 * applied what. Every method throws {@link dev.headgate.migration.Refused} when the store does not answer.
 */
public interface Catalogue {

    /**
     * A bundle of a target.
     *
     * @param bytes of all its files together; 0 where only its release was noted, by a Headgate that did not keep bundles
     * @param origin how it came to the target first
     * @param activation since when it is the active one; nothing when it is not
     */
    record Entry(Release release, long bytes, int files, Shelf.Origin origin, Optional<Activation> activation) {}

    /** That somebody made a bundle the active one. */
    record Activation(Instant at, String by) {}

    /** The releases that a target has had, the one that was seen last first. */
    List<Release> releases(TargetName target);

    /** The same with all that is known of them, the one that came last first. */
    List<Entry> entries(TargetName target);

    /** The phases of what these rows record, where any bundle of the target had that very script. */
    Map<Version, Phase> phases(TargetName target, Collection<LedgerRow> rows);

    /** The digest of the target's active bundle, if any was made that. */
    Optional<Digest> active(TargetName target);

    /** Makes a kept bundle the target's active one, and tells the other replicas if it was not. */
    void activate(TargetName target, Digest digest, Caller by, Instant at);

    /** Notes that an operation sets out to apply these scripts of a bundle: the newest to do so counts. */
    void applies(TargetName target, Digest digest, Collection<Script> scripts);

    /**
     * The kept bundles of the target that have the script which a row records at its path: the one that applied it
     * first, then the others, newest first.
     */
    List<Digest> holding(TargetName target, LedgerRow row);

    /** The bundle that applied each of these rows, as far as that is known. */
    Map<LedgerRow, Digest> appliedBy(TargetName target, Collection<LedgerRow> rows);

    /** An operation that worked with this bundle on the target, if one is kept. */
    Optional<UUID> operationWith(TargetName target, Digest digest);
}
