package dev.headgate.identity;

import dev.headgate.identity.AuthConfig.Openness;
import dev.headgate.security.Policy;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Set;
import org.jboss.logging.Logger;

/** Closed by default: Headgate does not start before it is said who may come in. */
@Singleton
final class AuthStart {

    private static final Logger LOG = Logger.getLogger("dev.headgate");
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String WAYS =
            "headgate.auth.kubernetes.issuer for service accounts, headgate.auth.oidc.issuer for people, headgate.auth.tokens-file for a few tokens";

    private final AuthConfig config;

    AuthStart(AuthConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    Policy policy() {
        try {
            checkMethods(); // before whoever goes by them is made
            return new Policy(
                    config.mode(),
                    config.gates() == Openness.OPEN,
                    config.health() == Openness.OPEN,
                    config.failures(),
                    config.mode() != Policy.Mode.NONE && config.hasLogIn(),
                    new GrantsReader().read(config));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()));
        }
    }

    void check(@Observes @Priority(2) StartupEvent event, Policy policy, Bearers bearers, LogIn logIn) {
        try {
            bearers.open();
            logIn.open();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()));
        }
        switch (config.mode()) {
            case NONE -> {
                if (config.hasMethod()) {
                    throw new ConfigurationException(
                            "headgate.auth.mode=none lets everybody in, and yet there is a way to show who one is; leave out the one or the other");
                }
                LOG.warn(
                        "headgate.auth.mode=none: whoever reaches this Headgate may do everything with every target. docs/security.md says how to close it");
            }
            case LOOPBACK -> {
                if (LaunchMode.current() == LaunchMode.NORMAL) {
                    throw new ConfigurationException(
                            "headgate.auth.mode=loopback is for the dev profile; allowed are required and none");
                }
            }
            case REQUIRED -> {
                if (!config.hasMethod()) {
                    throw new ConfigurationException(
                            "nobody could show who they are: set one of %s; or, where whoever reaches Headgate may do everything, headgate.auth.mode=none"
                                    .formatted(WAYS));
                }
                if (policy.grants().all().isEmpty()) {
                    LOG.warn(
                            "nobody may do anything: there is no headgate.auth.grants.<name> with .role, .targets and .service-accounts, .users, .groups or .tokens");
                }
            }
        }
    }

    private void checkMethods() {
        AuthConfig.Oidc oidc = config.oidc();
        config.kubernetes().issuer().ifPresent(issuer -> checkAddress("headgate.auth.kubernetes.issuer", issuer));
        checkAddress("headgate.auth.kubernetes.api-server", config.kubernetes().apiServer());
        oidc.issuer().ifPresent(issuer -> checkAddress("headgate.auth.oidc.issuer", issuer));
        if (oidc.issuer().isPresent() && oidc.audience().or(oidc::clientId).isEmpty()) {
            throw new IllegalArgumentException(
                    "headgate.auth.oidc.issuer takes headgate.auth.oidc.audience for tokens of tools, or .client-id for log-ins with a browser, or both");
        }
        if (oidc.clientSecret().isPresent() && oidc.clientSecretFile().isPresent()) {
            throw new IllegalArgumentException(
                    "headgate.auth.oidc.client-secret and .client-secret-file are the same thing; set one of them");
        }
        if (oidc.issuer().isPresent()
                && oidc.issuer().equals(config.kubernetes().issuer())) {
            throw new IllegalArgumentException(
                    "headgate.auth.oidc.issuer and headgate.auth.kubernetes.issuer are the same; whoever it names could be either");
        }
        if (config.failures() < 1) {
            throw new IllegalArgumentException(
                    "headgate.auth.failures is %d; allowed is 1 and more".formatted(config.failures()));
        }
    }

    private static void checkAddress(String key, URI address) {
        if (!("https".equals(address.getScheme()) || "http".equals(address.getScheme())) || address.getHost() == null) {
            throw new IllegalArgumentException(
                    "%s is '%s'; allowed is a URL, such as https://id.example.org".formatted(key, address));
        }
        if ("http".equals(address.getScheme()) && !HERE.contains(address.getHost())) {
            throw new IllegalArgumentException(
                    "%s is '%s'; allowed is https: whoever is on the way there could let anybody in"
                            .formatted(key, address));
        }
    }
}
