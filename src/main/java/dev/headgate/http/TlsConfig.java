package dev.headgate.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What Headgate adds to Quarkus' own keys for its server's TLS, {@code quarkus.http} and {@code quarkus.tls}. */
@ConfigMapping(prefix = "headgate.tls")
public interface TlsConfig {

    /** Whether who connects by TLS shows a certificate. Quarkus' own key for it is fixed when Headgate is built. */
    @WithDefault("none")
    ClientAuth clientAuth();

    /** Who shows a certificate. */
    enum ClientAuth {
        /** Nobody. */
        NONE,
        /** Who has one that the trust store vouches for. */
        REQUEST,
        /** Everybody, or there is no connection. */
        REQUIRED
    }
}
