package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.headgate.dev.EmbeddedServer;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations as spans, sent by the packaged application to something that takes them in, by its own protocol. */
@Tag("faults")
class TracingIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String ASKER = "00f067aa0ba902b7";

    @TempDir
    private Path bundle;

    private EmbeddedServer server;
    private Collector collector;
    private Map<String, String> config;

    @BeforeEach
    void serve() throws IOException, SQLException {
        server = EmbeddedServer.start();
        collector = Collector.start();
        Files.writeString(bundle.resolve("V1__orders.sql"), "CREATE SCHEMA shop; CREATE TABLE shop.orders (id int)");
        Files.writeString(bundle.resolve("V2__rows.sql"), "INSERT INTO shop.orders SELECT generate_series(1, 3)");
        config = TestServer.store(server.create("store"));
        config.putAll(TestServer.target("orders", server.create("orders"), "filesystem:" + bundle));
        config.put("headgate.targets.orders.schemas", "shop");
        config.putAll(collector.config());
    }

    @AfterEach
    void stop() throws IOException {
        collector.close();
        server.close();
    }

    @Test
    void anOperationIsASpanOfItsAskersTraceAndItsStepsAreSpansInIt() {
        config.put("quarkus.otel.sdk.disabled", "false");
        try (Headgate headgate = Headgate.start(config)) {
            headgate.get("/gates/orders");
            headgate.asked("/api/v1/targets/orders/ensure", asking("00-%s-%s-01".formatted(TRACE, ASKER)))
                    .join();
            List<Span> spans = collector.spans(3);

            Span operation = named(spans, "headgate ensure");
            assertThat(spans).hasSize(3).allSatisfy(span -> {
                assertThat(span.getTraceId()).isEqualTo(bytes(TRACE));
                assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
            });
            assertThat(operation.getParentSpanId()).isEqualTo(bytes(ASKER));
            assertThat(attributes(operation))
                    .contains(
                            "headgate.target=orders",
                            "headgate.status=succeeded",
                            "headgate.outcome=applied",
                            "headgate.decision=empty/init/replay",
                            "headgate.to=2",
                            "db.system.name=postgresql");
            assertThat(spans)
                    .filteredOn(span -> span.getName().equals("forward step"))
                    .hasSize(2)
                    .allSatisfy(step -> {
                        assertThat(step.getParentSpanId()).isEqualTo(operation.getSpanId());
                        assertThat(step.getStartTimeUnixNano())
                                .isBetween(operation.getStartTimeUnixNano(), step.getEndTimeUnixNano());
                        assertThat(step.getEndTimeUnixNano()).isLessThanOrEqualTo(operation.getEndTimeUnixNano());
                    })
                    .anySatisfy(step -> assertThat(attributes(step))
                            .contains(
                                    "headgate.step.version=2",
                                    "headgate.step.script=V2__rows.sql",
                                    "headgate.step.rows=3"));
        }
    }

    @Test
    void aFailureIsAnErrorAndWhatTheServerSaidIsNotTold() throws IOException {
        Files.writeString(bundle.resolve("V3__cast.sql"), "SELECT 'planted-value'::int");
        config.put("quarkus.otel.sdk.disabled", "false");
        try (Headgate headgate = Headgate.start(config)) {
            headgate.asked("/api/v1/targets/orders/ensure", asking("by hand")).join();
            List<Span> spans = collector.spans(4);

            Span operation = named(spans, "headgate ensure");
            assertThat(operation.getParentSpanId()).isEqualTo(ByteString.EMPTY); // what is no traceparent is none
            assertThat(operation.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
            assertThat(attributes(operation)).contains("headgate.status=failed", "error.type=script-failed");
            assertThat(spans)
                    .filteredOn(span -> span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR)
                    .hasSize(2);
            assertThat(collector.toString()).contains("V3__cast.sql").doesNotContain("planted-value");
        }
    }

    @Test
    void whatIsNotRecordedWhereItBeginsIsNotRecordedHere() {
        config.put("quarkus.otel.sdk.disabled", "false");
        try (Headgate headgate = Headgate.start(config)) {
            headgate.asked("/api/v1/targets/orders/ensure", asking("00-%s-%s-00".formatted(TRACE, ASKER)))
                    .join();
        } // which would send what is left

        assertThat(collector.spans()).isEmpty();
    }

    @Test
    void nothingIsSentUnlessSomebodyWantsIt() {
        try (Headgate headgate = Headgate.start(config)) {
            headgate.post("/api/v1/targets/orders/ensure").join();
        } // which would send what is left

        assertThat(collector.spans()).isEmpty();
    }

    private static HttpRequest.Builder asking(String traceparent) {
        return HttpRequest.newBuilder()
                .POST(HttpRequest.BodyPublishers.noBody())
                .header("traceparent", traceparent);
    }

    private static Span named(List<Span> spans, String name) {
        return spans.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> attributes(Span span) {
        return span.getAttributesList().stream().map(TracingIT::text).toList();
    }

    private static String text(KeyValue attribute) {
        return attribute.getKey() + "="
                + (attribute.getValue().hasIntValue()
                        ? String.valueOf(attribute.getValue().getIntValue())
                        : attribute.getValue().getStringValue());
    }

    private static ByteString bytes(String hexadecimal) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hexadecimal));
    }
}
