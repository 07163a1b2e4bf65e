package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dev.EmbeddedServer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of {@code docs/roles.md}, asked by every role on its own target and on a foreign one. */
class RolesIT {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(GET|PUT|POST|DELETE) ([^ `]+)` \\| ([^|;]+)(?:; ([^|]+))? \\|$");
    private static final List<String> ROLES = List.of("viewer", "deployer", "operator", "admin");
    private static final Path PAGE = Path.of("docs/roles.md");

    private static EmbeddedServer server;
    private static Headgate usual;
    private static Headgate closed;
    private static final Map<String, String> DIGESTS = new HashMap<>();
    private static final Map<String, String> OPERATIONS = new HashMap<>();

    @TempDir
    private static Path folder;

    /** One who asks: a role on the target {@code own}, or nothing anywhere, or admin everywhere. */
    private record Asker(String name, Optional<String> role) {

        boolean isKnown() {
            return !name.equals("anonymous");
        }

        /** 401 and 403 are as good as no answer; anything else comes from behind the door. */
        int refusal(String needed, boolean own) {
            if (needed.equals("nothing")) {
                return 0;
            }
            if (!isKnown()) {
                return 401;
            }
            boolean may = name.equals("root")
                    || needed.startsWith("to be known")
                    || (needed.equals("admin of any target") && name.equals("admin"))
                    || (own
                            && ROLES.contains(needed)
                            && role.filter(has -> ROLES.indexOf(has) >= ROLES.indexOf(needed))
                                    .isPresent());
            return may ? 0 : 403;
        }
    }

    /** A row of the page. */
    private record Row(String method, String path, String needs, Optional<String> whenClosed) {

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @BeforeAll
    static void serve() throws IOException, SQLException {
        server = EmbeddedServer.start();
        System.setProperty(TestServer.PORT, String.valueOf(server.port()));
        System.setProperty(TestServer.BUNDLES, folder.toString());
        Files.createDirectories(folder.resolve("bundle"));
        Files.writeString(folder.resolve("bundle/V1__one.sql"), "CREATE TABLE one (id integer);");
        Files.writeString(folder.resolve("bundle/U1__one.sql"), "DROP TABLE one;");
        Map<String, String> config = new HashMap<>(TestServer.store(server.create("roles_store")));
        for (String target : List.of("own", "foreign")) {
            config.putAll(TestServer.target(target, server.create(target), "filesystem:" + folder.resolve("bundle")));
            config.put("headgate.targets." + target + ".schemas", "public");
            config.remove("headgate.targets." + target + ".adopt.marker");
            config.remove("headgate.targets." + target + ".adopt.at");
        }
        StringBuilder tokens = new StringBuilder("# name, hash\n");
        for (Asker asker : askers().filter(Asker::isKnown).toList()) {
            tokens.append(asker.name())
                    .append(" sha256:")
                    .append(hash(token(asker)))
                    .append('\n');
            String grant = "headgate.auth.grants." + asker.name();
            asker.role().ifPresent(role -> {
                config.put(grant + ".role", role);
                config.put(grant + ".targets", asker.name().equals("root") ? "*" : "own");
                config.put(grant + ".tokens", asker.name());
            });
        }
        config.put("headgate.auth.mode", "required");
        config.put(
                "headgate.auth.tokens-file",
                Files.writeString(folder.resolve("tokens"), tokens).toString());
        usual = Headgate.start(config);
        config.put("headgate.auth.gates", "closed");
        config.put("headgate.auth.health", "closed");
        closed = Headgate.launch(config);
        for (String target : List.of("own", "foreign")) {
            HttpResponse<String> ensured = ask(usual, "POST", "/api/v1/targets/" + target + "/ensure", "{}", "root");
            assertThat(ensured.statusCode()).as(ensured.body()).isEqualTo(200);
            OPERATIONS.put(target, found("\"id\":\"([^\"]+)\"", ensured.body()));
            DIGESTS.put(target, found("\"bundle\":\"([^\"]+)\"", ensured.body()));
        }
    }

    @AfterAll
    static void stop() throws IOException {
        closed.close();
        usual.close();
        server.close();
    }

    static Stream<Row> rows() {
        return ROW.matcher(TestBundles.read(PAGE))
                .results()
                .map(row -> new Row(row.group(1), row.group(2), row.group(3), Optional.ofNullable(row.group(4))));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatARequestTakesIsWhatThePageSays(Row row) {
        for (Asker asker : askers().toList()) {
            for (String target : List.of("own", "foreign")) {
                isAnswered(usual, row, asker, target, row.needs(), "{}");
            }
        }
    }

    static Stream<Row> closable() {
        return rows().filter(row ->
                row.whenClosed().filter(words -> words.contains("=closed")).isPresent());
    }

    @ParameterizedTest
    @MethodSource("closable")
    void whatIsOpenCanBeClosed(Row row) {
        String needed = row.whenClosed().orElseThrow().contains("of all targets") ? "of all targets" : "viewer";
        closed.awaitStatus("/q/health/ready", 401);
        for (Asker asker : askers().toList()) {
            isAnswered(closed, row, asker, "own", needed, "{}");
            isAnswered(closed, row, asker, "foreign", needed, "{}");
        }
    }

    @Test
    void whatIsRefusedIsInTheAuditAndShownToWhomItConcerns() {
        for (String target : List.of("own", "foreign")) {
            ask(usual, "POST", "/api/v1/targets/" + target + "/downgrade", "{}", "stranger");
            ask(usual, "GET", "/api/v1/targets/" + target, "{}", "nobody");
        }
        Awaitility.await()
                .until(() -> audited("root", "outcome=forbidden&principal=token:stranger&target=foreign")
                                .contains("POST /api/v1/targets/foreign/downgrade")
                        && audited("root", "outcome=unauthenticated&principal=anonymous&target=foreign")
                                .contains("GET /api/v1/targets/foreign"));

        assertThat(audited("admin", "principal=token:stranger&act=request"))
                .contains("\"target\":\"own\"")
                .doesNotContain("foreign");
    }

    @Test
    void everyRowIsALineOfTheLogTooByWhichItIsFoundUnchanged() {
        List<String> lines = usual.log()
                .lines()
                .filter(line -> line.startsWith("{\"number\""))
                .toList();
        assertThat(lines).anyMatch(line -> line.contains("\"act\":\"ensure\""));
        String hash = found("\"hash\":\"([^\"]+)\"", lines.getFirst());

        assertThat(ask(usual, "GET", "/api/v1/audit/verify?number=1&hash=" + hash, "{}", "root")
                        .statusCode())
                .isEqualTo(200);
        assertThat(ask(usual, "GET", "/api/v1/audit/verify?number=2&hash=" + hash, "{}", "root")
                        .statusCode())
                .isEqualTo(409);
    }

    private static String audited(String asker, String query) {
        return ask(usual, "GET", "/api/v1/audit?" + query, "{}", asker).body();
    }

    @Test
    void forceIsForAdminsOnly() {
        for (String verb : List.of("ensure", "upgrade", "stamp", "init")) {
            for (Asker asker : askers().toList()) {
                Row row = new Row("POST", "/api/v1/targets/{target}/" + verb, "admin", Optional.empty());
                isAnswered(usual, row, asker, "own", "admin", "{\"to\":\"1\",\"force\":true,\"reason\":\"to see\"}");
            }
        }
    }

    @Test
    void aPlanHasItsButtonForThoseWhoMayPressIt() {
        for (Asker asker : askers().filter(Asker::isKnown).toList()) {
            String plan = ask(usual, "GET", "/targets/own/plan?verb=downgrade&to=0", "", asker.name())
                    .body();
            boolean may = asker.refusal("operator", true) == 0;
            boolean sees = asker.refusal("viewer", true) == 0;

            assertThat(plan.contains("action=\"/targets/own/downgrade?verb=downgrade&amp;to=0\" method=\"post\""))
                    .as("%s: %s", asker.name(), plan)
                    .isEqualTo(may);
            assertThat(plan.contains("takes the role <b>operator</b> on own")).isEqualTo(sees && !may);
        }
    }

    @Test
    void everybodyIsShownWhatTheyMaySee() {
        for (String list : List.of("/api/v1/targets", "/api/v1/operations")) {
            assertThat(ask(usual, "GET", list, "", "root").body()).contains("\"own\"", "\"foreign\"");
            assertThat(ask(usual, "GET", list, "", "viewer").body())
                    .contains("\"own\"")
                    .doesNotContain("foreign");
            assertThat(ask(usual, "GET", list, "", "stranger").body()).doesNotContain("\"own\"", "foreign");
        }
        assertThat(ask(usual, "GET", "/api/v1/operations?target=foreign", "", "viewer")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void whatIsNotThereIsNotToldFromWhatIsForeign() {
        for (String path : List.of("/api/v1/targets/foreign", "/api/v1/targets/nobody")) {
            HttpResponse<String> answer = ask(usual, "GET", path, "", "viewer");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("urn:headgate:problem:forbidden", "token:viewer has no role on");
        }
        assertThat(ask(usual, "GET", "/api/v1/targets/nobody", "", "root").statusCode())
                .isEqualTo(404);
    }

    @Test
    void theLineOfAHookShowsThePodsToken() throws IOException {
        assertThat(hook("deployer").exitCode()).isZero();
        assertThat(hook("viewer").exitCode()).isEqualTo(22);
        assertThat(hook("viewer").output()).contains("token:viewer is viewer on own, and this needs deployer");
        assertThat(hook("nobody").output()).contains("urn:headgate:problem:unauthenticated");
    }

    @Test
    void whoHasShownNothingIsToldHowTo() {
        HttpResponse<String> answer = ask(usual, "GET", "/api/v1/targets", "", "anonymous");

        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"headgate\"");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("urn:headgate:problem:unauthenticated", "Authorization: Bearer");
    }

    private static Curl.Ended hook(String name) throws IOException {
        Path token = Files.writeString(folder.resolve("token-of-" + name), token(new Asker(name, Optional.empty())));
        return new Curl(usual.port(), token).runs("own/ensure");
    }

    private static void isAnswered(Headgate headgate, Row row, Asker asker, String target, String needed, String body) {
        String path = row.path()
                .replace("{target}", target)
                .replace("{digest}", DIGESTS.get(target))
                .replace("{id}", OPERATIONS.get(target))
                .replace("{probe}", "live")
                .replace("{verb}", "upgrade")
                .replace("{file}", "headgate.css")
                .replace("{version}", "0");
        HttpResponse<?> answer = path.startsWith("/live/")
                ? headgate.opened(path, request(row.method(), path, body, asker.name()))
                : ask(headgate, row.method(), path, body, asker.name());
        int refused = asker.refusal(needed, target.equals("own"));

        assertThat(answer.statusCode() == 401 || answer.statusCode() == 403 ? answer.statusCode() : 0)
                .as("%s of %s by %s: %s", row, target, asker.name(), answer.body())
                .isEqualTo(refused);
    }

    private static HttpResponse<String> ask(Headgate headgate, String method, String path, String body, String asker) {
        return headgate.asked(path, request(method, path, body, asker)).join();
    }

    private static HttpRequest.Builder request(String method, String path, String body, String asker) {
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .method(
                        method,
                        method.equals("POST")
                                ? HttpRequest.BodyPublishers.ofString(body)
                                : HttpRequest.BodyPublishers.noBody());
        if (method.equals("POST")) {
            request.header(
                    "Content-Type",
                    path.startsWith("/operations/") ? "application/x-www-form-urlencoded" : "application/json");
        }
        if (!asker.equals("anonymous")) {
            request.header("Authorization", "Bearer " + token(new Asker(asker, Optional.empty())));
        }
        return request;
    }

    private static Stream<Asker> askers() {
        return Stream.concat(
                Stream.of(
                        new Asker("anonymous", Optional.empty()),
                        new Asker("stranger", Optional.empty()),
                        new Asker("root", Optional.of("admin"))),
                ROLES.stream().map(role -> new Asker(role, Optional.of(role))));
    }

    private static String token(Asker asker) {
        return "headgate_%s-%s".formatted(asker.name(), Planted.STATIC_TOKEN.word());
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }
}
