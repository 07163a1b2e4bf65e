package dev.headgate.security;

import dev.headgate.migration.Request;
import dev.headgate.migration.Verb;
import java.util.Locale;

/** What somebody may do with a target. Each role has all of those before it. */
public enum Role {
    /** To read: state, plan, history, operations, bundles. */
    VIEWER,
    /** To bring releases: init, upgrade, ensure, and push and activate bundles. */
    DEPLOYER,
    /** To put right what went wrong: stamp, downgrade, repair, cancel, remove bundles. */
    OPERATOR,
    /** To overrule: everything with force; to read the audit. */
    ADMIN;

    /** What a request takes: force overrules the rules, whatever the verb. */
    public static Role toAsk(Request request) {
        return request.force() ? ADMIN : toAsk(request.verb());
    }

    /** What a verb takes without force. */
    public static Role toAsk(Verb verb) {
        return switch (verb) {
            case INIT, UPGRADE, ENSURE -> DEPLOYER;
            case STAMP, DOWNGRADE, REPAIR -> OPERATOR;
        };
    }

    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
