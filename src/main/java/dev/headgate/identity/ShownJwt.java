package dev.headgate.identity;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.JoseException;

/** What a token says of itself before anything of it is verified: enough to know whom to ask, and nothing more. */
final class ShownJwt {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");
    private static final JwtConsumer UNVERIFIED = new JwtConsumerBuilder()
            .setSkipAllValidators()
            .setDisableRequireSignature()
            .setSkipSignatureVerification()
            .build();

    private ShownJwt() {}

    /** Nothing where it is no JWT at all. */
    static Optional<JwtClaims> of(String token) {
        if (!FORM.matcher(token).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(UNVERIFIED.processToClaims(token));
        } catch (InvalidJwtException e) {
            return Optional.empty();
        }
    }

    /** Who issued it, as it says. */
    static Optional<String> issuer(JwtClaims claims) {
        return Optional.ofNullable(claims.getClaimValueAsString("iss"));
    }

    /** How it is signed, as it says. */
    static Optional<String> algorithm(String token) {
        try {
            return Optional.ofNullable(
                    JsonWebStructure.fromCompactSerialization(token).getAlgorithmHeaderValue());
        } catch (JoseException e) {
            return Optional.empty();
        }
    }
}
