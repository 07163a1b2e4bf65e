package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import dev.headgate.Needs;
import dev.headgate.Program;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How hooks and gate end: by the status of the last answer, and by SIGTERM. They are run as rendered, by the real curl. */
@Needs({Program.BUSYBOX, Program.CURL})
class HookEndsTest {

    private static final int BY_SIGTERM = 143;

    @TempDir
    Path folder;

    private HttpServer server;

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        "200, 0, 1",
        "400, 22, 1",
        "401, 22, 1",
        "403, 22, 1",
        "404, 22, 1",
        "409, 22, 1",
        "413, 22, 1",
        "422, 22, 1",
        "408, 75, 3",
        "429, 75, 3",
        "500, 75, 3",
        "502, 75, 3",
        "503, 75, 3",
        "504, 75, 3"
    })
    void aNoEndsTheJobAndWhatPassesIsAskedByAnotherPod(int status, int exitCode, int pods) {
        Node node = answering(status);

        List<Ran> ran = release("retries: 0").hooks("pre-install", node);

        assertThat(ran).hasSize(pods).allSatisfy(pod -> {
            assertThat(pod.exitCode()).as(pod.log()).isEqualTo(exitCode);
            assertThat(pod.log()).contains("this is answered with " + status).doesNotContain("sed:");
        });
    }

    @Test
    void whatWasSentOnAndThenRefusedIsANo() {
        Node node = answering(409);
        server.createContext("/api", exchange -> {
            exchange.getResponseHeaders().set("Location", "/ended");
            exchange.sendResponseHeaders(303, -1);
            exchange.close();
        });

        assertThat(release("retries: 0").hooks("pre-install", node))
                .singleElement()
                .satisfies(pod -> assertThat(pod.exitCode()).as(pod.log()).isEqualTo(22));
    }

    @Test
    void aHeadgateThatIsNotThereIsNoNo() {
        Node node = answering(503);
        server.stop(0);

        assertThat(release("retries: 0").hooks("pre-install", node)).hasSize(3).allSatisfy(pod -> {
            assertThat(pod.exitCode()).as(pod.log()).isEqualTo(7);
            assertThat(pod.log()).doesNotContain("sed:");
        });
    }

    @Test
    void aHookThatIsToldToStopDoesSo() {
        try (Running hook = release("").hook("pre-install", answering(503))) {
            hook.awaitLog("Will retry");

            endsAsTold(hook.stopped());
        }
    }

    @Test
    void aGateThatIsToldToStopDoesSo() {
        try (Running gate = release("").gate(answering(503))) {
            gate.awaitLog("this is answered with 503");

            endsAsTold(gate.stopped());
        }
    }

    @ParameterizedTest
    @CsvSource({"Job, migrate", "Deployment, gate"})
    void thePlainExamplesDoSoToo(String kind, String container) {
        assumeThat(Program.KUSTOMIZE.path()).as("Kustomize").isPresent();
        List<ApiObject> objects = ApiObject.in(Kustomization.example("plain").built());
        PodTemplate pod = objects.stream()
                .filter(object -> object.kind().equals(kind))
                .flatMap(object -> PodTemplate.of(object).stream())
                .findFirst()
                .orElseThrow();
        try (Running running = answering(503).starts(pod, container, objects)) {
            running.awaitLog("Will retry");

            endsAsTold(running.stopped());
        }
    }

    /** Said by its own trap: what is not trapped ends a program here, but not process 1 of a container. */
    private static void endsAsTold(Ran ran) {
        assertThat(ran.exitCode()).as(ran.log()).isEqualTo(BY_SIGTERM);
        assertThat(ran.log()).contains("told to stop");
    }

    private Release release(String values) {
        AppChart chart = AppChart.copied(folder.resolve("app"));
        return Release.of(chart.rendered("headgate:\n  target: orders\n%s".formatted(values.indent(2))));
    }

    private Node answering(int status) {
        byte[] body = "this is answered with %d\n".formatted(status).getBytes(StandardCharsets.UTF_8);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, body.length);
            try (OutputStream answer = exchange.getResponseBody()) {
                answer.write(body);
            }
        });
        server.start();
        return new Node(folder, server.getAddress().getPort(), "token");
    }
}
