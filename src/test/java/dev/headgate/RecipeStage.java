package dev.headgate;

import dev.headgate.dev.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What recipes are tried against: a Headgate of its own, whose gate of {@code orders} is opened and closed. */
final class RecipeStage implements AutoCloseable {

    private static final String GATE = "/gates/orders?atLeast=8";

    private final EmbeddedServer server;
    private final Headgate headgate;
    private final String address;
    private final RecipePage page;

    private RecipeStage(EmbeddedServer server, Headgate headgate) {
        this.server = server;
        this.headgate = headgate;
        this.address = headgate.get("/q/health/live").uri().getAuthority();
        this.page = RecipePage.read(address);
    }

    /** Beside {@code orders} there are {@code playground}, for development, and {@code unstamped}, which waits for a person. */
    static RecipeStage set() throws SQLException {
        EmbeddedServer server = EmbeddedServer.start();
        System.setProperty(TestServer.PORT, String.valueOf(server.port()));
        Map<String, String> config = TestServer.store(server.create("store"));
        for (String target : List.of("orders", "playground", "unstamped")) {
            config.putAll(TestServer.target(
                    target, server.create(target), "filesystem:" + TestBundles.SAMPLE.toAbsolutePath()));
        }
        config.put("headgate.targets.playground.environment", "development");
        Scenario.on("unstamped").runs("CREATE SCHEMA model; CREATE TABLE model.somebodys (id integer)");
        return new RecipeStage(server, Headgate.start(config));
    }

    RecipePage page() {
        return page;
    }

    /** Where Headgate is, as host and port. */
    String address() {
        return address;
    }

    Kubelet kubelet(Path folder) {
        return new Kubelet(folder, headgate);
    }

    void closeTheGate() {
        upgrade("7");
        headgate.post("/api/v1/targets/orders/downgrade", "{\"to\":\"7\"}").join();
        headgate.awaitStatus(GATE, 503);
    }

    void openTheGate() {
        upgrade("8");
        headgate.awaitStatus(GATE, 200);
    }

    private void upgrade(String revision) {
        headgate.post("/api/v1/targets/orders/upgrade", "{\"to\":\"%s\"}".formatted(revision))
                .join();
    }

    @Override
    public void close() throws IOException {
        headgate.close();
        Traces.stop(server);
    }
}
