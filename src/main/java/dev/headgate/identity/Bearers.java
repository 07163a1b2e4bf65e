package dev.headgate.identity;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.identity.AuthConfig.Verification;
import dev.headgate.security.Access;
import dev.headgate.security.Identities;
import dev.headgate.security.Principal;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jose4j.jwt.JwtClaims;

/**
 * Tokens that come with a request. Whose it is decides who says that it is right: what a token claims is believed of the
 * issuer only that it claims, so that none can speak for another.
 */
@Singleton
final class Bearers implements Identities {

    private static final String IN_CLUSTER = "kubernetes.default.svc";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Optional<TokensFile> file;
    private final Optional<Issuer> cluster;
    private final Optional<TokenReviews> reviews;
    private final Optional<String> clusterIssuer;
    private final Optional<Issuer> provider;
    private final People people;

    Bearers(AuthConfig config, ObjectMapper json, Clock clock) {
        AuthConfig.Kubernetes kubernetes = config.kubernetes();
        boolean isAsked = kubernetes.verify() == Verification.REVIEW;
        file = config.tokensFile().map(path -> new TokensFile(path, clock));
        cluster = kubernetes
                .issuer()
                .filter(issuer -> !isAsked)
                .map(issuer -> new Issuer(issuer, kubernetes.audience(), line(issuer, kubernetes), json, clock));
        clusterIssuer = kubernetes.issuer().map(URI::toString);
        reviews = isAsked
                ? Optional.of(new TokenReviews(
                        kubernetes.apiServer(), kubernetes.audience(), toApiServer(kubernetes), json, clock))
                : Optional.empty();
        provider = config.oidc()
                .issuer()
                .map(issuer -> new Issuer(
                        issuer, audience(config.oidc()), new Line(Optional.empty(), Optional.empty()), json, clock));
        people = new People(config.oidc().userClaim(), config.oidc().groupsClaim());
    }

    /**
     * Looks once at what has to be right from the start on.
     *
     * @throws IllegalArgumentException where it is not
     */
    void open() {
        file.ifPresent(TokensFile::open);
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }

    @Override
    public CompletionStage<Principal> whoseIs(String token) {
        return CompletableFuture.supplyAsync(() -> find(token), threads);
    }

    private Principal find(String token) {
        return file.flatMap(tokens -> tokens.whoseIs(token))
                .orElseGet(() -> ShownJwt.of(token)
                        .map(shown -> find(token, shown))
                        .orElseThrow(() -> Access.unauthenticated("this Headgate does not know the token")));
    }

    private Principal find(String token, JwtClaims shown) {
        if (provider.filter(issuer -> issuer.issued(shown)).isPresent()) {
            JwtClaims claims = provider.get().verify(token);
            people.requireAccess(claims.getClaimsMap());
            return people.of(claims.getClaimsMap());
        }
        if (cluster.filter(issuer -> issuer.issued(shown)).isPresent()) {
            return ServiceAccounts.of(cluster.get().verify(token).getClaimValueAsString("sub"));
        }
        return reviews.filter(asked -> clusterIssuer.equals(ShownJwt.issuer(shown)) || clusterIssuer.isEmpty())
                .map(asked -> asked.whoseIs(token, shown))
                .orElseThrow(Doubt::otherIssuer);
    }

    private static String audience(AuthConfig.Oidc oidc) {
        return oidc.audience().or(oidc::clientId).orElseThrow();
    }

    /** Headgate's own token is for the API server and nobody else, and so is its certificate authority. */
    private static Line line(URI issuer, AuthConfig.Kubernetes kubernetes) {
        String host = String.valueOf(issuer.getHost());
        boolean isApiServer = host.equals(kubernetes.apiServer().getHost())
                || host.equals(IN_CLUSTER)
                || host.startsWith(IN_CLUSTER + ".");
        return isApiServer ? toApiServer(kubernetes) : new Line(Optional.empty(), Optional.empty());
    }

    private static Line toApiServer(AuthConfig.Kubernetes kubernetes) {
        return new Line(
                Optional.of(kubernetes.caFile())
                        .filter(ca -> kubernetes.apiServer().getScheme().equals("https")),
                Optional.of(kubernetes.tokenFile()));
    }
}
