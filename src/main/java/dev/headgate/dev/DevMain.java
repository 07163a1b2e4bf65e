package dev.headgate.dev;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * Where the dev profile begins: an embedded PostgreSQL for the store and two sample targets, unless a store is configured.
 * Every other profile begins in Quarkus' own main, and the packaged forms lack the embedded server.
 */
@QuarkusMain(name = "dev")
public final class DevMain {

    private static final Logger LOG = Logger.getLogger("dev.headgate");
    private static final String STORE = "quarkus.datasource.jdbc.url";
    private static final String SAMPLE = "headgate.targets.model-engine.";
    private static final String PUSHED = "headgate.targets.orders.";

    public static void main(String... args) throws SQLException {
        Config config = ConfigProvider.getConfig();
        if (config.getOptionalValue(STORE, String.class).isEmpty()) {
            // It stays when the application is reloaded: the properties outlive that, and so does the server.
            EmbeddedServer server = EmbeddedServer.start();
            configure(Map.of(STORE, server.create("headgate"), "quarkus.datasource.username", EmbeddedServer.USER));
            if (!hasTargets(config)) {
                configure(sample(server.create("model_engine")));
                configure(pushed(server.create("orders")));
            }
            LOG.infof(
                    "embedded PostgreSQL: psql -h localhost -p %d -U %s model_engine",
                    server.port(), EmbeddedServer.USER);
        }
        Quarkus.run(args);
    }

    private static Map<String, String> sample(String url) {
        return Map.of(
                SAMPLE + "jdbc-url", url,
                SAMPLE + "username", EmbeddedServer.USER,
                SAMPLE + "schemas", "hosted_model_inference,model",
                SAMPLE + "bundle", "classpath:db/sample/model-engine",
                SAMPLE + "adopt.marker", "hosted_model_inference.endpoints",
                SAMPLE + "adopt.at", "1",
                SAMPLE + "downgrade-allowed", "true");
    }

    /** It has no bundle until somebody pushes one. */
    private static Map<String, String> pushed(String url) {
        return Map.of(
                PUSHED + "jdbc-url", url,
                PUSHED + "username", EmbeddedServer.USER,
                PUSHED + "schemas", "shop",
                PUSHED + "bundle", "stored",
                PUSHED + "downgrade-allowed", "true");
    }

    private static boolean hasTargets(Config config) {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .anyMatch(name -> name.startsWith("headgate.targets."));
    }

    private static void configure(Map<String, String> properties) {
        properties.forEach(System::setProperty);
    }
}
