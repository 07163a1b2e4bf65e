package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dev.EmbeddedServer;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The life of a release, told by its hook: the README's lines, with the real tar and curl; one chapter after another. */
@Tag("faults")
@Needs({Program.CURL, Program.TAR})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReleaseLifeIT {

    private static final Map<String, String> FIRST = Map.of(
            "V1__orders.sql", "CREATE SCHEMA shop; CREATE TABLE shop.orders (id integer, note text);",
            "U1__orders.sql", "DROP SCHEMA shop CASCADE;",
            "headgate.yaml", "release: shop-1\nserves: {from: 1, to: 1}\n");

    /** What it adds may stay when it goes. */
    private static final Map<String, String> SECOND = Map.of(
            "V2__status.sql", "-- headgate: phase=expand\nALTER TABLE shop.orders ADD COLUMN status text;",
            "U2__status.sql", "ALTER TABLE shop.orders DROP COLUMN status;",
            "V3__lines.sql", "-- headgate: phase=expand\nCREATE TABLE shop.lines (id integer);",
            "U3__lines.sql", "DROP TABLE shop.lines;",
            "headgate.yaml", "release: shop-2\nserves: {from: 1, to: 3}\n");

    @TempDir
    static Path folder;

    private static EmbeddedServer server;
    private static Headgate headgate;
    private static Curl curl;
    private static Path first;
    private static Path second;

    @BeforeAll
    static void serve() throws SQLException, IOException, InterruptedException {
        server = EmbeddedServer.start();
        System.setProperty(TestServer.PORT, String.valueOf(server.port()));
        server.create("store");
        server.create("orders");
        first = pack("first", FIRST);
        second = pack("second", FIRST, SECOND);
        begin();
    }

    @AfterAll
    static void stop() throws IOException {
        headgate.close();
        Traces.stop(server);
    }

    private static void begin() {
        Map<String, String> config = TestServer.store(server.url("store"));
        config.putAll(TestServer.target("orders", server.url("orders"), "stored"));
        config.put("headgate.targets.orders.schemas", "shop");
        headgate = Headgate.start(config);
        curl = new Curl(headgate.port());
    }

    @Test
    @Order(1)
    void beforeTheFirstReleaseItsGateIsClosedAndSaysWhatOpensIt() {
        assertThat(gate("", 503)).contains("closed: orders has no bundle yet: push one");
        assertThat(get("/api/v1/targets/orders/bundles", 200).getList("items")).isEmpty();
        assertThat(headgate.post("/api/v1/targets/orders/upgrade").join().statusCode())
                .isEqualTo(409);
    }

    @Test
    @Order(2)
    void theFirstReleaseBringsItsBundleAndIsApplied() {
        JsonPath operation = hook(first);

        assertThat(operation.getString("decision")).isEqualTo("empty/init/replay");
        assertThat(operation.getString("to")).isEqualTo("1");
        assertThat(operation.getString("bundle")).isEqualTo(digest("shop-1"));
        assertThat(operation.getList("steps.bundle")).containsExactly(digest("shop-1"));
        assertThat(active()).isEqualTo("shop-1");
        assertThat(gate("", 200)).contains("bundle " + brief("shop-1"));
        gate("release=shop-1", 200);
    }

    @Test
    @Order(3)
    void aSecondHookOfTheSameReleaseFindsNothingToDoAndWithAKeyTheSameOperation() {
        assertThat(hook(first).getString("outcome")).isEqualTo("unchanged");
        assertThat(hook(first, "shop-1").getString("id"))
                .isEqualTo(hook(first, "shop-1").getString("id"));
    }

    @Test
    @Order(4)
    void theSecondReleaseCanBeLookedAtBeforeItIsDeployed() {
        HttpResponse<String> kept = push(second, "");
        assertThat(kept.statusCode()).as(kept.body()).isEqualTo(201);
        assertThat(push(second, "").statusCode()).as("the same bytes again").isEqualTo(200);

        assertThat(active()).isEqualTo("shop-1");
        JsonPath plan = get("/api/v1/targets/orders/plan?verb=ensure&bundle=" + brief("shop-2"), 200);
        assertThat(plan.getList("steps.version")).containsExactly("2", "3");
        assertThat(get("/api/v1/targets/orders/can-rollback?to=shop-1&after=shop-2", 200)
                        .getBoolean("possible"))
                .isTrue();
        gate("release=shop-2", 200); // it serves 1
    }

    @Test
    @Order(5)
    void theSecondReleaseIsAppliedAndTheGatesAreOpenForBoth() {
        JsonPath operation = hook(second, "shop-2");

        assertThat(operation.getString("decision")).isEqualTo("behind/upgrade/apply");
        assertThat(operation.getString("to")).isEqualTo("3");
        assertThat(active()).isEqualTo("shop-2");
        gate("", 200);
        gate("release=shop-1", 200);
        gate("release=shop-2", 200);
    }

    @Test
    @Order(6)
    void theSecondReleaseIsRolledBackAndTheHookOfTheFirstSucceeds() {
        JsonPath operation = hook(first, "shop-1");

        assertThat(operation.getString("outcome")).isEqualTo("unchanged");
        assertThat(operation.getString("decision")).isEqualTo("ahead/upgrade/compatible");
        assertThat(active()).isEqualTo("shop-1");
        assertThat(gate("", 200)).contains("by expand steps only", "bundle " + brief("shop-1"));
        gate("release=shop-1", 200);
    }

    @Test
    @Order(7)
    void anotherImageThatNeverHeardOfTheSecondReleaseUndoesItsRevisions() {
        headgate.close();
        begin();
        assertThat(active()).isEqualTo("shop-1");
        JsonPath plan = get("/api/v1/targets/orders/plan?verb=downgrade&to=1", 200);
        assertThat(plan.getString("decision")).isEqualTo("ahead/downgrade/undo");
        assertThat(plan.getList("steps.script")).containsExactly("U3__lines.sql", "U2__status.sql");
        assertThat(plan.getList("steps.bundle")).containsOnly(digest("shop-2"));

        HttpResponse<String> answer = headgate.post("/api/v1/targets/orders/downgrade", "{\"to\":\"1\"}")
                .join();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonPath operation = JsonPath.from(answer.body());
        assertThat(operation.getString("bundle")).isEqualTo(digest("shop-1"));
        assertThat(operation.getList("steps.bundle")).containsOnly(digest("shop-2"));

        Scenario orders = Scenario.on("orders");
        assertThat(orders.has("shop.lines")).isFalse();
        assertThat(orders.hasColumn("shop.orders", "status")).isFalse();
        assertThat(get("/api/v1/targets/orders", 200).getString("state")).isEqualTo("current");
        gate("", 200);
    }

    @Test
    @Order(8)
    void theSecondReleaseComesAgainWithTheKeyThatItHadBefore() {
        JsonPath operation = hook(second, "shop-2");

        assertThat(operation.getString("decision")).isEqualTo("behind/upgrade/apply");
        assertThat(operation.getList("steps.version")).containsExactly("2", "3");
        assertThat(active()).isEqualTo("shop-2");
        assertThat(headgate.log())
                .contains("operation ends target=orders verb=ensure operation=%s bundle=%s"
                        .formatted(operation.getString("id"), brief("shop-2")));
    }

    @Test
    @Order(9)
    void aDatabaseThatSomebodyTookBackIsUpgradedByTheSameHook() {
        HttpResponse<String> answer = headgate.post("/api/v1/targets/orders/downgrade", "{\"to\":\"2\"}")
                .join();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);

        assertThat(hook(second, "shop-2").getList("steps.version")).containsExactly("3");
    }

    @Test
    @Order(10)
    void aBundleThatDoesNotContinueWhatWasAppliedIsKeptAndNeitherAppliedNorMadeActive()
            throws IOException, InterruptedException {
        Map<String, String> edited = new HashMap<>(FIRST);
        edited.put("V1__orders.sql", "CREATE SCHEMA shop; -- edited");
        edited.put("headgate.yaml", "release: shop-edited\n");
        Path archive = pack("edited", edited);

        HttpResponse<String> pushed = push(archive, "?activate=true");
        assertThat(pushed.statusCode()).isEqualTo(409);
        assertThat(pushed.body())
                .contains("urn:headgate:problem:diverged", "V1__orders.sql has checksum", "kept, and not made active");
        Curl.Ended refused = curl.pushes(archive, "orders/ensure");
        assertThat(refused.exitCode()).isEqualTo(22);
        assertThat(refused.json().getString("type")).isEqualTo("urn:headgate:problem:diverged");
        assertThat(active()).isEqualTo("shop-2");

        String brief = brief("shop-edited");
        assertThat(delete(brief)).as("an operation worked with it").isEqualTo(409);
        assertThat(delete(brief("shop-2"))).as("it is active").isEqualTo(409);
        assertThat(delete("0123456789ab")).isEqualTo(404);
    }

    @Test
    @Order(11)
    void whatNothingRefersToIsGivenAway() throws IOException, InterruptedException {
        Map<String, String> third = new HashMap<>(FIRST);
        third.putAll(SECOND);
        third.put("V4__never.sql", "CREATE TABLE shop.never (id integer);");
        third.put("headgate.yaml", "release: shop-3\n");
        assertThat(push(pack("third", third), "").statusCode()).isEqualTo(201);
        String brief = brief("shop-3");
        assertThat(get("/api/v1/targets/orders/bundles/" + brief, 200).getList("revisions.version"))
                .containsExactly("1", "2", "3", "4");

        assertThat(delete(brief)).isEqualTo(204);

        get("/api/v1/targets/orders/bundles/" + brief, 404);
        assertThat(get("/api/v1/targets/orders/bundles", 200).getList("items.release"))
                .containsExactly("shop-edited", "shop-2", "shop-1");
    }

    private static JsonPath hook(Path archive) {
        Curl.Ended ended = curl.pushes(archive, "orders/ensure");
        assertThat(ended.exitCode()).as(ended.toString()).isZero();
        return ended.json();
    }

    private static JsonPath hook(Path archive, String key) {
        Curl.Ended ended = curl.pushes(archive, "orders/ensure", key);
        assertThat(ended.exitCode()).as(ended.toString()).isZero();
        return ended.json();
    }

    private static HttpResponse<String> push(Path archive, String query) {
        return headgate.put("/api/v1/targets/orders/bundles" + query, archive);
    }

    private static int delete(String bundle) {
        return headgate.delete("/api/v1/targets/orders/bundles/" + bundle).statusCode();
    }

    private static JsonPath get(String path, int status) {
        HttpResponse<String> answer = headgate.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JsonPath.from(answer.body());
    }

    /** What a person reads at the gate, once it says this. */
    private static String gate(String question, int status) {
        String wait = status == 200 ? "wait=5s" : "wait=0s";
        HttpResponse<String> answer =
                headgate.getText("/gates/orders?" + (question.isEmpty() ? wait : question + "&" + wait));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body();
    }

    private static String active() {
        return get("/api/v1/targets/orders", 200).getString("bundle.release");
    }

    private static String digest(String release) {
        return get("/api/v1/targets/orders/bundles", 200)
                .getString("items.find { it.release == '%s' }.digest".formatted(release));
    }

    private static String brief(String release) {
        return digest(release).substring("sha256:".length(), "sha256:".length() + 12);
    }

    /** As the README packs it. */
    @SafeVarargs
    private static Path pack(String name, Map<String, String>... releases) throws IOException, InterruptedException {
        Map<String, String> files = new HashMap<>();
        for (Map<String, String> release : releases) {
            files.putAll(release);
        }
        Path bundle = new TestBundles(folder).folder(name, files);
        Path archive = folder.resolve(name + ".tgz");
        List<String> command = Program.TAR.with("-C", bundle.toString(), "-czf", archive.toString(), ".");
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        return archive;
    }
}
