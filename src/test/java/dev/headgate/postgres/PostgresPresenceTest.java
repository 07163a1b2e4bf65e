package dev.headgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.migration.Given;
import dev.headgate.migration.TargetName;
import dev.headgate.operation.Event;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Presence.Change;
import dev.headgate.operation.Presence.Place;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a replica hears, and what it takes over, on a real server. */
class PostgresPresenceTest {

    private static final TargetName SHOP = new TargetName("shop");

    private static StoreServer store;
    private static PostgresPresence presence;
    private static PostgresOperationLog log;

    @BeforeAll
    static void serve() {
        store = StoreServer.start();
        presence = new PostgresPresence(store.sessions());
        log = new PostgresOperationLog(StoreServer.audited(store.sessions()), new ObjectMapper(), presence::number);
    }

    @AfterEach
    void clear() throws SQLException {
        store.clear();
    }

    @AfterAll
    static void stop() throws IOException {
        store.close();
    }

    @Test
    void aReplicaHearsOfOperationsOfReleasesAndOfWhatIsActiveAndOfNothingElse() throws SQLException {
        UUID operation = UUID.randomUUID();
        try (Place place = presence.take(List.of())) {
            store.execute("""
                    SELECT pg_notify('headgate', payload)
                    FROM unnest(ARRAY['release shop', 'active shop', 'active', 'active No Target', '%s step-ended shop', '%s slept shop', '']) AS payload
                    """.formatted(operation, operation));

            assertThat(place.await(Duration.ofSeconds(5)))
                    .containsExactly(
                            new Change.OfReleases(SHOP),
                            new Change.OfActive(SHOP),
                            new Change.OfOperation(operation, Event.Kind.STEP_ENDED, SHOP));
        }
    }

    @Test
    void anOperationIsTakenOverWhereItsTargetIsOnesOwnAndItsBundleIsOnTheShelf() {
        try (Place place = presence.take(List.of())) {
            UUID freed = freed("shop", 1);
            assertThat(place.claim(List.of(SHOP), Map.of())).as("not kept").isEmpty();

            new PostgresShelf(StoreServer.audited(store.sessions()))
                    .keep(new TargetName("depot"), Packed.delivery(1, Map.of()), Packed.origin(Given.NOW));
            assertThat(place.claim(List.of(), Map.of())).as("somebody else's").isEmpty();
            assertThat(place.claim(List.of(new TargetName("depot")), Map.of())).isEmpty();
            assertThat(place.claim(List.of(SHOP), Map.of())).containsExactly(freed);
            assertThat(place.claim(List.of(SHOP), Map.of())).as("taken").isEmpty();
        }
    }

    @Test
    void anOperationIsTakenOverWhereItsBundleIsAtHand() {
        try (Place place = presence.take(List.of())) {
            UUID freed = freed("shop", 1);

            assertThat(place.claim(List.of(SHOP), Map.of(SHOP, Given.digest(2))))
                    .isEmpty();
            assertThat(place.claim(List.of(SHOP), Map.of(SHOP, Given.digest(1))))
                    .containsExactly(freed);
        }
    }

    @Test
    void anOperationThatNobodyHasWantedForLongIsTakenOver() throws SQLException {
        try (Place place = presence.take(List.of())) {
            UUID freed = freed("shop", 1);
            store.execute("UPDATE headgate.operation SET freed_at = now() - interval '61 s'");

            assertThat(place.claim(List.of(), Map.of())).containsExactly(freed);
        }
    }

    private static UUID freed(String target, int bundle) {
        Operation operation =
                log.add(Asked.upgrade(target, bundle), Optional.empty()).operation();
        log.free(operation, Asked.event(operation));
        return operation.id();
    }
}
