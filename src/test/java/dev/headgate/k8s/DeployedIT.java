package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.Headgate;
import dev.headgate.Needs;
import dev.headgate.Planted;
import dev.headgate.Program;
import dev.headgate.TestIssuer;
import dev.headgate.Traces;
import dev.headgate.dev.EmbeddedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged application with exactly the configuration that is deployed: but for hosts, the issuer and the folders of a
 * pod, which are those of this machine.
 */
@Needs(Program.CURL)
class DeployedIT {

    private static final String HOOK = "system:serviceaccount:shop:orders-headgate"; // of the base
    private static final String HOOKS = "system:serviceaccount:shop:hooks"; // of the chart's values
    private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

    @TempDir
    static Path pod;

    private static EmbeddedServer server;
    private static TestIssuer cluster;
    private static String rendered;
    private static Headgate base;
    private static Headgate charted;

    @BeforeAll
    static void serve() throws IOException, SQLException {
        server = EmbeddedServer.start();
        cluster = new TestIssuer().start();
        for (String database : List.of("headgate", "orders", "stock")) {
            server.create(database);
        }
        try (Connection connection = DriverManager.getConnection(server.url("postgres"), EmbeddedServer.USER, "");
                Statement statement = connection.createStatement()) {
            for (String role : List.of("headgate", "orders_owner", "stock_owner")) {
                statement.execute("CREATE ROLE %s SUPERUSER LOGIN".formatted(role));
            }
        }
        write("var/run/secrets/store/password", Planted.STORE_PASSWORD_IN_A_FILE.word());
        write("var/run/secrets/targets/orders/password", Planted.TARGET_PASSWORD_IN_A_FILE.word());
        write("var/run/secrets/targets/shop-stock/password", Planted.TARGET_PASSWORD_IN_A_FILE.word());
        write("bundles/stock/V1__stock.sql", "CREATE TABLE stock (id integer);");
        Chart chart = Chart.named("headgate");
        rendered = chart.rendered(pod.resolve("chart"), chart.folder().resolve("ci/main-values.yaml"));
        base = launch(Files.readString(Path.of("k8s/base/application.properties")), HOOK);
        charted = launch(
                of("ConfigMap", rendered).at("/data/application.properties").asText(), HOOKS);
        base.awaitStatus("/q/health/ready", 200);
        charted.awaitStatus("/q/health/ready", 200);
    }

    @AfterAll
    static void stop() throws IOException {
        base.close();
        charted.close();
        cluster.close();
        Traces.stop(server);
    }

    @Test
    void whatTheBaseConfiguresHasItsTarget() {
        assertThat(base.get("/api/v1/targets").body())
                .contains("\"name\":\"orders\"", "orders has no bundle yet: push one");
    }

    @Test
    void whatTheChartConfiguresHasItsTargetsAndItsHooksMayDeploy() {
        assertThat(charted.get("/api/v1/targets").body()).contains("\"name\":\"orders\"", "\"name\":\"shop-stock\"");
        assertThat(charted.post("/api/v1/targets/shop-stock/ensure", "{}")
                        .join()
                        .body())
                .contains("\"outcome\":\"applied\"", HOOKS);
    }

    @Test
    void helmsTestAsksWhetherItIsReadyAndWhatAGateSays() throws IOException {
        assertThat(run(of("Pod", rendered).at("/spec/containers/0"), charted))
                .contains("\"status\": \"UP\"", "closed: orders")
                .endsWith("exit code 0");
    }

    /** What the container prints, with the real curl. */
    private static String run(JsonNode container, Headgate headgate) throws IOException {
        List<String> command = Stream.of("command", "args")
                .flatMap(part -> StreamSupport.stream(container.path(part).spliterator(), false))
                .map(JsonNode::asText)
                .map(word -> word.replace("http://headgate.headgate", "http://localhost:" + headgate.port()))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output + "exit code " + process.onExit().join().exitValue();
    }

    private static ApiObject of(String kind, String rendered) {
        return ApiObject.in(rendered).stream()
                .filter(object -> object.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static Headgate launch(String properties, String account) throws IOException {
        assertThat(properties).contains(ISSUER, "/var/run/secrets/", "store-db:5432", "orders-db");
        String here = properties
                .replace(ISSUER, cluster.uri().toString())
                .replace("/var/run/secrets/", pod.resolve("var/run/secrets") + "/")
                .replace("filesystem:/bundles/", "filesystem:%s/".formatted(pod.resolve("bundles")))
                .replaceAll("(store|orders|stock)-db(\\.shop)?:5432", "localhost:" + server.port());
        Path file = Files.writeString(Files.createTempFile(pod, "application", ".properties"), here);
        return Headgate.launch(file)
                .asHolderOf(cluster.token(account, "headgate").signed());
    }

    private static void write(String file, String text) throws IOException {
        Path path = pod.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
