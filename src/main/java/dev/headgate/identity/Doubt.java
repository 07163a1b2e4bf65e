package dev.headgate.identity;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.security.Access;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.InvalidJwtSignatureException;
import org.jose4j.lang.UnresolvableKeyException;

/** What is wrong with a token, in a sentence for whoever sent it. None holds anything of the token but its dates. */
final class Doubt {

    private Doubt() {}

    /** Why a token was not taken. */
    static Refused about(InvalidJwtException thrown, String audience) {
        Optional<UnresolvableKeyException> key = cause(thrown, UnresolvableKeyException.class);
        if (key.isPresent()) {
            return key.get().getCause() == null
                    ? Access.unauthenticated(
                            "the token is signed with a key that its issuer does not have, or has no more")
                    : unavailable();
        }
        if (thrown instanceof InvalidJwtSignatureException || thrown.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
            return Access.unauthenticated("the token's signature is not that of its issuer");
        }
        if (thrown.hasExpired()) {
            return expired(thrown.getJwtContext().getJwtClaims());
        }
        if (thrown.hasErrorCode(ErrorCodes.NOT_YET_VALID)) {
            return Access.unauthenticated("the token is not valid yet");
        }
        if (thrown.hasErrorCode(ErrorCodes.AUDIENCE_INVALID) || thrown.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
            return notFor(audience);
        }
        if (thrown.hasErrorCode(ErrorCodes.ISSUER_INVALID) || thrown.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
            return otherIssuer();
        }
        if (thrown.hasErrorCode(ErrorCodes.EXPIRATION_MISSING)) {
            return Access.unauthenticated("the token would never expire");
        }
        return Access.unauthenticated("the token is malformed");
    }

    static Refused notSigned() {
        return Access.unauthenticated(
                "the token is not signed, or in a way that is not taken; allowed are RS256, PS256, ES256, EdDSA and their longer kin");
    }

    static Refused expired(JwtClaims claims) {
        return Access.unauthenticated(
                "the token expired%s; what was begun with it goes on meanwhile, so ask for it again with a fresh one"
                        .formatted(expiry(claims).map(at -> " at " + at).orElse("")));
    }

    /** Whether it says so itself. */
    static boolean hasExpired(JwtClaims claims, Clock clock) {
        return expiry(claims).filter(at -> at.isBefore(clock.instant())).isPresent();
    }

    static Refused notFor(String audience) {
        return Access.unauthenticated(
                "the token is not for the audience " + audience + "; have one issued that names it");
    }

    static Refused otherIssuer() {
        return Access.unauthenticated("the token's issuer is not one that this Headgate is configured with");
    }

    /** Whoever would know does not answer. */
    static Refused unavailable() {
        return Refusal.of(
                        Reason.IDENTITY_UNAVAILABLE,
                        "whoever issued the token cannot be asked about it now; its issuer or the API server does not answer. Try again")
                .thrown();
    }

    private static Optional<Instant> expiry(JwtClaims claims) {
        try {
            return Optional.ofNullable(claims.getExpirationTime()).map(at -> Instant.ofEpochSecond(at.getValue()));
        } catch (MalformedClaimException | DateTimeException e) { // such as a year that no calendar has
            return Optional.empty();
        }
    }

    private static <T extends Throwable> Optional<T> cause(Throwable thrown, Class<T> kind) {
        return Stream.iterate(thrown, t -> t != null, Throwable::getCause)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }
}
