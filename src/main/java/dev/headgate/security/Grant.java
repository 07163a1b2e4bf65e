package dev.headgate.security;

import dev.headgate.migration.TargetName;
import java.util.List;

/**
 * A role on some targets for some principals.
 *
 * @param name as it is configured, for sentences
 * @param serviceAccounts names such as {@code system:serviceaccount:shop:*}
 * @param users names that the OpenID provider gives
 * @param groups the same
 * @param tokens names in the file of tokens
 */
public record Grant(
        String name,
        Role role,
        List<Glob> targets,
        List<Glob> serviceAccounts,
        List<Glob> users,
        List<Glob> groups,
        List<Glob> tokens) {

    /** Nobody who has shown nothing is meant by any. */
    boolean isFor(Principal principal) {
        return switch (principal) {
            case Principal.Anonymous nobody -> false;
            case Principal.ServiceAccount account -> any(serviceAccounts, account.text());
            case Principal.User user ->
                any(users, user.name()) || user.groups().stream().anyMatch(group -> any(groups, group));
            case Principal.Token token -> any(tokens, token.name());
        };
    }

    boolean isOn(TargetName target) {
        return any(targets, target.text());
    }

    boolean isEverywhere() {
        return targets.stream().anyMatch(Glob::isAll);
    }

    private static boolean any(List<Glob> globs, String name) {
        return globs.stream().anyMatch(glob -> glob.matches(name));
    }
}
