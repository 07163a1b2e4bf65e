package dev.headgate.security;

import dev.headgate.migration.TargetName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** All grants: the highest role that one of them gives counts, and without one there is none. */
public record Grants(List<Grant> all) {

    public Optional<Role> role(Principal principal, TargetName target) {
        return highest(principal, grant -> grant.isOn(target));
    }

    /** The role on every target, those that are yet to be configured too. */
    public Optional<Role> roleEverywhere(Principal principal) {
        return highest(principal, Grant::isEverywhere);
    }

    /** The role on whichever target it is the highest on. */
    public Optional<Role> roleSomewhere(Principal principal) {
        return highest(principal, grant -> true);
    }

    private Optional<Role> highest(Principal principal, Predicate<Grant> where) {
        return all.stream()
                .filter(grant -> grant.isFor(principal))
                .filter(where)
                .map(Grant::role)
                .max(Comparator.naturalOrder());
    }
}
