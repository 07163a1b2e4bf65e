package dev.headgate.security;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.TargetName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one who asks may do. */
public final class Access {

    private static final String ALL = "*";

    private final Caller caller;
    private final Principal principal;
    private final Grants grants;
    private final boolean open;

    private Access(Caller caller, Principal principal, Grants grants, boolean open) {
        this.caller = caller;
        this.principal = principal;
        this.grants = grants;
        this.open = open;
    }

    /** Where nobody has to show who they are: everything. */
    public static Access toAll(Caller caller) {
        return new Access(caller, new Principal.Anonymous(), new Grants(List.of()), true);
    }

    public static Access of(Principal principal, Caller caller, Grants grants) {
        return new Access(caller, principal, grants, false);
    }

    public Caller caller() {
        return caller;
    }

    /** Whether it is everything, whoever asks. */
    public boolean isToAll() {
        return open;
    }

    /** Those of the targets on which it may; nothing where it may on every one, those too that are not configured any more. */
    public Optional<Set<TargetName>> only(Role needed, Stream<TargetName> targets) {
        return mayEverywhere(needed)
                ? Optional.empty()
                : Optional.of(targets.filter(target -> may(needed, target)).collect(Collectors.toSet()));
    }

    public boolean may(Role needed, TargetName target) {
        return open || covers(grants.role(principal, target), needed);
    }

    /** Whether on every target, and on what belongs to none. */
    public boolean mayEverywhere(Role needed) {
        return open || covers(grants.roleEverywhere(principal), needed);
    }

    /** Whether on any target. */
    public boolean maySomewhere(Role needed) {
        return open || covers(grants.roleSomewhere(principal), needed);
    }

    /**
     * @throws Refused unauthenticated or forbidden, whether there is such a target or not
     */
    public void require(Role needed, TargetName target) {
        if (!may(needed, target)) {
            throw refused(needed, target.text(), grants.role(principal, target));
        }
    }

    /**
     * @throws Refused unauthenticated
     */
    public void requireKnown() {
        if (!open && principal instanceof Principal.Anonymous) {
            throw unauthenticated("one has to say who asks");
        }
    }

    /**
     * @throws Refused unauthenticated or forbidden
     */
    public void requireSomewhere(Role needed) {
        if (!maySomewhere(needed)) {
            throw refused(needed, "<target>", "is %s of no target".formatted(needed.word()));
        }
    }

    /**
     * @throws Refused unauthenticated or forbidden
     */
    public void requireEverywhere(Role needed) {
        if (!mayEverywhere(needed)) {
            throw refused(needed, ALL, grants.roleEverywhere(principal));
        }
    }

    private Refused refused(Role needed, String targets, Optional<Role> role) {
        return refused(
                needed,
                targets,
                "%s on %s".formatted(role.map(has -> "is " + has.word()).orElse("has no role"), targets));
    }

    private Refused refused(Role needed, String targets, String has) {
        if (principal instanceof Principal.Anonymous) {
            return unauthenticated("this needs the role %s on %s".formatted(needed.word(), targets));
        }
        return Refusal.of(
                        Reason.FORBIDDEN,
                        "%s %s, and this needs %s; headgate.auth.grants.<name> with .role=%s and .targets=%s would give it"
                                .formatted(principal.text(), has, needed.word(), needed.word(), targets))
                .thrown();
    }

    /**
     * A refusal of one who has not shown who they are.
     *
     * @param why begins the sentence
     */
    public static Refused unauthenticated(String why) {
        return Refusal.of(
                        Reason.UNAUTHENTICATED,
                        why
                                + "; send a token: curl -H \"Authorization: Bearer $(cat /var/run/secrets/headgate/token)\". docs/security.md says how to have one")
                .thrown();
    }

    private static boolean covers(Optional<Role> role, Role needed) {
        return role.filter(has -> has.covers(needed)).isPresent();
    }
}
