package dev.headgate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** An OpenID provider in the tests' own process: it signs with keys that it makes and rotates, and logs in whoever comes. */
public final class TestIssuer implements AutoCloseable {

    public static final String CLIENT = "headgate-dashboard";
    public static final String SECRET = Planted.SECRET_OF_THE_CLIENT_AT_THE_PROVIDER.word();

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a log-in at this provider asked for, until it is redeemed. */
    private record Asked(String nonce, String challenge, String redirect) {}

    private final int port;
    private final List<PublicJsonWebKey> keys = new CopyOnWriteArrayList<>();
    private final Map<String, Asked> codes = new ConcurrentHashMap<>();
    private final AtomicInteger fetched = new AtomicInteger();
    private Optional<HttpServer> server = Optional.empty();

    /** One that is not there yet. */
    public TestIssuer() {
        port = Program.freePort();
        rotate();
    }

    /** Opens its port. */
    public TestIssuer start() {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            http.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, discovery()));
            http.createContext("/keys", this::publish);
            http.createContext("/authorize", this::authorize);
            http.createContext("/token", this::redeem);
            http.start();
            server = Optional.of(http);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI uri() {
        return URI.create("http://localhost:" + port);
    }

    /** The key that it signs with. */
    public PublicJsonWebKey key() {
        return keys.getLast();
    }

    /** It signs with another key from now on; the one before is not published any more. */
    public void rotate() {
        try {
            PublicJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(UUID.randomUUID().toString());
            key.setUse("sig");
            keys.clear();
            keys.add(key);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How often its keys were fetched. */
    public int fetched() {
        return fetched.get();
    }

    /** A token of its own, to be made wrong. */
    public TestToken token(String subject, String audience) {
        return new TestToken(this, subject, audience);
    }

    @Override
    public void close() {
        stop();
    }

    /** Closes its port. */
    public void stop() {
        server.ifPresent(http -> http.stop(0));
        server = Optional.empty();
    }

    private String discovery() {
        return """
                {"issuer":"%1$s","jwks_uri":"%1$s/keys","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token",
                 "response_types_supported":["code"],"id_token_signing_alg_values_supported":["RS256"],
                 "code_challenge_methods_supported":["S256"]}
                """.formatted(uri());
    }

    /** Only as what they are, as Kubernetes' API server has it: with 406 for whoever wants plain JSON. */
    private void publish(HttpExchange exchange) throws IOException {
        String accepted = String.join(",", exchange.getRequestHeaders().getOrDefault("Accept", List.of("*/*")));
        if (!accepted.contains("application/jwk-set+json") && !accepted.contains("*/*")) {
            exchange.sendResponseHeaders(406, -1);
            exchange.close();
            return;
        }
        fetched.incrementAndGet();
        answer(exchange, new JsonWebKeySet(keys).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
    }

    /** Nobody is asked for a password: whoever comes is Ada. */
    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked = form(exchange.getRequestURI().getRawQuery());
        String code = UUID.randomUUID().toString();
        codes.put(code, new Asked(asked.get("nonce"), asked.get("code_challenge"), asked.get("redirect_uri")));
        exchange.getResponseHeaders()
                .add("Location", "%s?code=%s&state=%s".formatted(asked.get("redirect_uri"), code, asked.get("state")));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    /** A code counts once, for whoever asked for it, who is the client. */
    private void redeem(HttpExchange exchange) throws IOException {
        Map<String, String> sent = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Optional<Asked> asked = Optional.ofNullable(codes.remove(sent.getOrDefault("code", "")));
        boolean isRight = asked.filter(a -> a.redirect().equals(sent.get("redirect_uri"))
                        && a.challenge().equals(challenge(sent.getOrDefault("code_verifier", "")))
                        && isClient(exchange))
                .isPresent();
        if (!isRight) {
            byte[] no = "{\"error\":\"invalid_grant\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(400, no.length);
            exchange.getResponseBody().write(no);
            exchange.close();
            return;
        }
        String id = token("ada-1", CLIENT)
                .claim("email", "ada@example.org")
                .claim("groups", List.of("operators"))
                .claim("nonce", String.valueOf(asked.get().nonce()))
                .signed();
        answer(
                exchange,
                JSON.writeValueAsString(Map.of(
                        "id_token",
                        id,
                        "access_token",
                        token("ada-1", "others").signed(),
                        "token_type",
                        "Bearer",
                        "expires_in",
                        300)));
    }

    private static boolean isClient(HttpExchange exchange) {
        String basic =
                "Basic " + Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
        return basic.equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> form(String text) {
        return Pattern.compile("&")
                .splitAsStream(text)
                .map(part -> part.split("=", 2))
                .collect(Collectors.toMap(
                        part -> part[0],
                        part -> URLDecoder.decode(part[1], StandardCharsets.UTF_8),
                        (one, two) -> two));
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** What a token says that is right in everything. */
    JwtClaims claims(String subject, String audience) {
        JwtClaims claims = new JwtClaims();
        claims.setJwtId(Planted.SIGNED_TOKEN.word());
        claims.setIssuer(uri().toString());
        claims.setSubject(subject);
        claims.setAudience(audience);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(10);
        return claims;
    }
}
