package dev.headgate.migration;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a target's database said of itself, in one round trip and one snapshot.
 *
 * @param ledger all rows of the ledger, none when there is no such table
 * @param objects some of the objects in the managed schemas, written as SQL writes them: not the ledger, and nothing
 *     that belongs to an extension
 * @param adoptable whether the target's adoption marker exists
 * @param recovering whether the server takes no writes: a standby, or one that is not up yet
 * @param holder who holds the target's lock
 * @param server which database this is, where the server tells
 */
public record Facts(
        Instant observedAt,
        List<LedgerRow> ledger,
        List<String> objects,
        boolean adoptable,
        boolean recovering,
        Optional<LockHolder> holder,
        Optional<ServerId> server)
        implements Reading {

    /** The same to who holds the lock itself: nobody else works there. */
    public Facts alone() {
        return new Facts(observedAt, ledger, objects, adoptable, recovering, Optional.empty(), server);
    }
}
