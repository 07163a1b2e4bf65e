package dev.headgate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.dev.EmbeddedServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That what a round must not leave behind is seen. */
@Tag("faults")
class ProofIT {

    private static final Round UPGRADE =
            new Round(1, 0, "upgrade", 0, 2, 0, Fault.NONE, 0, Duration.ZERO, Duration.ZERO);
    private static final Round DOWNGRADE =
            new Round(1, 0, "downgrade", 2, 0, 0, Fault.NONE, 0, Duration.ZERO, Duration.ZERO);
    private static EmbeddedServer server;

    @BeforeAll
    static void serve() {
        server = EmbeddedServer.start();
    }

    @AfterAll
    static void stop() throws IOException {
        Traces.stop(server);
    }

    @Test
    void whatIsAsItShouldBePasses() throws SQLException, IOException {
        Audit audit = audit("right", List.of(1, 2), List.of(1, 2));
        new Proof(audit).nothingRanTwice();
        new Proof(audit).operationsAgree(UPGRADE, 0, List.of(operation("succeeded", 2, "forward", 1, 2)));
        Audit undone = audit("undone", List.of(1, 2, -2), List.of(1, 2, -2));
        new Proof(undone).nothingRanTwice();
        new Proof(undone).operationsAgree(DOWNGRADE, 2, List.of(operation("interrupted", 0, "undo", 2)));
        new Proof(undone).operationsAgree(DOWNGRADE, 2, List.of(operation("interrupted", 0, "undo"))); // unknown
    }

    @Test
    void aRevisionThatRanTwiceIsSeen() throws SQLException {
        Proof proof = new Proof(audit("twice", List.of(1, 2, 2), List.of(1, 2, 2)));
        assertThatThrownBy(proof::nothingRanTwice).isInstanceOf(AssertionError.class);
    }

    @Test
    void anUndoOfWhatIsNotThereIsSeen() throws SQLException {
        Proof proof = new Proof(audit("unmade", List.of(1, -2), List.of(1, -2)));
        assertThatThrownBy(proof::nothingRanTwice).isInstanceOf(AssertionError.class);
    }

    @Test
    void aLedgerThatTellsAnotherStoryIsSeen() throws SQLException {
        Proof less = new Proof(audit("less", List.of(1, 2), List.of(1)));
        assertThatThrownBy(less::nothingRanTwice).isInstanceOf(AssertionError.class);
        Proof more = new Proof(audit("more", List.of(1), List.of(1, 2)));
        assertThatThrownBy(more::nothingRanTwice).isInstanceOf(AssertionError.class);
    }

    @Test
    void anOperationThatClaimsMoreThanRanIsSeen() throws SQLException, IOException {
        Proof proof = new Proof(audit("claimed", List.of(1), List.of(1)));
        List<JsonNode> claims = List.of(operation("succeeded", 2, "forward", 1, 2));
        assertThatThrownBy(() -> proof.operationsAgree(UPGRADE, 0, claims)).isInstanceOf(AssertionError.class);
        List<JsonNode> stopsShort = List.of(operation("succeeded", 1, "forward", 1));
        assertThatThrownBy(() -> proof.operationsAgree(UPGRADE, 0, stopsShort)).isInstanceOf(AssertionError.class);
    }

    @Test
    void anUpgradeThatIsLeftInterruptedIsSeen() throws SQLException, IOException {
        Proof proof = new Proof(audit("left", List.of(1), List.of(1)));
        List<JsonNode> left = List.of(operation("interrupted", 2, "forward", 1));
        assertThatThrownBy(() -> proof.operationsAgree(UPGRADE, 0, left)).isInstanceOf(AssertionError.class);
    }

    private static Audit audit(String database, List<Integer> ran, List<Integer> ledger) throws SQLException {
        String url = server.create(database);
        Audit audit = Audit.of(database, url);
        try (Connection connection = DriverManager.getConnection(url, EmbeddedServer.USER, "");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE flyway_schema_history (installed_rank serial, version text, type text, success boolean)");
            for (int one : ran) {
                statement.execute("INSERT INTO audit.ran (version, way) VALUES (%d, '%s')"
                        .formatted(Math.abs(one), one < 0 ? "undo" : "forward"));
            }
            for (int one : ledger) {
                statement.execute("INSERT INTO flyway_schema_history (version, type, success) VALUES ('%d', '%s', true)"
                        .formatted(Math.abs(one), one < 0 ? "DELETE" : "SQL"));
            }
        }
        return audit;
    }

    private static JsonNode operation(String status, int to, String kind, int... succeeded) throws IOException {
        String steps = Arrays.stream(succeeded)
                .mapToObj("{\"version\":\"%%d\",\"kind\":\"%s\",\"status\":\"succeeded\"}".formatted(kind)::formatted)
                .collect(Collectors.joining(","));
        return new ObjectMapper()
                .readTree(
                        "{\"id\":\"1\",\"status\":\"%s\",\"to\":\"%d\",\"endedAt\":\"2026-11-22T01:19:18Z\",\"steps\":[%s]}"
                                .formatted(status, to, steps));
    }
}
