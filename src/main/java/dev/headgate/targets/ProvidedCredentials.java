package dev.headgate.targets;

import io.agroal.api.security.SimplePassword;
import io.quarkus.credentials.CredentialsProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * User and password as Quarkus' credentials provider gives them, such as Vault; asked anew for every connection, so that
 * they may be short-lived.
 */
final class ProvidedCredentials extends SimplePassword {

    private static final List<String> KNOWN =
            List.of(CredentialsProvider.USER_PROPERTY_NAME, CredentialsProvider.PASSWORD_PROPERTY_NAME);

    private final CredentialsProvider provider;
    private final String name;
    private final Duration patience;

    /**
     * @param name of the credentials, as the provider knows them
     * @param patience how long it may take to give them
     */
    ProvidedCredentials(CredentialsProvider provider, String name, Duration patience) {
        super("");
        this.provider = provider;
        this.name = name;
        this.patience = patience;
    }

    @Override
    public String getWord() {
        return asProperties().getProperty(CredentialsProvider.PASSWORD_PROPERTY_NAME, "");
    }

    /**
     * @throws NoCredentials when the provider has none, or does not answer
     */
    @Override
    public Properties asProperties() {
        Map<String, String> given = given();
        Properties properties = new Properties();
        KNOWN.forEach(
                key -> Optional.ofNullable(given.get(key)).ifPresent(value -> properties.setProperty(key, value)));
        if (!properties.containsKey(CredentialsProvider.PASSWORD_PROPERTY_NAME)) {
            throw NoCredentials.provided("the credentials provider has no password under '%s'".formatted(name));
        }
        return properties;
    }

    private Map<String, String> given() {
        try {
            return Optional.ofNullable(
                            provider.getCredentialsAsync(name).await().atMost(patience))
                    .orElse(Map.of());
        } catch (RuntimeException e) { // each provider has its own
            throw NoCredentials.provided("the credentials provider gives nothing for '%s' (%s); see what it logs"
                    .formatted(name, e.getClass().getSimpleName()));
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "the credentials " + name;
    }
}
