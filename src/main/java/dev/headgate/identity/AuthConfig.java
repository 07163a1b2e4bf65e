package dev.headgate.identity;

import dev.headgate.security.Policy;
import dev.headgate.security.Role;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is let in, as configured under {@code headgate.auth}. */
@ConfigMapping(prefix = "headgate.auth")
public interface AuthConfig {

    /** Whether anybody has to show who they are. */
    @WithDefault("required")
    Policy.Mode mode();

    /** Whether gates answer everybody. */
    @WithDefault("open")
    Openness gates();

    /** Whether {@code /q/health} does. */
    @WithDefault("open")
    Openness health();

    /** How many failed authentications an address has at once; then it has one more every six seconds. */
    @WithDefault("10")
    int failures();

    Kubernetes kubernetes();

    Oidc oidc();

    /** A file of names and SHA-256 hashes of tokens. */
    Optional<Path> tokensFile();

    /** Roles on targets, each under a name of its own. */
    Map<String, GrantConfig> grants();

    /** Who is answered. */
    enum Openness {
        /** Everybody. */
        OPEN,
        /** Whoever has shown who they are, and may see it. */
        CLOSED
    }

    /** Tokens of service accounts. */
    interface Kubernetes {

        /** Who issues the cluster's tokens; without it none is taken. */
        Optional<URI> issuer();

        /** Whom tokens have to be for. */
        @WithDefault("headgate")
        String audience();

        /** How a token is verified. */
        @WithDefault("keys")
        Verification verify();

        /** The cluster's API server, for {@link Verification#REVIEW}. */
        @WithDefault("https://kubernetes.default.svc")
        URI apiServer();

        /** The certificate authority of the API server, and of the issuer where that is the same. */
        @WithDefault("/var/run/secrets/kubernetes.io/serviceaccount/ca.crt")
        Path caFile();

        /** What Headgate shows to the API server. */
        @WithDefault("/var/run/secrets/kubernetes.io/serviceaccount/token")
        Path tokenFile();
    }

    /** How a service account's token is verified. */
    enum Verification {
        /** By the issuer's keys, which are fetched now and then. */
        KEYS,
        /** By asking the API server (TokenReview). */
        REVIEW
    }

    /** The OpenID provider of people. */
    interface Oidc {

        Optional<URI> issuer();

        Optional<String> clientId();

        Optional<String> clientSecret();

        /** A file that holds it. */
        Optional<Path> clientSecretFile();

        /** Whether browsers come by https though Headgate does not see it: a proxy ends TLS. */
        @WithDefault("false")
        boolean behindHttps();

        /** Whom tokens that tools send have to be for; the client without it. */
        Optional<String> audience();

        /** The claim that names the user. */
        @WithDefault("email")
        String userClaim();

        /** The claim that lists the groups. */
        @WithDefault("groups")
        String groupsClaim();
    }

    /** A role on targets, for those who are named. */
    interface GrantConfig {

        Role role();

        /** Names, in which * stands for any characters. */
        List<String> targets();

        /** Such as {@code system:serviceaccount:shop:*}. */
        Optional<List<String>> serviceAccounts();

        Optional<List<String>> users();

        Optional<List<String>> groups();

        Optional<List<String>> tokens();
    }

    /** Whether people log in with their browsers. */
    default boolean hasLogIn() {
        return oidc().issuer().isPresent()
                && oidc().clientId().isPresent()
                && (oidc().clientSecret().isPresent()
                        || oidc().clientSecretFile().isPresent());
    }

    /** Whether there is any way to show who one is. */
    default boolean hasMethod() {
        return kubernetes().issuer().isPresent()
                || kubernetes().verify() == Verification.REVIEW
                || oidc().issuer().isPresent()
                || tokensFile().isPresent();
    }
}
