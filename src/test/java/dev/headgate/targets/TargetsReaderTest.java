package dev.headgate.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.headgate.migration.Adoption;
import dev.headgate.migration.Courtesy;
import dev.headgate.migration.LedgerName;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Version;
import dev.headgate.operation.BundleSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetsReaderTest {

    @Test
    void aTargetNeedsAUrlAndABundleOnly() {
        TargetsReader reader = read(Map.of());

        assertThat(reader.targets())
                .containsExactly(new Target(
                        new TargetName("a"),
                        List.of("public"),
                        new LedgerName("public", "flyway_schema_history"),
                        Optional.empty(),
                        Target.Mode.FULL,
                        Target.Environment.PRODUCTION,
                        false,
                        Target.OnAhead.COMPATIBLE,
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(60),
                        Target.Transaction.PER_REVISION,
                        Courtesy.DEFAULT));
        assertThat(reader.sources())
                .containsExactly(Map.entry(new TargetName("a"), new BundleSource.Place("classpath:db/a", false)));
    }

    @Test
    void everyValueIsTaken(@TempDir Path folder) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "secret");

        assertThat(read(Map.ofEntries(
                                Map.entry("jdbc-url", "jdbc:postgresql://db.example:5433/shop?sslmode=verify-full"),
                                Map.entry("username", "headgate"),
                                Map.entry("password-file", password.toString()),
                                Map.entry("schemas", "shop, stock"),
                                Map.entry("bundle", "filesystem:/scripts"),
                                Map.entry("ledger-schema", "history"),
                                Map.entry("ledger-table", "applied"),
                                Map.entry("adopt.marker", "shop.orders"),
                                Map.entry("adopt.at", "2.1"),
                                Map.entry("mode", "verify-only"),
                                Map.entry("environment", "development"),
                                Map.entry("downgrade-allowed", "true"),
                                Map.entry("on-ahead", "tolerate"),
                                Map.entry("wait-for-database", "90s"),
                                Map.entry("lock-wait", "1h30m"),
                                Map.entry("lock-timeout", "500ms"),
                                Map.entry("statement-timeout", "PT5M"),
                                Map.entry("lock-retries", "3"),
                                Map.entry("max-queued", "0"),
                                Map.entry("max-queued-for", "9s"),
                                Map.entry("transaction", "single"),
                                Map.entry("connect-timeout", "10")))
                        .targets())
                .containsExactly(new Target(
                        new TargetName("a"),
                        List.of("shop", "stock"),
                        new LedgerName("history", "applied"),
                        Optional.of(new Adoption("shop.orders", Version.of("2.1"))),
                        Target.Mode.VERIFY_ONLY,
                        Target.Environment.DEVELOPMENT,
                        true,
                        Target.OnAhead.TOLERATE,
                        Duration.ofSeconds(90),
                        Duration.ofMinutes(90),
                        Target.Transaction.SINGLE,
                        new Courtesy(Duration.ofMillis(500), Duration.ofMinutes(5), 3, 0, Duration.ofSeconds(9))));
    }

    @Test
    void aConfigurationWithoutTargetsIsAllowed() {
        assertThat(new TargetsReader(config(Map.of())).targets()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    # key             | value                                    | what is allowed
                    jdbc-url          | jdbc:mysql://db/shop                     | jdbc:postgresql://<host>:<port>/<database>
                    jdbc-url          | postgres://db/shop                       | jdbc:postgresql://<host>:<port>/<database>
                    jdbc-url          | jdbc:postgresql://db/shop?options=-c%20a | a URL without options=
                    bundle            | /scripts                                 | filesystem:<folder>, classpath:<folder> or stored
                    bundle            | filesystem:                              | filesystem:<folder>, classpath:<folder> or stored
                    bundle            | s3:bucket                                | filesystem:<folder>, classpath:<folder> or stored
                    schemas           | pg_catalog                               | one or more schemas of your own
                    schemas           | shop, pg_temp                            | one or more schemas of your own
                    schemas           | " "                                      | one or more schemas of your own
                    ledger-schema     | " "                                      | a name of 1 to 63 characters
                    ledger-table      | " "                                      | a name of 1 to 57 characters
                    lock-wait         | -5s                                      | 0s to 24h
                    lock-timeout      | 25h                                      | 0s to 24h
                    statement-timeout | 2d                                       | 0s to 24h
                    connect-timeout   | -1                                       | 0s to 24h
                    password-file     | /no/such/file                            | a file that can be read
                    # by type, so that SmallRye Config says it
                    mode              | ful                                      | full
                    mode              | ful                                      | verify-only
                    on-ahead          | maybe                                    | compatible,refuse,tolerate
                    lock-wait         | soon                                     | 500ms, 60s, 5m, 1h30m or 90d
                    lock-timeout      | 10 minutes                               | 500ms, 60s, 5m, 1h30m or 90d
                    statement-timeout | none                                     | 500ms, 60s, 5m, 1h30m or 90d
                    connect-timeout   | ' '                                      | 500ms, 60s, 5m, 1h30m or 90d
                    downgrade-allowed | perhaps                                  | true and false
                    """)
    void aWrongValueIsNamedWithItsKeyAndWhatIsAllowed(String key, String value, String allowed) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .hasMessageContaining("headgate.targets.a.")
                .hasMessageContaining(key)
                .message()
                .containsAnyOf(value, "PT-5S", "PT25H", "PT48H", "PT-1S")
                .contains(allowed);
    }

    @Test
    void aWrongAdoptionIsNamedWithItsKeyAndWhatIsAllowed() {
        assertThatThrownBy(() -> read(Map.of("adopt.marker", "a.b.c", "adopt.at", "1")))
                .hasMessageContaining(
                        "headgate.targets.a.adopt.marker is 'a.b.c'; allowed is a relation, such as shop.orders");
        assertThatThrownBy(() -> read(Map.of("adopt.marker", "a.b", "adopt.at", "head")))
                .hasMessageContaining("headgate.targets.a.adopt.at: 'head' is not a version; write numbers");
    }

    @ParameterizedTest
    @CsvSource({"adopt.marker, shop.orders", "adopt.at, 1"})
    void halfAnAdoptionIsRefused(String key, String value) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .hasMessageContaining(
                        "headgate.targets.a.adopt.marker and .adopt.at go together; allowed is both or neither");
    }

    @Test
    void aNameThatIsNoDnsLabelIsRefused() {
        assertThatThrownBy(() -> new TargetsReader(config(Map.of(
                        "headgate.targets.Orders.jdbc-url", "jdbc:postgresql://db/a",
                        "headgate.targets.Orders.bundle", "classpath:a"))))
                .hasMessageContaining(
                        "headgate.targets.Orders: 'Orders' is not a target's name; it is 1 to 63 lower-case");
    }

    @Test
    void aPasswordAndAPasswordFileExcludeEachOther(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "secret");

        assertThatThrownBy(() -> read(Map.of("password", "geheim", "password-file", file.toString())))
                .hasMessageContaining(
                        "several of headgate.targets.a.password, .password-file, .credentials-file and .credentials-provider are set; allowed is one of them")
                .message()
                .doesNotContain("geheim");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://headgate:geheim@db/shop",
                "jdbc:postgresql://headgate:ge/geheim@db/shop",
                "jdbc:postgresql://headgate:ge?geheim@db/shop",
                "jdbc:postgresql://db/shop?user=geheim",
                "jdbc:postgresql://db/shop?user=headgate&password=geheim",
                "jdbc:postgresql://db/shop?PASSWORD=geheim",
                "jdbc:postgresql://db/shop?sslpassword=geheim",
                "postgres://headgate:geheim@db/shop",
                "postgres://headgate:ge/geheim@db/shop",
            })
    void aPasswordInsideTheUrlIsRefusedAndNotPrinted(String url) {
        assertThatThrownBy(() -> read(Map.of("jdbc-url", url)))
                .hasMessageContaining(
                        "headgate.targets.a.jdbc-url holds a user or a password (not shown); put them into .username and .password-file")
                .message()
                .doesNotContain("geheim");
    }

    @Test
    void allThatIsWrongIsListedAtOnce() {
        Map<String, String> properties = new TreeMap<>(good("a"));
        properties.putAll(good("b"));
        properties.put("headgate.targets.a.jdbc-url", "jdbc:mysql://db/shop");
        properties.put("headgate.targets.a.bundle", "scripts");
        properties.put("headgate.targets.a.lock-wait", "25h");
        properties.put("headgate.targets.b.schemas", "pg_toast");
        properties.put("headgate.targets.b.adopt.at", "1");

        assertThat(catchThrowable(() -> new TargetsReader(config(properties)))
                        .getMessage()
                        .lines())
                .hasSize(6)
                .first()
                .isEqualTo("the configuration of targets is wrong:");
    }

    @Test
    void aMissingUrlAndAMissingBundleAreNamed() {
        assertThatThrownBy(() -> config(Map.of("headgate.targets.a.username", "headgate")))
                .hasMessageContaining("headgate.targets.a.jdbc-url is required")
                .hasMessageContaining("headgate.targets.a.bundle is required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbcurl", "adopt.mark", "transaction-mode"})
    void anUnknownKeyIsNamed(String key) {
        assertThatThrownBy(() -> read(Map.of(key, "x"))).hasMessageContaining("headgate.targets.a." + key);
    }

    @Test
    void targetsThatShareALedgerButNotABundleAreTold() {
        Map<String, String> both = new HashMap<>(good("a"));
        both.putAll(good("b"));
        both.put("headgate.targets.b.jdbc-url", both.get("headgate.targets.a.jdbc-url") + "?sslmode=require");
        both.put("headgate.targets.b.bundle", both.get("headgate.targets.a.bundle"));
        assertThat(new TargetsReader(config(both)).sharedLedgers()).isEmpty();

        both.put("headgate.targets.b.bundle", "classpath:db/other");
        assertThat(new TargetsReader(config(both)).sharedLedgers())
                .singleElement()
                .asString()
                .contains("public.flyway_schema_history", "[a, b]");
    }

    @Test
    void variablesThatReachNoTargetAreTold() {
        assertThat(TargetsReader.unread(
                        Set.of("HEADGATE_TARGETS_A_MODE", "HEADGATE_TARGETS_MY_SHOP_BUNDLE", "PATH"),
                        read(Map.of()).targets()))
                .containsExactly("HEADGATE_TARGETS_MY_SHOP_BUNDLE");
    }

    private static TargetsReader read(Map<String, String> values) {
        Map<String, String> properties = new TreeMap<>(good("a"));
        values.forEach((key, value) -> properties.put("headgate.targets.a." + key, value));
        return new TargetsReader(config(properties));
    }

    private static Map<String, String> good(String target) {
        return Map.of(
                "headgate.targets." + target + ".jdbc-url", "jdbc:postgresql://db/" + target,
                "headgate.targets." + target + ".bundle", "classpath:db/" + target);
    }

    /** As Quarkus builds it, with the converters that it brings. */
    private static TargetsConfig config(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(TargetsConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(TargetsConfig.class);
    }
}
