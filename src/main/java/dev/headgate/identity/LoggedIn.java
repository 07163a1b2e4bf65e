package dev.headgate.identity;

import dev.headgate.migration.Refused;
import dev.headgate.security.Access;
import dev.headgate.security.Identities;
import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Says who has logged in with a browser, by the ID token that quarkus-oidc has verified. */
@Singleton
final class LoggedIn implements SecurityIdentityAugmentor {

    private final People people;

    LoggedIn(AuthConfig config) {
        this.people = new People(config.oidc().userClaim(), config.oidc().groupsClaim());
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        Optional<IdTokenCredential> verified = Optional.ofNullable(identity.getCredential(IdTokenCredential.class));
        if (verified.isEmpty()) {
            return Uni.createFrom().item(identity);
        }
        try {
            return Uni.createFrom()
                    .item(QuarkusSecurityIdentity.builder(identity)
                            .addAttribute(
                                    Identities.ATTRIBUTE,
                                    ShownJwt.of(verified.get().getToken())
                                            .map(claims -> people.of(claims.getClaimsMap()))
                                            .orElseThrow(() -> Access.unauthenticated("the session has no ID token")))
                            .build());
        } catch (Refused refused) {
            return Uni.createFrom().failure(refused);
        }
    }
}
