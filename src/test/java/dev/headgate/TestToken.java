package dev.headgate;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.Base64;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** A token that is right in everything until it is told otherwise. */
public final class TestToken {

    private final TestIssuer issuer;
    private final JwtClaims claims;
    private String keyId;

    TestToken(TestIssuer issuer, String subject, String audience) {
        this.issuer = issuer;
        this.claims = issuer.claims(subject, audience);
        this.keyId = issuer.key().getKeyId();
    }

    public TestToken claim(String name, Object value) {
        claims.setClaim(name, value);
        return this;
    }

    public TestToken without(String claim) {
        claims.unsetClaim(claim);
        return this;
    }

    /** Seconds from now. */
    public TestToken validFrom(long seconds) {
        claims.setNotBefore(NumericDate.fromSeconds(NumericDate.now().getValue() + seconds));
        return this;
    }

    /** Seconds from now. */
    public TestToken validUntil(long seconds) {
        claims.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() + seconds));
        return this;
    }

    public TestToken keyId(String id) {
        keyId = id;
        return this;
    }

    public String signed() {
        return signed(issuer.key().getPrivateKey(), AlgorithmIdentifiers.RSA_USING_SHA256);
    }

    /** Signed with another's key, under the name of this issuer's. */
    public String signedBy(TestIssuer other) {
        return signed(other.key().getPrivateKey(), AlgorithmIdentifiers.RSA_USING_SHA256);
    }

    public String unsigned() {
        return signed(null, AlgorithmIdentifiers.NONE);
    }

    /** As if what everybody knows were a secret: HS256 with the public key. */
    public String signedWithThePublicKey() {
        return signed(new HmacKey(issuer.key().getPublicKey().getEncoded()), AlgorithmIdentifiers.HMAC_SHA256);
    }

    /** Another subject put into a token that was signed. */
    public String tamperedFor(String subject) {
        String[] parts = signed().split("\\.", -1);
        claims.setSubject(subject);
        String payload = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.toJson().getBytes(StandardCharsets.UTF_8));
        return parts[0] + "." + payload + "." + parts[2];
    }

    private String signed(Key key, String algorithm) {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
            signature.setPayload(claims.toJson());
            signature.setKey(key);
            signature.setKeyIdHeaderValue(keyId);
            signature.setAlgorithmHeaderValue(algorithm);
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
