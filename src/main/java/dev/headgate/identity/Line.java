package dev.headgate.identity;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The way to a server that knows about tokens.
 *
 * @param ca whom to believe that it is this server; without it whomever Java believes
 * @param token what to show there
 */
record Line(Optional<Path> ca, Optional<Path> token) {

    /** An API server has its keys in the second form only, and answers 406 to whoever asks for the first alone. */
    private static final String ACCEPTED = "application/json, application/jwk-set+json";

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** The answer, whatever its status. */
    HttpResponse<String> get(URI uri) throws IOException {
        return send(HttpRequest.newBuilder(uri).GET());
    }

    HttpResponse<String> post(URI uri, String json) throws IOException {
        return send(HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Both files are read each time: they are replaced while Headgate runs, and it is asked once in a while. */
    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        request.timeout(ANSWER).header("Accept", ACCEPTED);
        if (token.isPresent()) {
            request.header("Authorization", "Bearer " + shown(token.get()));
        }
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(CONNECT).version(HttpClient.Version.HTTP_1_1);
        if (ca.isPresent()) {
            builder.sslContext(believing(ca.get()));
        }
        HttpClient client = builder.build();
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            client.shutdownNow();
        }
    }

    /** The client would quote in its exception what can be in no header. */
    private static String shown(Path token) throws IOException {
        String text = Files.readString(token).strip();
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IOException(token + " holds no token, which is one word");
        }
        return text;
    }

    private static SSLContext believing(Path ca) throws IOException {
        try (InputStream pem = Files.newInputStream(ca)) {
            KeyStore believed = KeyStore.getInstance("PKCS12");
            believed.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                believed.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(believed);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(ca + " holds no certificates that can be read", e);
        }
    }
}
