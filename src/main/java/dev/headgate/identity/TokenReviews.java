package dev.headgate.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.security.Access;
import dev.headgate.security.Principal;
import dev.headgate.security.Remembered;
import dev.headgate.security.TokenHash;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.jose4j.jwt.JwtClaims;

/**
 * Asks the API server whose a token is (Kubernetes API reference, TokenReview). A yes counts for ten seconds: so long may one
 * that was taken back pass, and a waiting hook costs the API server little.
 */
final class TokenReviews {

    private static final Logger LOG = Logger.getLogger("dev.headgate");
    private static final Duration YES_COUNTS = Duration.ofSeconds(10);
    private static final int MOST = 1000;
    private static final String PATH = "/apis/authentication.k8s.io/v1/tokenreviews";

    private final URI uri;
    private final String audience;
    private final Line line;
    private final ObjectMapper json;
    private final Clock clock;
    private final Remembered<Principal> known;
    private volatile boolean told;

    TokenReviews(URI apiServer, String audience, Line line, ObjectMapper json, Clock clock) {
        this.uri = apiServer.resolve(PATH);
        this.audience = audience;
        this.line = line;
        this.json = json;
        this.clock = clock;
        this.known = new Remembered<>(MOST, YES_COUNTS, clock);
    }

    /**
     * @param shown what it says of itself, for a better sentence
     * @throws dev.headgate.migration.Refused unauthenticated, or unavailable
     */
    Principal whoseIs(String token, JwtClaims shown) {
        if (Doubt.hasExpired(shown, clock)) {
            throw Doubt.expired(shown);
        }
        String hash = TokenHash.of(token).hex();
        Optional<Principal> before = known.of(hash);
        if (before.isPresent()) {
            return before.get();
        }
        Principal principal = principal(ask(token));
        known.keep(hash, principal);
        return principal;
    }

    private Principal principal(JsonNode status) {
        if (!status.path("authenticated").asBoolean(false)) {
            throw Access.unauthenticated(
                    "the API server does not know the token, or not for the audience %s".formatted(audience));
        }
        boolean isForUs = StreamSupport.stream(status.path("audiences").spliterator(), false)
                .anyMatch(one -> one.asText().equals(audience)); // one that knows no audiences says nothing of them
        if (!isForUs) {
            throw Doubt.notFor(audience);
        }
        return ServiceAccounts.of(status.path("user").path("username").asText());
    }

    private JsonNode ask(String token) {
        try {
            HttpResponse<String> answer = line.post(
                    uri,
                    json.writeValueAsString(Map.of(
                            "apiVersion",
                            "authentication.k8s.io/v1",
                            "kind",
                            "TokenReview",
                            "spec",
                            Map.of("token", token, "audiences", List.of(audience)))));
            if (answer.statusCode() / 100 != 2) {
                throw new IOException(
                        answer.statusCode() == 403
                                ? "Headgate's service account may not make TokenReviews; bind it to the ClusterRole system:auth-delegator"
                                : "it answers " + answer.statusCode());
            }
            told = false;
            return json.readTree(answer.body()).path("status");
        } catch (IOException e) {
            if (!told) {
                told = true;
                LOG.warnf("the API server cannot be asked about tokens at %s: %s; it is tried again", uri, e);
            }
            throw Doubt.unavailable();
        }
    }
}
