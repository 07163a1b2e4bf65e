package dev.headgate.targets;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import io.quarkus.arc.Unremovable;
import io.quarkus.credentials.CredentialsProvider;
import io.quarkus.credentials.runtime.CredentialsProviderFinder;
import jakarta.inject.Named;
import jakarta.inject.Qualifier;
import jakarta.inject.Singleton;
import java.lang.annotation.Retention;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The store's password of {@code headgate.store.password-file}, for Quarkus' own pool. The credentials that the file is
 * not are those of the only other provider, as if this one were not there.
 */
@Singleton
@Named(StoreCredentials.NAME)
@StoreCredentials.NotByDefault
@Unremovable // Quarkus looks it up by its name
public final class StoreCredentials implements CredentialsProvider {

    static final String NAME = "headgate-store";

    private final Optional<PasswordFile> file;
    private final Optional<String> path;

    StoreCredentials(StoreConfig config) {
        file = config.passwordFile().map(PasswordFile::new);
        path = config.passwordFile().map(Path::toString);
    }

    @Override
    public Map<String, String> getCredentials(String name) {
        return path.equals(Optional.of(name))
                ? Map.of(PASSWORD_PROPERTY_NAME, file.orElseThrow().getWord())
                : other(null).getCredentialsAsync(name).await().indefinitely();
    }

    private static CredentialsProvider other(@Nullable String none) {
        return CredentialsProviderFinder.find(none);
    }

    /** So that it is not taken where somebody asks for the one provider that there is. */
    @Qualifier
    @Retention(RUNTIME)
    @interface NotByDefault {}
}
