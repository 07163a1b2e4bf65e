package dev.headgate.identity;

import dev.headgate.migration.Refused;
import dev.headgate.security.Access;
import dev.headgate.security.Principal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * People by what the OpenID provider says of them.
 *
 * @param userClaim which of it is the name
 * @param groupsClaim which of it are the groups
 */
record People(String userClaim, String groupsClaim) {

    private static final String OF_CLUSTERS = "system:";

    /**
     * @throws Refused unauthenticated where they have no name
     */
    Principal of(Map<String, Object> claims) {
        String name = Optional.ofNullable(claims.get(userClaim))
                .map(String::valueOf)
                .orElseThrow(() -> Access.unauthenticated(
                        "the token has no claim %s, which headgate.auth.oidc.user-claim names".formatted(userClaim)));
        if (userClaim.equals("email")
                && Optional.ofNullable(claims.get("email_verified"))
                        .filter(verified -> String.valueOf(verified).equals("false"))
                        .isPresent()) {
            throw Access.unauthenticated("the provider has not verified the e-mail address");
        }
        if (name.startsWith(OF_CLUSTERS)) {
            throw Access.unauthenticated("the token is a person's, and names what only a cluster may name");
        }
        try {
            return new Principal.User(name, groups(claims));
        } catch (IllegalArgumentException e) {
            throw Access.unauthenticated("the claim %s is no name".formatted(userClaim));
        }
    }

    /**
     * Whoever holds the token that told a client who has logged in could otherwise ask as that person.
     *
     * @throws Refused unauthenticated
     */
    void requireAccess(Map<String, Object> claims) {
        boolean isForTheClient = claims.containsKey("at_hash")
                || claims.containsKey("c_hash")
                || "ID".equals(claims.get("typ"))
                || "id".equals(claims.get("token_use"))
                || (claims.containsKey("nonce")
                        && !claims.containsKey("scope")
                        && !claims.containsKey("scp")
                        && !claims.containsKey("typ"));
        if (isForTheClient) {
            throw Access.unauthenticated(
                    "this is an ID token, which tells a client who has logged in; send an access token");
        }
    }

    private Set<String> groups(Map<String, Object> claims) {
        return switch (claims.get(groupsClaim)) {
            case Collection<?> many -> many.stream().map(String::valueOf).collect(Collectors.toSet());
            case String one -> Set.of(one);
            case null, default -> Set.of();
        };
    }
}
