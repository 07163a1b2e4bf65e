package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.dev.EmbeddedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log of the packaged application while callers do their best to write lines of their own into it. */
@Tag("faults")
class LogLinesIT {

    private static final String FORGED = "2026-01-01 00:00:00,000 INFO  [dev.headgate] (main) forged";
    private static final String ESCAPED =
            "%0a" + FORGED.replace(" ", "%20").replace("[", "%5b").replace("]", "%5d") + "%1b%5b2J%e2%80%ae";

    @ParameterizedTest(name = "as JSON: {0}")
    @ValueSource(booleans = {true, false})
    void nobodyWritesALineOfHisOwnOrSteersTheTerminal(boolean json) throws SQLException, IOException {
        try (EmbeddedServer server = EmbeddedServer.start()) {
            Map<String, String> config = TestServer.store(server.create("store"));
            config.putAll(TestServer.target(
                    "orders", server.create("orders"), "filesystem:" + TestBundles.ORDERS.toAbsolutePath()));
            config.put("quarkus.log.console.json.enabled", String.valueOf(json));
            config.put("quarkus.http.access-log.enabled", "true");
            config.put("quarkus.http.access-log.pattern", "access %r %{i,User-Agent} %q");
            try (Headgate headgate = Headgate.start(config)) {
                headgate.post(
                                "/api/v1/targets/orders/ensure",
                                "{\"reason\":\"a\\n%s\\r\\n\\u2028%s\\u202e\"}".formatted(FORGED, FORGED))
                        .join();
                for (String path : new String[] {"/api/v1/targets/", "/gates/", "/api/v1/operations/", "/"}) {
                    headgate.asked(path + ESCAPED, HttpRequest.newBuilder().GET())
                            .join();
                    headgate.asked(path + ESCAPED, HttpRequest.newBuilder().DELETE())
                            .join();
                }
                raw(headgate, "GET /\u001b[2Jforged HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                raw(
                        headgate,
                        "GET /q/health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\nUser-Agent: \u001b[2J\t%s\r\n\r\n"
                                .formatted(FORGED));

                assertThat(headgate.log()).contains("access "); // what they said is in it
                assertThat(headgate.log().lines()).noneMatch(line -> line.startsWith("2026-01-01"));
                assertThat(headgate.log()).doesNotContain("\u001b", "\u202e", "\u2028", "\r");
                if (json) {
                    eachLineIsAnObject(headgate.log());
                }
            }
        }
    }

    /** And the operation's id is with all that was said of it, and the audit's rows are as they are in text. */
    private static void eachLineIsAnObject(String log) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : log.lines().toList()) {
            lines.add(mapper.readTree(line)); // which fails on anything else
        }
        JsonNode end = lines.stream()
                .filter(line -> line.path("message").asText().startsWith("operation ends"))
                .findFirst()
                .orElseThrow();
        String id = end.at("/keys/operation").asText();

        assertThat(end.at("/keys/target").asText()).isEqualTo("orders");
        assertThat(end.at("/keys/verb").asText()).isEqualTo("ensure");
        assertThat(end.at("/keys/to").asText()).isEqualTo("4");
        assertThat(end.at("/keys/ms").asText()).matches("\\d+");
        assertThat(end.path("level").asText()).isEqualTo("INFO");
        assertThat(lines)
                .filteredOn(line -> line.path("message").asText().startsWith("operation "))
                .allSatisfy(
                        line -> assertThat(line.at("/keys/operation").asText()).isEqualTo(id));
        assertThat(lines)
                .filteredOn(line -> line.has("hash"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.has("message")).isFalse());
    }

    private static void raw(Headgate headgate, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), headgate.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getInputStream().readAllBytes();
        }
    }
}
