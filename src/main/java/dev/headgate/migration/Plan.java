package dev.headgate.migration;

import java.util.List;
import java.util.Optional;

/**
 * The steps that take a database from one revision to another, in order.
 *
 * @param from none when nothing is applied yet
 * @param to none when nothing will be applied any more
 */
public record Plan(Optional<Version> from, Optional<Version> to, List<Step> steps) {

    /** The scripts of revisions that the ledger will record as applied. */
    public List<Script> applied() {
        return steps.stream().flatMap(step -> step.applied().stream()).toList();
    }
}
