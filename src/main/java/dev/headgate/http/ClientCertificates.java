package dev.headgate.http;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;
import java.util.Locale;

/** Has the TLS server ask for its clients' certificates, as {@code headgate.tls.client-auth} says. */
@Singleton
final class ClientCertificates implements HttpServerOptionsCustomizer {

    private final TlsConfig config;

    ClientCertificates(TlsConfig config) {
        this.config = config;
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        ClientAuth wanted =
                switch (config.clientAuth()) {
                    case NONE -> ClientAuth.NONE;
                    case REQUEST -> ClientAuth.REQUEST;
                    case REQUIRED -> ClientAuth.REQUIRED;
                };
        if (wanted != ClientAuth.NONE && options.getTrustOptions() == null) {
            throw new ConfigurationException(
                    "headgate.tls.client-auth is '%s', which needs to know whom to trust: set quarkus.tls.trust-store.pem.certs to a file with the certificates of the authorities"
                            .formatted(wanted.name().toLowerCase(Locale.ROOT)));
        }
        options.setClientAuth(wanted);
    }
}
