package dev.headgate.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jose4j.http.SimpleResponse;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;

/**
 * One who issues tokens, known by the keys that it publishes (OpenID Connect Discovery 1.0, RFC 7517). They are fetched when
 * first needed, again every ten minutes, and when a token names a key that is not among them; while the issuer does not
 * answer, those that are there count.
 */
final class Issuer {

    private static final Logger LOG = Logger.getLogger("dev.headgate");
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration OVER_SILENCE = Duration.ofMinutes(1);
    private static final Duration BETWEEN = Duration.ofSeconds(2); // whatever keys tokens name
    private static final Duration BRAKE = Duration.ofSeconds(1); // nobody waits after one who has waited in vain
    private static final int LEEWAY_SECONDS = 30;
    private static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");
    private static final AlgorithmConstraints SIGNED =
            new AlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, ALGORITHMS.toArray(String[]::new));

    /** What it answered, of which only the body counts: how long the keys are kept is said here. */
    private record Published(int status, String body) implements SimpleResponse {

        @Override
        public int getStatusCode() {
            return status;
        }

        @Override
        public String getStatusMessage() {
            return "";
        }

        @Override
        public Collection<String> getHeaderNames() {
            return List.of();
        }

        @Override
        public List<String> getHeaderValues(String name) {
            return List.of();
        }

        @Override
        public String getBody() {
            return body;
        }
    }

    private final String issuer;
    private final String audience;
    private final Line line;
    private final ObjectMapper json;
    private final Clock clock;
    private final HttpsJwksVerificationKeyResolver keys;
    private volatile Instant again = Instant.MIN;
    private volatile boolean told;

    /**
     * @param issuer as tokens name it, to the letter
     * @param audience whom tokens have to be for
     */
    Issuer(URI issuer, String audience, Line line, ObjectMapper json, Clock clock) {
        this.issuer = issuer.toString();
        this.audience = audience;
        this.line = line;
        this.json = json;
        this.clock = clock;
        HttpsJwks published = new HttpsJwks(this.issuer);
        published.setSimpleHttpGet(ignored -> fetch());
        published.setDefaultCacheDuration(FRESH.toSeconds());
        published.setRetainCacheOnErrorDuration(OVER_SILENCE.toSeconds());
        published.setRefreshReprieveThreshold(BETWEEN.toMillis());
        this.keys = new HttpsJwksVerificationKeyResolver(published);
        this.keys.setDisambiguateWithVerifySignature(true);
    }

    boolean issued(JwtClaims shown) {
        return ShownJwt.issuer(shown).filter(issuer::equals).isPresent();
    }

    /**
     * What the token says, all of it verified. It blocks where keys have to be fetched.
     *
     * @throws dev.headgate.migration.Refused unauthenticated, or unavailable
     */
    JwtClaims verify(String token) {
        if (ShownJwt.algorithm(token).filter(ALGORITHMS::contains).isEmpty()) {
            throw Doubt.notSigned(); // no key is looked for
        }
        try {
            return new JwtConsumerBuilder()
                    .setVerificationKeyResolver(keys)
                    .setJwsAlgorithmConstraints(SIGNED)
                    .setExpectedIssuer(true, issuer)
                    .setExpectedAudience(true, audience)
                    .setRequireExpirationTime()
                    .setRequireSubject()
                    .setAllowedClockSkewInSeconds(LEEWAY_SECONDS)
                    .setEvaluationTime(NumericDate.fromSeconds(clock.instant().getEpochSecond()))
                    .build()
                    .processToClaims(token);
        } catch (InvalidJwtException e) {
            throw Doubt.about(e, audience);
        }
    }

    /** Where the keys are is asked each time: that may change too. */
    private SimpleResponse fetch() throws IOException {
        if (clock.instant().isBefore(again)) {
            throw new IOException("not again so soon");
        }
        try {
            JsonNode discovered = json.readTree(body(
                    URI.create((issuer.endsWith("/") ? issuer : issuer + "/") + ".well-known/openid-configuration")));
            if (!discovered.path("issuer").asText().equals(issuer)) {
                throw new IOException("it calls itself by another name");
            }
            String place = discovered.path("jwks_uri").asText();
            if (issuer.startsWith("https:") && !place.startsWith("https:")) {
                throw new IOException("its keys are at %s, where anybody could put others".formatted(place));
            }
            Published published = new Published(200, body(URI.create(place)));
            told = false;
            return published;
        } catch (IOException | IllegalArgumentException e) {
            again = clock.instant().plus(BRAKE);
            if (!told) {
                told = true;
                LOG.warnf("the keys of the issuer %s cannot be fetched: %s; it is tried again", issuer, e);
            }
            throw new IOException(e);
        }
    }

    private String body(URI uri) throws IOException {
        HttpResponse<String> answer = line.get(uri);
        if (answer.statusCode() != 200) {
            throw new IOException("%s answers %d".formatted(uri, answer.statusCode()));
        }
        return answer.body();
    }
}
