package dev.headgate.identity;

import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.TenantConfigResolver;
import io.quarkus.oidc.common.runtime.config.OidcClientCommonConfig.Credentials.Secret.Method;
import io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType;
import io.quarkus.oidc.runtime.OidcTenantConfig.Authentication.CookieSameSite;
import io.quarkus.oidc.runtime.OidcTenantConfig.TokenStateManager.Strategy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How people log in with a browser: by the code flow of their provider, which quarkus-oidc carries out (OpenID Connect Core
 * 1.0, 3.1; PKCE, RFC 7636). The session is a cookie that holds the ID token, encrypted with a key that all replicas derive
 * from the client's secret.
 */
@Singleton
final class LogIn implements TenantConfigResolver {

    private static final String PEOPLE = "people";
    private static final String PATH = "/login";
    private static final int LONG_ENOUGH = 32; // what quarkus-oidc takes to encrypt with

    private final AuthConfig config;
    private Optional<OidcTenantConfig> people = Optional.empty();

    LogIn(AuthConfig config) {
        this.config = config;
    }

    /**
     * Looks once at what has to be right from the start on.
     *
     * @throws IllegalArgumentException where it is not
     */
    void open() {
        if (config.hasLogIn()) {
            people = Optional.of(tenant(config.oidc()));
        }
    }

    @Override
    public Uni<OidcTenantConfig> resolve(RoutingContext route, OidcRequestContext<OidcTenantConfig> request) {
        return people.map(tenant -> Uni.createFrom().item(tenant))
                .orElseGet(() -> Uni.createFrom().nullItem());
    }

    private static OidcTenantConfig tenant(AuthConfig.Oidc oidc) {
        String secret = secret(oidc);
        return OidcTenantConfig.authServerUrl(oidc.issuer().orElseThrow().toString())
                .tenantId(PEOPLE)
                .applicationType(ApplicationType.WEB_APP)
                .clientId(oidc.clientId().orElseThrow())
                .credentials()
                .clientSecret(secret, Method.BASIC)
                .end()
                .authentication()
                .redirectPath(PATH)
                .scopes("email", "profile")
                .pkceRequired()
                .nonceRequired()
                .failOnMissingStateParam()
                .cookieSameSite(CookieSameSite.LAX)
                .cookieForceSecure(oidc.behindHttps())
                .forceRedirectHttpsScheme(oidc.behindHttps())
                .end()
                .tokenStateManager()
                .strategy(Strategy.ID_TOKEN)
                .encryptionSecret(secret)
                .end()
                .build();
    }

    private static String secret(AuthConfig.Oidc oidc) {
        String secret =
                oidc.clientSecret().orElseGet(() -> read(oidc.clientSecretFile().orElseThrow()));
        if (secret.length() < LONG_ENOUGH) {
            throw new IllegalArgumentException(
                    "headgate.auth.oidc.client-secret has %d characters; %d or more are taken, since sessions are encrypted with what is derived from it"
                            .formatted(secret.length(), LONG_ENOUGH));
        }
        return secret;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("headgate.auth.oidc.client-secret-file, %s, cannot be read: %s"
                    .formatted(file, e.getClass().getSimpleName()));
        }
    }
}
