package dev.headgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.audit.Inspection;
import dev.headgate.migration.Given;
import dev.headgate.migration.Release;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Version;
import dev.headgate.migration.Window;
import dev.headgate.operation.Catalogue;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Shelf;
import dev.headgate.security.Caller;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What earlier Headgates have written is there after the store's schema has moved on. */
class PostgresStoreUpgradeTest {

    private static final UUID ENDED = UUID.fromString("0198c0de-0000-7000-8000-000000000001");
    private static final UUID UNDER_WAY = UUID.fromString("0198c0de-0000-7000-8000-000000000002");
    private static final TargetName SHOP = new TargetName("shop");

    @Test
    void recordsOfAHeadgateThatKeptNoBundlesStay() throws SQLException, IOException {
        try (StoreServer store = StoreServer.start("3")) {
            store.execute(operation(ENDED, "succeeded", "'2026-11-01 12:01:00Z'"));
            store.execute(operation(UNDER_WAY, "running", "NULL"));
            store.execute("""
                    INSERT INTO headgate.step (operation, position, description, kind, status)
                    VALUES ('%s', 0, 'r1', 'forward', 'succeeded')
                    """.formatted(ENDED));
            store.execute(release(1, "2026-11-01 12:00:00Z"));

            store.migrate("6");
            store.execute(release(2, "2026-11-01 12:00:01Z")); // by one that is not replaced yet

            Catalogue catalogue = new PostgresCatalogue(StoreServer.audited(store.sessions()));
            assertThat(catalogue.releases(SHOP))
                    .extracting(Release::digest)
                    .containsExactly(Given.digest(2), Given.digest(1));
            assertThat(catalogue.entries(SHOP))
                    .hasSize(2)
                    .contains(new Catalogue.Entry(
                            new Release(
                                    Given.digest(1),
                                    Optional.of("shop-1"),
                                    new Window(Version.of("1"), Version.of("1")),
                                    Version.of("1")),
                            0,
                            0,
                            new Shelf.Origin(
                                    "configuration",
                                    new Caller("headgate", Optional.empty(), Optional.empty()),
                                    Given.NOW),
                            Optional.empty()));
            assertThat(catalogue.active(SHOP)).isEmpty();

            PostgresOperationLog log =
                    new PostgresOperationLog(StoreServer.audited(store.sessions()), new ObjectMapper(), () -> 1);
            assertThat(log.list(Optional.of(Set.of(SHOP)), Optional.empty(), 0, 10))
                    .hasSize(2)
                    .noneMatch(Operation::activates);
            assertThat(log.find(ENDED).orElseThrow().steps()).hasSize(1);
            assertThat(log.add(Asked.upgrade("shop", 1), Optional.empty())
                            .operation()
                            .id())
                    .as("the one that is under way")
                    .isEqualTo(UNDER_WAY);
        }
    }

    @Test
    void whatBeganBeforeThereWasAnAuditEndsInIt() throws SQLException, IOException {
        try (StoreServer store = StoreServer.start("4")) {
            store.execute(operation(UNDER_WAY, "running", "NULL"));

            store.migrate("6");
            store.execute(operation(ENDED, "succeeded", "'2026-11-01 12:01:00Z'")); // by one that is not replaced yet
            AuditedStore audited = StoreServer.audited(store.sessions());
            PostgresOperationLog log = new PostgresOperationLog(audited, new ObjectMapper(), () -> 1);
            Operation done = Asked.at(log.find(UNDER_WAY).orElseThrow(), Operation.Status.SUCCEEDED);
            log.update(done, Asked.event(done));

            assertThat(store.query("SELECT concat_ws(' ', number, operation, outcome) FROM headgate.audit"))
                    .containsExactly("1 %s succeeded".formatted(UNDER_WAY));
            assertThat(Inspection.of(new PostgresRegister(audited), Optional.empty()))
                    .isInstanceOf(Inspection.Whole.class);
        }
    }

    private static String operation(UUID id, String status, String endedAt) {
        return """
                INSERT INTO headgate.operation (
                    id, target, verb, force, versions, bundle, requested_by, created_at, status, ended_at)
                VALUES ('%s', 'shop', 'upgrade', false, '{}', '%s', 'anonymous', now(), '%s', %s)
                """.formatted(id, Given.digest(1), status, endedAt);
    }

    private static String release(int bundle, String seenAt) {
        return """
                INSERT INTO headgate.release (target, digest, name, serves_from, serves_to, head, seen_at)
                VALUES ('shop', '%s', 'shop-%d', '1', '1', '1', '%s')
                """.formatted(Given.digest(bundle), bundle, seenAt);
    }
}
