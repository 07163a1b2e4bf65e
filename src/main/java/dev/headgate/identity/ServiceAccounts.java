package dev.headgate.identity;

import dev.headgate.migration.Refused;
import dev.headgate.security.Access;
import dev.headgate.security.Principal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Service accounts by the names that a cluster gives them (Kubernetes, "Authenticating", "Service account tokens"). */
final class ServiceAccounts {

    private static final Pattern SUBJECT = Pattern.compile("system:serviceaccount:([^:]+):([^:]+)");

    private ServiceAccounts() {}

    /**
     * @throws Refused unauthenticated where it is nobody's, or that of a node or a user
     */
    static Principal of(String subject) {
        Matcher matcher = SUBJECT.matcher(subject);
        try {
            return Optional.of(matcher)
                    .filter(Matcher::matches)
                    .map(m -> new Principal.ServiceAccount(m.group(1), m.group(2)))
                    .orElseThrow(ServiceAccounts::refused);
        } catch (IllegalArgumentException e) {
            throw refused();
        }
    }

    private static Refused refused() {
        return Access.unauthenticated("the token is the cluster's, but no service account's");
    }
}
