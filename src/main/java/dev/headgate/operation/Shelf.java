package dev.headgate.operation;

import dev.headgate.migration.Digest;
import dev.headgate.migration.TargetName;
import dev.headgate.security.Caller;
import java.time.Instant;
import java.util.List;

/**
 * Whole bundles, kept in the store by their digests for all replicas, never changed. Every method throws
 * {@link dev.headgate.migration.Refused} when the store does not answer.
 */
public interface Shelf {

    /**
     * How a bundle came to a target.
     *
     * @param source what brought it: {@code upload}, or the location that it was read from
     */
    record Origin(String source, Caller by, Instant at) {}

    /**
     * Keeps a bundle and notes it as one of a target's releases, in one transaction, and tells the other replicas if that
     * is new. What is there already, of this or other bundles, is not written again.
     *
     * @return whether the target did not have it before
     */
    boolean keep(TargetName target, Delivery delivery, Origin origin);

    /** The files of a bundle, by path; none when it is not kept. Their contents are read from the store as they are read. */
    List<Delivery.File> files(Digest digest);

    /**
     * Takes a bundle from a target, and from the shelf where no other target has it.
     *
     * @return whether it is gone; not where it was made the active one, or an operation that has not ended works with it
     */
    boolean remove(TargetName target, Digest digest, Caller by);
}
