package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dev.EmbeddedServer;
import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks, shown to the packaged application: by tokens of a cluster, of people and of a file, and by a log-in with a browser. */
@Tag("faults")
class AuthIT {

    private static final String HOOK = "system:serviceaccount:shop:hooks";
    private static final String AUDIENCE = "headgate";
    private static final String STATIC = "headgate_" + Planted.STATIC_TOKEN.word();
    private static final String TARGETS = "/api/v1/targets";

    @TempDir
    static Path folder;

    private static EmbeddedServer server;
    private static TestIssuer cluster;
    private static TestIssuer people;
    private static TestIssuer late;
    private static TestApiServer apiServer;
    private static Path tokens;
    private static Headgate headgate;
    private static Headgate reviewing;

    @BeforeAll
    static void serve() throws IOException, SQLException, GeneralSecurityException, InterruptedException {
        server = EmbeddedServer.start();
        cluster = new TestIssuer().start();
        people = new TestIssuer().start();
        late = new TestIssuer();
        apiServer = new TestApiServer(folder);
        tokens = write("tokens", "ci sha256:" + hash(STATIC));
        Map<String, String> config = new HashMap<>(TestServer.store(server.create("store")));
        config.putAll(TestServer.target(
                "fresh", server.create("fresh"), "filesystem:" + TestBundles.SAMPLE.toAbsolutePath()));
        config.put("headgate.auth.mode", "required");
        config.put("headgate.auth.tokens-file", tokens.toString());
        config.put("headgate.auth.oidc.client-id", TestIssuer.CLIENT);
        config.put(
                "headgate.auth.oidc.client-secret-file",
                write("client-secret", TestIssuer.SECRET).toString());
        config.put("headgate.auth.oidc.audience", AUDIENCE);
        grant(config, "hooks", "deployer", "service-accounts", "system:serviceaccount:shop:*");
        grant(config, "sre", "operator", "groups", "operators");
        grant(config, "ci", "viewer", "tokens", "ci");

        Map<String, String> byKeys = new HashMap<>(config);
        byKeys.put("headgate.auth.failures", "1000");
        byKeys.put("headgate.auth.kubernetes.issuer", cluster.uri().toString());
        byKeys.put("headgate.auth.oidc.issuer", people.uri().toString());
        headgate = Headgate.launch(byKeys);

        Map<String, String> byReview = new HashMap<>(config);
        byReview.put("headgate.auth.failures", "3");
        byReview.put("headgate.auth.kubernetes.verify", "review");
        byReview.put("headgate.auth.kubernetes.api-server", apiServer.uri().toString());
        byReview.put("headgate.auth.kubernetes.ca-file", apiServer.ca().toString());
        byReview.put("headgate.auth.kubernetes.token-file", apiServer.token().toString());
        byReview.put("headgate.auth.oidc.issuer", late.uri().toString());
        reviewing = Headgate.launch(byReview);
        headgate.awaitStatus("/q/health/ready", 200);
        reviewing.awaitStatus("/q/health/ready", 200);
    }

    @AfterAll
    static void stop() throws IOException {
        headgate.close();
        reviewing.close();
        apiServer.close();
        cluster.close();
        people.close();
        late.close();
        server.close();
    }

    @Test
    void aHookDoesItsWorkWithTheTokenOfItsPodAndWhatItSendsArrivesWhole() {
        HttpResponse<String> done = headgate.asked(
                        TARGETS + "/fresh/ensure",
                        HttpRequest.newBuilder()
                                .POST(HttpRequest.BodyPublishers.ofString("{\"to\":\"8\",\"reason\":\"a release\"}"))
                                .header("Content-Type", "application/json")
                                .header("Authorization", bearer(hook())))
                .join();

        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        assertThat(done.body()).contains("\"requestedBy\":\"" + HOOK + "\"", "\"reason\":\"a release\"");
    }

    @Test
    void eachIsShownWhoTheyAreAndWhatTheyMay() {
        assertThat(page(bearer(STATIC))).contains("token:ci", "viewer");
        assertThat(page(bearer(hook()))).contains(HOOK, "kubernetes", "deployer");
        assertThat(page(bearer(people.token("ada-1", AUDIENCE)
                        .claim("email", "<b>ada</b>@example.org")
                        .claim("groups", List.of("operators"))
                        .signed())))
                .contains("user:&lt;b&gt;ada&lt;/b&gt;@example.org", "oidc", "operator");
    }

    @Test
    void whatIsWrongIsRefusedWithASentenceAndNotedWithoutTheToken() {
        String wrong = cluster.token(HOOK, "vault").signed();
        HttpResponse<String> refused = ask(headgate, TARGETS, bearer(wrong));

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(refused.body())
                .contains("urn:headgate:problem:unauthenticated", "not for the audience headgate")
                .doesNotContain(wrong);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> headgate.log().contains("not for the audience headgate"));
        assertThat(headgate.log()).doesNotContain(signature(wrong));
        assertThat(ask(headgate, TARGETS, "Basic YWRhOnNlY3JldA==").body()).contains("Authorization is to be Bearer");
        assertThat(ask(headgate, TARGETS, bearer(cluster.token(HOOK, AUDIENCE).unsigned()))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void keysRotateWithoutARestart() {
        String old = hook();
        assertThat(ask(headgate, TARGETS, bearer(old)).statusCode()).isEqualTo(200);

        cluster.rotate();
        String fresh = hook();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> ask(headgate, TARGETS, bearer(fresh)).statusCode() == 200);
        assertThat(ask(headgate, TARGETS, bearer(old)).body()).contains("a key that its issuer does not have");
    }

    @Test
    void tokensOfAFileRotateWithoutARestart() throws IOException {
        String fresh = "headgate_newer-" + Planted.STATIC_TOKEN.word();
        Files.writeString(tokens, "ci sha256:%s\nci sha256:%s\n".formatted(hash(STATIC), hash(fresh)));

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> ask(headgate, TARGETS, bearer(fresh)).statusCode() == 200);
        assertThat(ask(headgate, TARGETS, bearer(STATIC)).statusCode()).isEqualTo(200);
    }

    @Test
    void aBrowserIsLedToTheProviderAndBackAndItsSessionReadsTheApi() throws IOException, InterruptedException {
        CookieManager cookies = new CookieManager();
        try (HttpClient browser = HttpClient.newBuilder().cookieHandler(cookies).build()) {
            HttpResponse<String> toLogIn = open(browser, here("/"));
            HttpResponse<String> toProvider = open(browser, here(location(toLogIn)));
            assertThat(location(toProvider))
                    .startsWith(people.uri() + "/authorize")
                    .contains("code_challenge_method=S256", "nonce=", "state=");
            String back = location(open(browser, URI.create(location(toProvider))));
            HttpResponse<String> in = open(browser, URI.create(back));
            assertThat(in.headers().allValues("Set-Cookie"))
                    .anyMatch(cookie -> cookie.startsWith("q_session")
                            && cookie.contains("HTTPOnly")
                            && cookie.contains("SameSite=Lax"));

            HttpResponse<String> page = open(browser, here("/"));
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("user:ada@example.org", "oidc", "operator", "/logout");
            assertThat(open(browser, here(TARGETS), "*/*").statusCode()).isEqualTo(200);

            assertThat(open(HttpClient.newHttpClient(), URI.create(back)).statusCode())
                    .as("the code and the state again, by somebody else")
                    .isNotEqualTo(200);
            List<HttpCookie> session = List.copyOf(cookies.getCookieStore().getCookies());
            browser.send(
                    HttpRequest.newBuilder(here("/logout"))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            assertThat(open(browser, here(TARGETS), "*/*").statusCode()).isEqualTo(401);
            assertThat(session).isNotEmpty();
            assertThat(headgate.log()).doesNotContain(TestIssuer.SECRET);
        }
    }

    @Test
    void aSessionThatSomebodyMadeUpIsNone() {
        HttpResponse<String> refused = headgate.asked(
                        TARGETS,
                        HttpRequest.newBuilder().GET().header("Cookie", "q_session_people=made-up|made-up|made-up"))
                .join();

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(401);
    }

    @Test
    void theApiServerIsAskedWhereKeysCannotBeHadAndRefusalsHaveALimit() {
        String known = cluster.token(HOOK, AUDIENCE).signed();
        apiServer.knows(HOOK, known);
        assertThat(ask(reviewing, TARGETS, bearer(known)).statusCode()).isEqualTo(200);
        int asked = apiServer.asked();
        assertThat(ask(reviewing, TARGETS, bearer(known)).statusCode()).isEqualTo(200);
        assertThat(apiServer.asked()).as("a yes is remembered").isEqualTo(asked);

        String ofTheLate =
                late.token("ada-1", AUDIENCE).claim("email", "ada@example.org").signed();
        HttpResponse<String> silent = ask(reviewing, TARGETS, bearer(ofTheLate));
        assertThat(silent.statusCode()).isEqualTo(503);
        assertThat(silent.body()).contains("identity-unavailable");
        late.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> ask(reviewing, TARGETS, bearer(ofTheLate)).statusCode() == 200);

        HttpResponse<String> limited = Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> ask(
                                reviewing,
                                TARGETS,
                                bearer(cluster.token("system:serviceaccount:shop:nobody", AUDIENCE)
                                        .signed())),
                        answer -> answer.statusCode() != 401);
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).isPresent();
        assertThat(limited.body()).contains("too-many-failures");
        assertThat(ask(reviewing, TARGETS, "Basic YWRhOnNlY3JldA==").statusCode())
                .as("what is no token counts as one that is wrong")
                .isEqualTo(429);
        assertThat(ask(reviewing, TARGETS, bearer(known)).statusCode())
                .as("what was right before passes from the same address")
                .isEqualTo(200);
    }

    @Test
    void itDoesNotStartWithPlainTokensAndSaysWhereTheyAreWithoutSayingThem() throws IOException, InterruptedException {
        Map<String, String> config = new HashMap<>(TestServer.store(server.url("store")));
        config.put("headgate.auth.mode", "required");
        config.put(
                "headgate.auth.tokens-file",
                write("plain", "# ours\nci headgate_plain-" + Planted.STATIC_TOKEN.word())
                        .toString());
        try (Headgate refusing = Headgate.launch(config)) {
            assertThat(refusing.exitCode()).isNotZero();
            assertThat(refusing.log())
                    .contains("plain, is wrong", "line 2", "sha256sum")
                    .doesNotContain("headgate_plain");
        }
    }

    private static void grant(Map<String, String> config, String name, String role, String kind, String names) {
        String prefix = "headgate.auth.grants." + name;
        config.put(prefix + ".role", role);
        config.put(prefix + ".targets", "*");
        config.put(prefix + "." + kind, names);
    }

    private static String hook() {
        return cluster.token(HOOK, AUDIENCE).signed();
    }

    private static String bearer(String token) {
        return "Bearer " + token;
    }

    private static String page(String authorization) {
        HttpResponse<String> page = ask(headgate, "/", authorization);
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return page.body();
    }

    private static HttpResponse<String> ask(Headgate headgate, String path, String authorization) {
        return headgate.asked(path, HttpRequest.newBuilder().GET().header("Authorization", authorization))
                .join();
    }

    private static HttpResponse<String> open(HttpClient browser, URI uri) throws IOException, InterruptedException {
        return open(browser, uri, "text/html");
    }

    private static HttpResponse<String> open(HttpClient browser, URI uri, String accept)
            throws IOException, InterruptedException {
        return browser.send(
                HttpRequest.newBuilder(uri).header("Accept", accept).GET().build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static URI here(String path) {
        return URI.create("http://localhost:" + headgate.port()).resolve(path);
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("Location")
                .orElseThrow(() -> new AssertionError(answer.statusCode() + " " + answer.body()));
    }

    private static String signature(String token) {
        return token.substring(token.lastIndexOf('.') + 1);
    }

    private static Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
