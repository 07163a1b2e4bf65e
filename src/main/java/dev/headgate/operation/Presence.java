package dev.headgate.operation;

import dev.headgate.migration.Digest;
import dev.headgate.migration.TargetName;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The replicas that share a store, as each of them sees the others. */
public interface Presence {

    /**
     * Takes a place among them: from here on the others see that this replica lives, for as long as the place is held.
     *
     * @param underWay the operations that this replica works on since it had another place
     * @throws dev.headgate.migration.Refused when the store does not answer
     */
    Place take(Collection<UUID> underWay);

    /** Something that another replica, or this one, has brought about. */
    sealed interface Change {

        /** Something happened to an operation. */
        record OfOperation(UUID operation, Event.Kind kind, TargetName target) implements Change {}

        /** A target has a release that it did not have before. */
        record OfReleases(TargetName target) implements Change {}

        /** Another bundle of a target is the active one. */
        record OfActive(TargetName target) implements Change {}
    }

    /** A place. Every method throws {@link dev.headgate.migration.Refused} once it is lost. */
    interface Place extends AutoCloseable {

        /** Waits for something to happen, but no longer than this. */
        List<Change> await(Duration atMost);

        /**
         * Gives up the operations of replicas that are gone, and those that this one owns but does not work on.
         *
         * @param underWay those that this replica works on
         * @return which they are
         */
        List<UUID> giveUpAbandoned(Collection<UUID> underWay);

        /**
         * Makes operations that nobody works on this replica's own, each at most one replica's: those of its targets whose
         * bundle is kept or at hand, and those that nobody has wanted for long.
         *
         * @param targets its targets
         * @param bundles the digests of those of their bundles that it has at hand
         * @return which they are
         */
        List<UUID> claim(Collection<TargetName> targets, Map<TargetName, Digest> bundles);

        @Override
        void close();
    }
}
