package dev.headgate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** As much of a Kubernetes API server as answers TokenReviews, with a certificate authority of its own. */
final class TestApiServer implements AutoCloseable {

    static final String OWN_TOKEN = "the-token-of-headgates-own-service-account";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final HttpsServer server;
    private final Path ca;
    private final Path token;
    private final Map<String, String> known = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();

    TestApiServer(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
        Path store = folder.resolve("api-server.p12");
        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException(Files.readString(folder.resolve("keytool.log")));
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(store)) {
            keys.load(stream, PASSWORD);
        }
        byte[] certificate = keys.getCertificate(keys.aliases().nextElement()).getEncoded();
        ca = Files.writeString(
                folder.resolve("ca.crt"),
                "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                        .formatted(Base64.getMimeEncoder().encodeToString(certificate)));
        token = Files.writeString(folder.resolve("token"), OWN_TOKEN + "\n");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/apis/authentication.k8s.io/v1/tokenreviews", this::review);
        server.start();
    }

    URI uri() {
        return URI.create("https://localhost:" + server.getAddress().getPort());
    }

    Path ca() {
        return ca;
    }

    Path token() {
        return token;
    }

    /** From now on a token is known as somebody's, for the audience headgate. */
    void knows(String subject, String shown) {
        known.put(shown, subject);
    }

    int asked() {
        return asked.get();
    }

    private void review(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        JsonNode spec = JSON.readTree(exchange.getRequestBody()).path("spec");
        boolean mayAsk =
                ("Bearer " + OWN_TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        boolean isForHeadgate = spec.path("audiences").path(0).asText().equals("headgate");
        String subject = known.getOrDefault(spec.path("token").asText(), "");
        byte[] answer = JSON.writeValueAsString(Map.of(
                        "status",
                        subject.isEmpty() || !isForHeadgate
                                ? Map.of("authenticated", false, "error", "token lookup failed")
                                : Map.of(
                                        "authenticated",
                                        true,
                                        "audiences",
                                        List.of("headgate"),
                                        "user",
                                        Map.of("username", subject))))
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(mayAsk ? 201 : 403, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
