package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.LedgerRow;
import dev.headgate.migration.Phase;
import dev.headgate.migration.Release;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Version;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The releases that targets have had, with their revisions, for a bundle that does not know them all. Every method throws
 * {@link dev.headgate.migration.Refused} when the store does not answer.
 */
public interface Catalogue {

    /** Notes that a target's active bundle is this one, and tells the other replicas if that is new to the store. */
    void record(Target target, Bundle bundle);

    /** The releases that a target has had, the one that was seen last first. */
    List<Release> releases(TargetName target);

    /** The phases of what these rows record, where any bundle of the target had that very script. */
    Map<Version, Phase> phases(TargetName target, Collection<LedgerRow> rows);
}
