package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.headgate.Headgate;
import dev.headgate.Needs;
import dev.headgate.Program;
import dev.headgate.Relay;
import dev.headgate.TestIssuer;
import dev.headgate.TestServer;
import dev.headgate.Traces;
import dev.headgate.dev.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the library chart renders to is run: commands, arguments, volumes and images of the Jobs and the gate, with the real
 * curl, on the packaged application, which is closed to all but the hooks' service account.
 */
@Needs({Program.BUSYBOX, Program.CURL})
class HookJobsIT {

    private static final int REFUSED_OR_FAILED = 22;
    private static final int PASSES = 75;

    private static final Map<String, String> ONE = release(
            "shop-1",
            Map.of(
                    "V1__orders.sql",
                    "CREATE SCHEMA IF NOT EXISTS shop;\nCREATE TABLE shop.orders (id bigint, note text);\n",
                    "U1__orders.sql",
                    "DROP TABLE shop.orders;\n"));

    private static final Map<String, String> EXPANDED = release(
            "shop-2",
            with(
                    ONE,
                    Map.of(
                            "2/V2__status.sql",
                            "-- headgate: phase=expand\nALTER TABLE shop.orders ADD COLUMN status text;\n",
                            "2/U2__status.sql",
                            "ALTER TABLE shop.orders DROP COLUMN status;\n")));

    private static final Map<String, String> CONTRACTED = release(
            "shop-3",
            with(
                    EXPANDED,
                    Map.of(
                            "V3__no_note.sql",
                            "-- headgate: phase=contract\nALTER TABLE shop.orders DROP COLUMN note;\n",
                            "U3__no_note.sql",
                            "ALTER TABLE shop.orders ADD COLUMN note text;\n")));

    private static final Map<String, String> MISTAKEN = release(
            "shop-4", with(EXPANDED, Map.of("V3__tax.sql", "SELECT 1;\nALTER TABLE shop.orders ADD tax DEFAUT 0;\n")));

    @TempDir
    static Path folder;

    private static EmbeddedServer server;
    private static TestIssuer cluster;
    private static Headgate headgate;

    @BeforeAll
    static void serve() throws SQLException {
        server = EmbeddedServer.start();
        cluster = new TestIssuer().start();
        Map<String, String> config = new HashMap<>(TestServer.store(server.create("store")));
        for (String target : List.of(
                "fresh",
                "grown",
                "failing",
                "expanded",
                "contracted",
                "undone",
                "late",
                "closed",
                "carried",
                "mounted",
                "twofold",
                "broken",
                "shown",
                "orders")) {
            config.putAll(TestServer.target(target, server.create(target), "stored"));
            config.put("headgate.targets.%s.schemas".formatted(target), "shop");
            config.keySet().removeIf(key -> key.contains(".adopt."));
        }
        config.put(
                "headgate.targets.away.jdbc-url", "jdbc:postgresql://127.0.0.1:%d/away".formatted(Program.freePort()));
        config.put("headgate.targets.away.username", "away");
        config.put("headgate.targets.away.bundle", "stored");
        config.put("headgate.targets.away.wait-for-database", "100ms");
        config.put("headgate.auth.mode", "required");
        config.put("headgate.auth.gates", "closed");
        config.put("headgate.auth.kubernetes.issuer", cluster.uri().toString());
        grant(config, "shop", "deployer", "system:serviceaccount:shop:orders-headgate");
        grant(config, "night", "operator", "system:serviceaccount:shop:night");
        headgate = Headgate.start(config);
    }

    @AfterAll
    static void stop() throws IOException {
        headgate.close();
        cluster.close();
        Traces.stop(server);
    }

    @Test
    void theFirstInstallMakesTheDatabaseAndOpensTheGate() {
        Release release = release("fresh", ONE, "");
        try (Running gate = release.gate(node())) {
            gate.awaitLog("closed: fresh");
            assertThat(gate.goesOn()).isTrue();

            Ran hook = only(release.hooks("pre-install", node()));

            assertThat(hook.exitCode()).as(hook.log()).isZero();
            assertThat(hook.log())
                    .startsWith("ensure of fresh by http://127.0.0.1:")
                    .contains("asked for by system:serviceaccount:shop:orders-headgate", "forward 1 (orders) succeeded")
                    .containsPattern("succeeded, applied, at 1, bundle [0-9a-f]{12} active\n$");
            assertThat(gate.ran().exitCode()).isZero();
            assertThat(gate.ran().log()).contains("open: fresh: ").doesNotContain("curl:");
        }
        assertThat(headgateSays("/api/v1/operations?target=fresh"))
                .contains("Helm release orders, revision 1, in shop");
    }

    @Test
    void theJobOfThePlainManifestsBringsItsRevisionsToo() {
        assumeThat(Program.KUSTOMIZE.path()).as("Kustomize").isPresent();
        List<ApiObject> objects = ApiObject.in(Kustomization.example("plain").built());

        PodTemplate pod = objects.stream()
                .filter(object -> object.kind().equals("Job"))
                .flatMap(object -> PodTemplate.of(object).stream())
                .findFirst()
                .orElseThrow();

        Ran job = node().runs(pod, objects);

        assertThat(job.exitCode()).as(job.log()).isZero();
        assertThat(job.log()).contains("forward 1 (orders) succeeded", "succeeded, applied, at 1");
    }

    @Test
    void anUpgradeAppliesWhatIsNewAndToRunItAgainChangesNothing() {
        only(release("grown", ONE, "").hooks("pre-install", node()));
        Release next = release("grown", EXPANDED, "");
        try (Running gate = next.gate(node())) {
            gate.awaitLog("closed: grown");

            Ran hook = only(next.hooks("pre-upgrade", node()));
            Ran again = only(next.hooks("pre-upgrade", node()));

            assertThat(hook.exitCode()).as(hook.log()).isZero();
            assertThat(hook.log()).contains("forward 2 (status) succeeded", "succeeded, applied, at 2");
            assertThat(again.exitCode()).as(again.log()).isZero();
            assertThat(again.log()).contains("succeeded, unchanged, at 2");
            assertThat(gate.ran().exitCode()).isZero();
        }
    }

    @Test
    void aScriptThatFailsFailsTheHookAndIsNamedWithItsLine() {
        only(release("failing", ONE, "").hooks("pre-install", node()));

        Ran hook = only(release("failing", MISTAKEN, "").hooks("pre-upgrade", node()));

        assertThat(hook.exitCode()).as(hook.log()).isEqualTo(REFUSED_OR_FAILED);
        assertThat(hook.log())
                .contains("V3__tax.sql failed at line 2: syntax error", "returned error: 422")
                .doesNotContain("Will retry");
    }

    @Test
    void aDatabaseThatIsNotThereIsTroubleThatPasses() {
        Ran hook = only(release("away", ONE, "retries: 0\nbackoffLimit: 0").hooks("pre-install", node()));

        assertThat(hook.exitCode()).as(hook.log()).isEqualTo(PASSES);
        assertThat(hook.log()).contains("error: 503", "the database of away cannot be reached");
    }

    @Test
    void aRollbackGoesOnWhereTheOlderReleaseCanRun() {
        Release older = release("expanded", ONE, "");
        only(older.hooks("pre-install", node()));
        only(release("expanded", EXPANDED, "").hooks("pre-upgrade", node()));

        Ran hook = only(older.hooks("pre-rollback", node()));

        assertThat(hook.exitCode()).as(hook.log()).isZero();
        assertThat(hook.log())
                .contains("succeeded, unchanged, at 2", "above the bundle's head 1, by expand steps only");
        try (Running gate = older.gate(node())) {
            assertThat(gate.ran().exitCode()).as(gate.ran().log()).isZero();
        }
    }

    @Test
    void aRollbackIsStoppedWhereTheOlderReleaseCannotRun() {
        Release older = release("contracted", EXPANDED, "");
        only(older.hooks("pre-install", node()));
        only(release("contracted", CONTRACTED, "").hooks("pre-upgrade", node()));

        Ran hook = only(older.hooks("pre-rollback", node()));

        assertThat(hook.exitCode()).as(hook.log()).isEqualTo(REFUSED_OR_FAILED);
        assertThat(hook.log()).contains("an older release cannot run on 3 (V3__no_note.sql, contract)", "error: 409");
    }

    @Test
    void aRollbackThatMayDowngradeUndoesWhatIsNewerFirst() {
        String values = """
                rollback: downgrade
                rollbackTo: "2"
                serviceAccount: {name: night}
                """;
        Release older = release("undone", EXPANDED, values);
        only(older.hooks("pre-install", node("night")));
        only(release("undone", CONTRACTED, values).hooks("pre-upgrade", node("night")));

        List<Ran> hooks = older.hooks("pre-rollback", node("night"));

        assertThat(hooks).extracting(Ran::exitCode).as(hooks.toString()).containsExactly(0, 0);
        assertThat(hooks.getFirst().log()).contains("undo 3 (no note) succeeded", "succeeded, applied, at 2");
        assertThat(hooks.getLast().log()).contains("succeeded, unchanged, at 2");
    }

    @Test
    void theHookWaitsForAHeadgateThatIsAwayAndSaysSo() throws IOException {
        int port = Program.freePort();
        try (Running hook =
                release("late", ONE, "").hook("pre-install", new Node(folder, port, token("orders-headgate")))) {
            hook.awaitLog("Will retry");
            try (Relay network = Relay.between(port, headgate.port())) {
                assertThat(network.port()).isEqualTo(port);
                assertThat(hook.ran().exitCode()).as(hook.ran().log()).isZero();
            }
            assertThat(hook.ran().log()).contains("Problem : connection refused", "succeeded, applied, at 1");
        }
    }

    @Test
    void aHookWhoseConnectionBreaksIsTriedByAnotherPodAndGivesUpInTheEnd() throws IOException {
        Release release = release("broken", ONE, "");
        try (Relay network = Relay.to(headgate.port())) {
            network.cut();
            Node node = new Node(folder, network.port(), token("orders-headgate"));

            List<Ran> pods = release.hooks("pre-install", node);
            network.heal();
            List<Ran> next = release.hooks("pre-install", node);

            assertThat(pods).hasSize(3).extracting(Ran::exitCode).doesNotContain(0, REFUSED_OR_FAILED);
            assertThat(pods).allSatisfy(pod -> assertThat(pod.log()).contains("curl: ("));
            assertThat(only(next).exitCode()).as(next.toString()).isZero();
        }
    }

    @Test
    void whoHasNoRightIsToldSoAndDoesNotAskAgain() {
        Release release = release("closed", ONE, "");

        Ran wrong = only(release.hooks("pre-install", strange()));
        Ran stranger = only(release.hooks("pre-install", node("stranger")));

        assertThat(List.of(wrong, stranger)).allSatisfy(hook -> {
            assertThat(hook.exitCode()).as(hook.log()).isEqualTo(REFUSED_OR_FAILED);
            assertThat(hook.log()).doesNotContain("Will retry");
        });
        assertThat(wrong.log()).contains("error: 401", "not for the audience headgate");
        assertThat(stranger.log()).contains("error: 403", account("stranger"));
    }

    @Test
    void theBundleIsCopiedOutOfTheAppsOwnImage() {
        Path image = folder.resolve("image");
        ONE.forEach((name, text) -> AppChart.write(image, "app/migrations/" + name, text));
        Release release = release("carried", Map.of("V9__other.sql", "SELECT 9;"), """
                bundle: {files: "", image: "shop/orders:{{ .Chart.AppVersion }}", path: /app/migrations}
                gate: {release: shop-1}
                """);

        Ran hook = only(release.hooks("pre-install", node().having("shop/orders:1", image)));

        assertThat(hook.exitCode()).as(hook.log()).isZero();
        assertThat(hook.log()).contains("succeeded, applied, at 1");
    }

    @Test
    void aGateThatIsClosedToStrangersTellsThemAndEnds() {
        try (Running stranger = release("shown", ONE, "").gate(strange());
                Running nobody = release("shown", ONE, "gate: {token: false}").gate(node())) {
            assertThat(stranger.ran().exitCode()).as(stranger.ran().log()).isEqualTo(1);
            assertThat(stranger.ran().log()).contains("not for the audience headgate");
            assertThat(nobody.ran().exitCode()).as(nobody.ran().log()).isEqualTo(1);
            assertThat(nobody.ran().log()).contains("urn:headgate:problem:unauthenticated");
        }
    }

    @Test
    void theBundleIsMountedAndOnceItIsThereAReleaseMayBringNone() {
        Path image = folder.resolve("volume");
        EXPANDED.forEach((name, text) -> AppChart.write(image, "sql/" + name, text));
        String mounted = """
                bundle: {files: "", imageVolume: "shop/migrations:1", path: sql}
                gate: {atLeast: "2"}
                """;
        String none = """
                bundle: {files: ""}
                gate: {head: true}
                """;

        Ran first =
                only(release("mounted", ONE, mounted).hooks("pre-install", node().having("shop/migrations:1", image)));
        Ran then = only(release("mounted", ONE, none).hooks("pre-upgrade", node()));

        assertThat(first.exitCode()).as(first.log()).isZero();
        assertThat(first.log()).contains("succeeded, applied, at 2");
        assertThat(then.exitCode()).as(then.log()).isZero();
        assertThat(then.log()).contains("succeeded, unchanged, at 2");
    }

    @Test
    void initAndUpgradeMayBeJobsOfTheirOwn() {
        List<Ran> first = release("twofold", ONE, "separate: true").hooks("pre-install", node());
        List<Ran> next = release("twofold", EXPANDED, "separate: true").hooks("pre-upgrade", node());

        assertThat(first).extracting(Ran::exitCode).as(first.toString()).containsExactly(0, 0);
        assertThat(first.getFirst().log()).contains("succeeded, applied, at 1");
        assertThat(first.getLast().log()).contains("succeeded, unchanged, at 1");
        assertThat(next).extracting(Ran::exitCode).as(next.toString()).containsExactly(0, 0);
        assertThat(next.getFirst().log()).contains("succeeded, unchanged");
        assertThat(next.getLast().log()).contains("succeeded, applied, at 2");
    }

    private static Release release(String target, Map<String, String> revisions, String values) {
        AppChart chart = AppChart.copied(folder.resolve("charts").resolve(target))
                .bringing(revisions)
                .with("values.yaml", AppChart.read(AppChart.EXAMPLE.resolve("values.yaml")) + "  gate: {token: true}\n")
                .withVolumes();
        return Release.of(chart.rendered("headgate:\n  target: %s\n%s".formatted(target, values.indent(2))));
    }

    private static Map<String, String> release(String name, Map<String, String> revisions) {
        return with(revisions, Map.of("headgate.yaml", "release: %s\n".formatted(name)));
    }

    private static Map<String, String> with(Map<String, String> revisions, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(revisions);
        all.putAll(more);
        return Map.copyOf(all);
    }

    private static void grant(Map<String, String> config, String name, String role, String account) {
        config.put("headgate.auth.grants.%s.role".formatted(name), role);
        config.put("headgate.auth.grants.%s.targets".formatted(name), "*");
        config.put("headgate.auth.grants.%s.service-accounts".formatted(name), account);
    }

    private static Node node() {
        return node("orders-headgate");
    }

    private static Node node(String account) {
        return new Node(folder, headgate.port(), token(account));
    }

    /** Where tokens are made for somebody else than Headgate. */
    private static Node strange() {
        return new Node(
                folder,
                headgate.port(),
                cluster.token(account("orders-headgate"), "vault").signed());
    }

    private static String token(String account) {
        return cluster.token(account(account), "headgate").signed();
    }

    private static String account(String name) {
        return "system:serviceaccount:shop:" + name;
    }

    private static String headgateSays(String path) {
        return headgate.asHolderOf(token("orders-headgate")).get(path).body();
    }

    private static Ran only(List<Ran> hooks) {
        assertThat(hooks).hasSize(1);
        return hooks.getFirst();
    }
}
