package dev.headgate.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.Headgate;
import dev.headgate.Relay;
import dev.headgate.TestServer;
import dev.headgate.Traces;
import dev.headgate.dev.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

/** The packaged application with a few targets to look at, behind a cable that can be cut, and with people who may do different things. */
final class Scene implements AutoCloseable {

    static final String OPERATOR = "night";
    static final String VIEWER = "guest";
    private static final Pattern ID = Pattern.compile("\"(?:id|operation)\":\"([0-9a-f-]{36})\"");

    /** Its third revision needs what its data does not have; its second waits until somebody says go. */
    private static final Map<String, String> ORDERS = Map.of(
            "V1__orders.sql",
            """
            CREATE SCHEMA IF NOT EXISTS shop;
            CREATE TABLE shop.go (step integer);
            CREATE TABLE shop.orders (id bigint PRIMARY KEY, invoice text NOT NULL);
            INSERT INTO shop.orders VALUES (1, 'A-1'), (2, 'A-2'), (3, 'A-2');
            """,
            "V2__order_currency.sql",
            """
            ALTER TABLE shop.orders ADD COLUMN currency text NOT NULL DEFAULT 'EUR';
            DO $$ BEGIN RAISE NOTICE 'three orders, all in EUR'; END $$;
            DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM shop.go) LOOP PERFORM pg_sleep(0.05); END LOOP; END $$;
            """,
            "U2__order_currency.sql",
            "ALTER TABLE shop.orders DROP COLUMN currency;",
            "V3__invoice_once.sql",
            """
            -- An invoice is written once.

            ALTER TABLE shop.orders
                ADD CONSTRAINT invoice_once UNIQUE (invoice);

            COMMENT ON COLUMN shop.orders.invoice IS 'as printed on it';
            """,
            "U3__invoice_once.sql",
            "ALTER TABLE shop.orders DROP CONSTRAINT invoice_once;");

    private final EmbeddedServer server;
    private final Headgate headgate;
    private final Relay cable;

    private Scene(EmbeddedServer server, Headgate headgate) {
        this.server = server;
        this.headgate = headgate;
        this.cable = Relay.to(headgate.port());
    }

    /**
     * @param folder for what it is configured with
     */
    static Scene set(Path folder) throws IOException, SQLException {
        EmbeddedServer server = EmbeddedServer.start();
        Map<String, String> config = TestServer.store(server.create("store"));
        Path bundle = Files.createDirectories(folder.resolve("orders"));
        for (Map.Entry<String, String> script : ORDERS.entrySet()) {
            Files.writeString(bundle.resolve(script.getKey()), script.getValue());
        }
        for (String target : new String[] {"orders", "invoices", "returns", "stock", "legacy"}) {
            target(config, target, server.create(target), bundle);
        }
        target(config, "archive", "jdbc:postgresql://localhost:1/archive", bundle);
        config.put("headgate.auth.mode", "required");
        config.put(
                "headgate.auth.tokens-file",
                Files.writeString(
                                folder.resolve("tokens"),
                                "%s sha256:%s%n%s sha256:%s%n"
                                        .formatted(OPERATOR, hash(token(OPERATOR)), VIEWER, hash(token(VIEWER))))
                        .toString());
        grant(config, OPERATOR, "admin");
        grant(config, VIEWER, "viewer");
        return new Scene(server, Headgate.start(config).asHolderOf(token(OPERATOR)));
    }

    private static void target(Map<String, String> config, String name, String url, Path bundle) {
        String key = "headgate.targets." + name;
        config.put(key + ".jdbc-url", url);
        config.put(key + ".username", EmbeddedServer.USER);
        config.put(key + ".schemas", "shop");
        config.put(key + ".bundle", "filesystem:" + bundle);
        config.put(key + ".downgrade-allowed", "true");
    }

    private static void grant(Map<String, String> config, String name, String role) {
        config.put("headgate.auth.grants.%s.role".formatted(name), role);
        config.put("headgate.auth.grants.%s.targets".formatted(name), "*");
        config.put("headgate.auth.grants.%s.tokens".formatted(name), name);
    }

    /** What one of them shows. */
    static String token(String name) {
        return "headgate_%s-in-a-browser".formatted(name);
    }

    /** The address of a page, at the end of the cable. */
    String at(String path) {
        return "http://localhost:%d%s".formatted(cable.port(), path);
    }

    Relay cable() {
        return cable;
    }

    /** Asks for a verb, waits for its end, and says which operation it was. */
    String does(String target, String verb, String body) {
        String answer = headgate.post("/api/v1/targets/%s/%s".formatted(target, verb), body)
                .join()
                .body();
        return ID.matcher(answer).results().findFirst().orElseThrow().group(1);
    }

    /** Asks for the second revision of one that is at the first, which then goes on until somebody says go. */
    String begins(String target) {
        does(target, "upgrade", "{\"to\":\"1\"}");
        headgate.post("/api/v1/targets/%s/upgrade?wait=0s".formatted(target), "{\"to\":\"2\",\"reason\":\"release 8\"}")
                .join();
        String newest =
                headgate.get("/api/v1/operations?size=1&target=" + target).body();
        return ID.matcher(newest).results().findFirst().orElseThrow().group(1);
    }

    void goes(String target) throws SQLException {
        runs(target, "INSERT INTO shop.go VALUES (2)");
    }

    void takeStoreAway() throws SQLException {
        runs("orders", "ALTER DATABASE store ALLOW_CONNECTIONS false");
        runs("orders", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'store'");
    }

    /** And waits until Headgate has it again. */
    void giveStoreBack() throws SQLException {
        runs("orders", "ALTER DATABASE store ALLOW_CONNECTIONS true");
        headgate.awaitStatus("/q/health/ready", 200);
    }

    void runs(String target, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url(target), EmbeddedServer.USER, "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws IOException {
        cable.close();
        headgate.close();
        Traces.stop(server);
    }

    private static String hash(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
