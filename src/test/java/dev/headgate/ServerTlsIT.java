package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application as a TLS server, by Quarkus' own keys and {@code headgate.tls}. Its store may be away. */
@Tag("faults")
class ServerTlsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60); // it starts slowly on a busy machine

    private final int port = Program.freePort();
    private Authority first;
    private Authority second;

    @TempDir
    Path folder;

    @BeforeEach
    void issue() throws Exception {
        first = new Authority(folder, "first");
        second = new Authority(folder, "second");
        first.issue("server", "localhost");
        first.issue("client", "shop");
        second.issue("server", "localhost");
        serve(first);
    }

    @Test
    void certificatesAreReloadedAndThoseOfClientsAreDemanded() throws Exception {
        Map<String, String> config = config();
        config.put("headgate.tls.client-auth", "required");
        config.put("quarkus.tls.trust-store.pem.certs", first.certificate().toString());
        config.put("quarkus.http.insecure-requests", "disabled");
        try (Headgate headgate = Headgate.launch(config)) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> status(first, Optional.of(first)) == 200);
            assertThatThrownBy(() -> status(first, Optional.empty())).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> status(second, Optional.of(first))).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> headgate.get("/q/health/live")).hasCauseInstanceOf(IOException.class);
            serve(second);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> status(second, Optional.of(first)) == 200);
            assertThatThrownBy(() -> status(first, Optional.of(first))).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> status(second, Optional.empty())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whoIsOnlyAskedMayComeWithout() throws Exception {
        Map<String, String> config = config();
        config.put("headgate.tls.client-auth", "request");
        config.put("quarkus.tls.trust-store.pem.certs", first.certificate().toString());
        try (Headgate headgate = Headgate.launch(config)) {
            headgate.awaitStatus("/q/health/live", 200);
            assertThat(status(first, Optional.empty())).isEqualTo(200);
            assertThat(status(first, Optional.of(first))).isEqualTo(200);
        }
    }

    @Test
    void toDemandCertificatesAndTrustNobodyStopsTheStart() throws Exception {
        Map<String, String> config = config();
        config.put("headgate.tls.client-auth", "required");
        try (Headgate refused = Headgate.launch(config)) {
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.log())
                    .contains("headgate.tls.client-auth is 'required'", "quarkus.tls.trust-store.pem.certs");
        }
    }

    private Map<String, String> config() {
        return new HashMap<>(Map.of(
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://localhost:1/none",
                "headgate.auth.mode",
                "none",
                "quarkus.http.ssl-port",
                String.valueOf(port),
                "quarkus.tls.key-store.pem.0.cert",
                folder.resolve("tls.crt").toString(),
                "quarkus.tls.key-store.pem.0.key",
                folder.resolve("tls.key").toString(),
                "quarkus.tls.reload-period",
                "1s"));
    }

    /** Puts the files there that the server is configured with. */
    private void serve(Authority authority) throws IOException {
        for (String kind : new String[] {".crt", ".key"}) {
            Files.copy(
                    authority.file("server" + kind), folder.resolve("tls" + kind), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** By a new connection, from who trusts the one and may have a certificate of the other. */
    private int status(Authority trusted, Optional<Authority> issuer) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore authorities = empty();
        authorities.setCertificateEntry("trusted", certificate(trusted.certificate()));
        trust.init(authorities);
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore keys = empty();
        if (issuer.isPresent()) {
            keys.setKeyEntry("own", key(issuer.get().file("client.key")), new char[0], new Certificate[] {
                certificate(issuer.get().file("client.crt"))
            });
        }
        own.init(keys, new char[0]);
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("https://localhost:%d/q/health/live".formatted(port)))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static KeyStore empty() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, new char[0]);
        return store;
    }

    private static Certificate certificate(Path file) throws Exception {
        try (InputStream stream = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(stream);
        }
    }

    private static PrivateKey key(Path file) throws Exception {
        String text = Files.readString(file).replaceAll("-----.*-----|\\s", "");
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
    }
}
