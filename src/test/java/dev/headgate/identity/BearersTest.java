package dev.headgate.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.TestIssuer;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.security.Principal;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens of two issuers, a cluster's and one of people: what is right passes, and whatever is wrong is refused with its sentence. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BearersTest {

    private static final String HOOK = "system:serviceaccount:shop:hooks";
    private static final String AUDIENCE = "headgate";
    private static final String OTHER_KEY = "a key that its issuer does not have";
    private static final String OTHER_AUDIENCE = "not for the audience headgate";
    private static final String SIGNATURE = "signature is not that of its issuer";
    private static final String ALGORITHM = "in a way that is not taken";

    private final TestIssuer cluster = new TestIssuer().start();
    private final TestIssuer people = new TestIssuer().start();
    private final TestIssuer stranger = new TestIssuer().start();
    private final Bearers bearers = bearers(cluster, people, Map.of());

    @AfterAll
    void close() {
        Stream.of(cluster, people, stranger).forEach(TestIssuer::close);
        bearers.close();
    }

    @Test
    void aServiceAccountIsWhoItsClusterSays() {
        assertThat(whoseIs(cluster.token(HOOK, AUDIENCE).signed()))
                .isEqualTo(new Principal.ServiceAccount("shop", "hooks"));
    }

    @Test
    void aPersonIsWhoTheProviderSaysAndInTheGroupsThatItSays() {
        assertThat(whoseIs(people.token("ada-1", AUDIENCE)
                        .claim("email", "ada@example.org")
                        .claim("groups", List.of("operators", "staff"))
                        .signed()))
                .isEqualTo(new Principal.User("ada@example.org", Set.of("operators", "staff")));
    }

    @Test
    void clocksMayDifferALittle() {
        assertThat(whoseIs(cluster.token(HOOK, AUDIENCE)
                        .validFrom(10)
                        .validUntil(20)
                        .signed()))
                .isEqualTo(new Principal.ServiceAccount("shop", "hooks"));
    }

    Stream<Arguments> wrong() {
        return Stream.of(
                row("for another audience", () -> cluster.token(HOOK, "vault").signed(), OTHER_AUDIENCE),
                row(
                        "for nobody",
                        () -> cluster.token(HOOK, AUDIENCE).without("aud").signed(),
                        OTHER_AUDIENCE),
                row(
                        "expired",
                        () -> cluster.token(HOOK, AUDIENCE).validUntil(-60).signed(),
                        "goes on meanwhile"),
                row(
                        "for ever",
                        () -> cluster.token(HOOK, AUDIENCE).without("exp").signed(),
                        "would never expire"),
                row(
                        "not yet valid",
                        () -> cluster.token(HOOK, AUDIENCE).validFrom(60).signed(),
                        "not valid yet"),
                row("of another issuer", () -> stranger.token(HOOK, AUDIENCE).signed(), "issuer is not one"),
                row(
                        "of no issuer",
                        () -> cluster.token(HOOK, AUDIENCE).without("iss").signed(),
                        "issuer is not one"),
                row(
                        "of an issuer with a slash more",
                        () -> cluster.token(HOOK, AUDIENCE)
                                .claim("iss", cluster.uri() + "/")
                                .signed(),
                        "issuer is not one"),
                row("signed by another", () -> cluster.token(HOOK, AUDIENCE).signedBy(stranger), SIGNATURE),
                row(
                        "signed by another with that one's key",
                        () -> cluster.token(HOOK, AUDIENCE)
                                .keyId(stranger.key().getKeyId())
                                .signedBy(stranger),
                        OTHER_KEY),
                row(
                        "signed with an unknown key",
                        () -> cluster.token(HOOK, AUDIENCE).keyId("none").signed(),
                        OTHER_KEY),
                row("not signed", () -> cluster.token(HOOK, AUDIENCE).unsigned(), ALGORITHM),
                row(
                        "signed with what is public",
                        () -> cluster.token(HOOK, AUDIENCE).signedWithThePublicKey(),
                        ALGORITHM),
                row(
                        "changed after it was signed",
                        () -> cluster.token(HOOK, AUDIENCE).tamperedFor("system:serviceaccount:kube-system:admin"),
                        SIGNATURE),
                row("a node's", () -> cluster.token("system:node:one", AUDIENCE).signed(), "no service account's"),
                row(
                        "a person's that says to be a service account",
                        () -> people.token(HOOK, AUDIENCE).claim("email", HOOK).signed(),
                        "only a cluster may name"),
                row(
                        "a person's that says to be the cluster's",
                        () -> people.token(HOOK, AUDIENCE)
                                .claim("iss", cluster.uri().toString())
                                .signed(),
                        OTHER_KEY),
                row(
                        "a person's without a name",
                        () -> people.token("ada-1", AUDIENCE).signed(),
                        "no claim email"),
                row(
                        "a person's whose address nobody verified",
                        () -> people.token("ada-1", AUDIENCE)
                                .claim("email", "ada@example.org")
                                .claim("email_verified", false)
                                .signed(),
                        "not verified the e-mail address"),
                row(
                        "an ID token for the client",
                        () -> people.token("ada-1", TestIssuer.CLIENT)
                                .claim("email", "ada@example.org")
                                .signed(),
                        OTHER_AUDIENCE),
                row(
                        "an ID token that has the right audience too",
                        () -> people.token("ada-1", AUDIENCE)
                                .claim("email", "ada@example.org")
                                .claim("nonce", "n-1")
                                .signed(),
                        "an ID token"),
                row("no token at all", () -> "hello", "does not know the token"),
                row("no JSON", () -> "aGVsbG8.aGVsbG8.aGVsbG8", "does not know the token"));
    }

    @ParameterizedTest(name = "a token that is {0}")
    @MethodSource
    void wrong(String name, Supplier<String> token, String words) {
        Refusal refusal = refusal(bearers, token.get());

        assertThat(refusal.reason()).isEqualTo(Reason.UNAUTHENTICATED);
        assertThat(refusal.sentence()).contains(words);
    }

    @Test
    void keysMayRotateAndWhatWasSignedWithTheOldOnesIsOver() {
        try (TestIssuer rotating = new TestIssuer().start()) {
            Bearers own = bearers(rotating, people, Map.of());
            String old = rotating.token(HOOK, AUDIENCE).signed();
            assertThat(own.whoseIs(old).toCompletableFuture().join()).isNotNull();

            rotating.rotate();
            String fresh = rotating.token(HOOK, AUDIENCE).signed();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(own.whoseIs(fresh).toCompletableFuture()).succeedsWithin(Duration.ofSeconds(5)));
            assertThat(refusal(own, old).sentence()).contains(OTHER_KEY);
        }
    }

    @Test
    void manyUnknownKeysAreFewQuestions() {
        try (TestIssuer asked = new TestIssuer().start()) {
            Bearers own = bearers(asked, people, Map.of());
            for (int i = 0; i < 20; i++) {
                refusal(own, asked.token(HOOK, AUDIENCE).keyId("key-" + i).signed());
            }
            assertThat(asked.fetched()).isLessThan(10);
        }
    }

    @Test
    void anIssuerThatComesLateIsTriedAgain() {
        try (TestIssuer late = new TestIssuer()) {
            Bearers own = bearers(late, people, Map.of());
            String token = late.token(HOOK, AUDIENCE).signed();
            assertThat(refusal(own, token).reason()).isEqualTo(Reason.IDENTITY_UNAVAILABLE);

            late.start();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(own.whoseIs(token).toCompletableFuture()).succeedsWithin(Duration.ofSeconds(5)));
        }
    }

    @Test
    void knownKeysCountWhileTheIssuerIsSilent() {
        try (TestIssuer silent = new TestIssuer().start()) {
            Bearers own = bearers(silent, people, Map.of());
            own.whoseIs(silent.token(HOOK, AUDIENCE).signed())
                    .toCompletableFuture()
                    .join();
            silent.stop();

            assertThat(own.whoseIs(silent.token(HOOK, AUDIENCE).signed())
                            .toCompletableFuture()
                            .join())
                    .isNotNull();
        }
    }

    private static Arguments row(String name, Supplier<String> token, String words) {
        return Arguments.of(name, token, words);
    }

    private Principal whoseIs(String token) {
        return bearers.whoseIs(token).toCompletableFuture().join();
    }

    private static Refusal refusal(Bearers bearers, String token) {
        CompletionException thrown = catchThrowableOfType(
                CompletionException.class,
                () -> bearers.whoseIs(token).toCompletableFuture().join());
        return ((Refused) thrown.getCause()).refusal();
    }

    private static Bearers bearers(TestIssuer cluster, TestIssuer people, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(more);
        properties.put("headgate.auth.kubernetes.issuer", cluster.uri().toString());
        properties.put("headgate.auth.oidc.issuer", people.uri().toString());
        properties.put("headgate.auth.oidc.client-id", TestIssuer.CLIENT);
        properties.put("headgate.auth.oidc.audience", AUDIENCE);
        AuthConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(AuthConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(AuthConfig.class);
        return new Bearers(config, new ObjectMapper(), Clock.systemUTC());
    }
}
