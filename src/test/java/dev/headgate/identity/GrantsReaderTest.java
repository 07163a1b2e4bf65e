package dev.headgate.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.migration.TargetName;
import dev.headgate.security.Grants;
import dev.headgate.security.Principal;
import dev.headgate.security.Role;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Grants as they are configured. */
final class GrantsReaderTest {

    private static final TargetName ORDERS = new TargetName("orders");

    @Test
    void aGrantIsARoleOnTargetsForThoseWhoAreNamed() {
        Grants grants = read(Map.of(
                "a.role", "deployer",
                "a.targets", "orders, shop-*",
                "a.service-accounts", "system:serviceaccount:shop:*",
                "a.users", "ada@example.org",
                "b.role", "admin",
                "b.targets", "*",
                "b.groups", "sre,dba",
                "b.tokens", "break-glass"));

        assertThat(grants.role(new Principal.ServiceAccount("shop", "hooks"), ORDERS))
                .contains(Role.DEPLOYER);
        assertThat(grants.role(new Principal.User("ada@example.org", Set.of()), new TargetName("shop-1")))
                .contains(Role.DEPLOYER);
        assertThat(grants.role(new Principal.User("ada@example.org", Set.of("dba")), ORDERS))
                .contains(Role.ADMIN);
        assertThat(grants.roleEverywhere(new Principal.Token("break-glass"))).contains(Role.ADMIN);
        assertThat(grants.roleEverywhere(new Principal.ServiceAccount("shop", "hooks")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a.targets          | Orders                     | grants.a.targets has 'Orders'; allowed are names of targets, such as orders or shop-*
            a.service-accounts | shop/hooks                 | grants.a.service-accounts has 'shop/hooks'; allowed are names such as system:serviceaccount:shop:hooks
            a.service-accounts | system:serviceaccount:*    | grants.a.service-accounts has 'system:serviceaccount:*'
            a.tokens           |                            | grants.a is for nobody; set .service-accounts, .users, .groups or .tokens
            a.role             | owner                      | owner
            """)
    void aWrongGrantIsSaidWithWhatIsAllowed(String key, String value, String words) {
        Map<String, String> grants = new HashMap<>(Map.of("a.role", "viewer", "a.targets", "orders", "a.tokens", "ci"));
        grants.put(key, value == null ? "" : value);

        assertThatThrownBy(() -> read(grants)).hasStackTraceContaining(words);
    }

    private static Grants read(Map<String, String> grants) {
        Map<String, String> properties = new HashMap<>();
        grants.forEach((key, value) -> properties.put("headgate.auth.grants." + key, value));
        return new GrantsReader()
                .read(new SmallRyeConfigBuilder()
                        .withMapping(AuthConfig.class)
                        .withSources(new PropertiesConfigSource(properties, "test", 100))
                        .build()
                        .getConfigMapping(AuthConfig.class));
    }
}
