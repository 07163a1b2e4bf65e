package dev.headgate.targets;

import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How the store is connected to, by Quarkus' keys and ours. */
@Singleton
public final class StoreConnection {

    private static final String FILE = "headgate.store.password-file";
    private static final String PASSWORD = "quarkus.datasource.password";

    private final StoreConfig config;
    private final Optional<String> url;
    private final Optional<String> sslMode;
    private final boolean password;

    StoreConnection(
            StoreConfig config,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") Optional<String> url,
            @ConfigProperty(name = "quarkus.datasource.jdbc.additional-jdbc-properties.sslmode")
                    Optional<String> sslMode,
            @ConfigProperty(name = PASSWORD) Optional<String> password) {
        this.config = config;
        this.url = url;
        this.sslMode = sslMode;
        this.password = password.isPresent();
    }

    /** Whether nobody can listen, and nobody else can answer. */
    public boolean isVerified() {
        return Encryption.isVerified(url.orElse(""), sslMode);
    }

    /** What cannot be meant, as a sentence with the key and what is allowed. */
    public Optional<String> contradiction() {
        return config.passwordFile()
                .flatMap(file -> password
                        ? Optional.of("%s and %s are both set; allowed is one of them".formatted(FILE, PASSWORD))
                        : Files.isReadable(file)
                                ? Optional.empty()
                                : Optional.of("%s is '%s'; allowed is a file that can be read".formatted(FILE, file)));
    }
}
