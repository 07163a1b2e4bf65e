package dev.headgate;

import dev.headgate.dev.EmbeddedServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A PostgreSQL server for a test run, with a store and a database for each scenario; every scenario finds its database
 * under one target per bundle, as successive releases would.
 */
public final class TestServer implements QuarkusTestResourceLifecycleManager {

    /** Where the server's port is told to the tests. */
    static final String PORT = "headgate.test.port";

    /** Where the folder of bundles is told to the tests. */
    static final String BUNDLES = "headgate.test.bundles";

    private final EmbeddedServer server = EmbeddedServer.start();
    private final Map<String, String> config = new TreeMap<>();
    private final ServerSocket silence;
    private final Path folder;

    public TestServer() {
        try {
            silence = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            folder = Files.createTempDirectory("headgate-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, String> start() {
        System.setProperty(PORT, String.valueOf(server.port()));
        System.setProperty(BUNDLES, folder.toString());
        Map<String, Path> bundles = new TestBundles(folder).write();
        try {
            config.putAll(store(server.create("store")));
            for (String scenario : Scenario.ALL) {
                String url = server.create(scenario);
                new TreeMap<>(bundles).forEach((bundle, path) -> target(scenario + "-" + bundle, url, path));
                target(scenario + "-tolerant", url, TestBundles.SAMPLE.toAbsolutePath());
                set(scenario + "-tolerant", "on-ahead", "tolerate");
            }
            for (String pushed : List.of("pushed", "pushed-along", "pushed-over", "pushed-edited", "sent")) {
                config.putAll(target(pushed, server.create(pushed), "stored"));
            }
            for (Path folders : List.of(ScenarioFolder.ALL, ScenarioFolder.BAD)) {
                for (ScenarioFolder scenario : ScenarioFolder.in(folders)) {
                    scenario(scenario, server.create(scenario.name()));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        odd("no-server", "jdbc:postgresql://localhost:1/none");
        set("no-server", "wait-for-database", "1s");
        odd("silent", "jdbc:postgresql://localhost:%d/none".formatted(silence.getLocalPort()));
        set("silent", "wait-for-database", "1s");
        odd("no-database", server.url("no_such_database"));
        odd("locked", server.url("locked"));
        set("locked", "lock-wait", "300ms");
        set("locked", "lock-timeout", "200ms");
        set("locked", "lock-retries", "1");
        odd("verified", server.url("verified"));
        set("verified", "mode", "verify-only");
        odd("starting", server.url("gates-dev"));
        set("starting", "environment", "development");
        odd("starting-elsewhere", server.url("gates-dev"));
        set("starting-elsewhere", "environment", "development");
        set("starting-elsewhere", "mode", "verify-only");
        config.put("headgate.gate.refresh", "2s");
        odd("one-way", server.url("one-way"));
        config.putAll(target("bundleless", server.url("gates-empty"), "stored"));
        set("one-way", "downgrade-allowed", "false");
        hideSecrets();
        return config;
    }

    @Override
    public void stop() {
        try {
            silence.close();
            Traces.stop(server);
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a database of the server is, from the tests' side of the class loaders. */
    static String url(String database) {
        return "jdbc:postgresql://localhost:%s/%s".formatted(System.getProperty(PORT), database);
    }

    /** What the store is configured with, for whoever starts a process of his own; targets may be added. */
    public static Map<String, String> store(String url) {
        return new HashMap<>(Map.of(
                "quarkus.datasource.jdbc.url",
                url,
                "quarkus.datasource.username",
                EmbeddedServer.USER,
                "quarkus.datasource.password",
                Planted.STORE_PASSWORD.word(),
                "headgate.auth.mode",
                "none", // who may do what is the topic of few tests
                "quarkus.log.console.json.enabled",
                "false"));
    }

    /** What a target is configured with, for whoever starts a process of his own. */
    public static Map<String, String> target(String name, String url, String bundle) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (List<String> entry : List.of(
                List.of("jdbc-url", url),
                List.of("username", EmbeddedServer.USER),
                List.of("password", Planted.TARGET_PASSWORD.word()),
                List.of("schemas", schemas(bundle)),
                List.of("bundle", bundle),
                List.of("adopt.marker", "hosted_model_inference.endpoints"),
                List.of("adopt.at", "1"),
                List.of("downgrade-allowed", "true"))) {
            properties.put("headgate.targets.%s.%s".formatted(name, entry.getFirst()), entry.getLast());
        }
        return properties;
    }

    /** What is returned becomes a command line, which the test framework prints. */
    private void hideSecrets() {
        Properties secrets = new Properties();
        config.forEach((key, value) -> {
            if (value.startsWith(Planted.MARK)) {
                secrets.setProperty(key, value);
            }
        });
        config.keySet().removeAll(secrets.keySet());
        Path file = folder.resolve("secrets.properties");
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            secrets.store(writer, "for a test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        config.put("quarkus.config.locations", file.toUri().toString());
    }

    private static String schemas(String bundle) {
        return bundle.endsWith("conductor")
                ? "public"
                : bundle.endsWith("orders") ? "shop" : "hosted_model_inference,model";
    }

    private void target(String name, String url, Path bundle) {
        config.putAll(target(name, url, "filesystem:" + bundle));
    }

    private void scenario(ScenarioFolder scenario, String url) {
        set(scenario.name(), "jdbc-url", url);
        set(scenario.name(), "username", EmbeddedServer.USER);
        set(scenario.name(), "bundle", "filesystem:" + scenario.bundle());
        scenario.properties().forEach((key, value) -> set(scenario.name(), key, value));
    }

    private void odd(String name, String url) {
        target(name, url, TestBundles.SAMPLE.toAbsolutePath());
    }

    private void set(String name, String key, String value) {
        config.put("headgate.targets.%s.%s".formatted(name, key), value);
    }
}
