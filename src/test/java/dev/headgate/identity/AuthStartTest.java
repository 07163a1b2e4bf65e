package dev.headgate.identity;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ways to show who one is, as they are configured. */
final class AuthStartTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kubernetes.issuer     | cluster                | headgate.auth.kubernetes.issuer is 'cluster'; allowed is a URL, such as https://
            kubernetes.api-server | tcp://10.0.0.1:6443    | headgate.auth.kubernetes.api-server is 'tcp://10.0.0.1:6443'; allowed is a URL
            oidc.issuer           | id.example.org         | headgate.auth.oidc.issuer is 'id.example.org'; allowed is a URL
            oidc.issuer           | http://id.example.org  | headgate.auth.oidc.issuer is 'http://id.example.org'; allowed is https
            oidc.issuer           | https://id.example.org | headgate.auth.oidc.issuer takes headgate.auth.oidc.audience for tokens of tools, or .client-id
            failures              | 0                      | headgate.auth.failures is 0; allowed is 1 and more
            """)
    void aWrongValueIsSaidBeforeAnybodyGoesByIt(String key, String value, String words) {
        AuthConfig config = new SmallRyeConfigBuilder()
                .withMapping(AuthConfig.class)
                .withSources(new PropertiesConfigSource(Map.of("headgate.auth." + key, value), "test", 100))
                .build()
                .getConfigMapping(AuthConfig.class);

        assertThatThrownBy(() -> new AuthStart(config).policy())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(words);
    }
}
