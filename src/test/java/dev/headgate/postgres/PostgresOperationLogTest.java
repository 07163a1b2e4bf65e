package dev.headgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.migration.Given;
import dev.headgate.migration.Refused;
import dev.headgate.migration.TargetName;
import dev.headgate.operation.Catalogue;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Operation.Status;
import dev.headgate.operation.OperationLog.Taken;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operations that make their bundles the active ones, on a real server. */
class PostgresOperationLogTest {

    private static final Optional<String> KEY = Optional.of("shop-7");

    private static StoreServer store;
    private static PostgresOperationLog log;
    private static PostgresCatalogue catalogue;

    @BeforeAll
    static void serve() {
        store = StoreServer.start();
        log = new PostgresOperationLog(StoreServer.audited(store.sessions()), new ObjectMapper(), () -> 1);
        catalogue = new PostgresCatalogue(StoreServer.audited(store.sessions()));
    }

    @BeforeEach
    void keep() {
        PostgresShelf shelf = new PostgresShelf(StoreServer.audited(store.sessions()));
        for (String target :
                List.of("read", "done", "replanned", "failed", "disowned", "again", "both", "back", "bad", "later")) {
            shelf.keep(new TargetName(target), Packed.delivery(1, Map.of()), Packed.origin(Given.NOW));
            shelf.keep(new TargetName(target), Packed.delivery(2, Map.of()), Packed.origin(Given.NOW));
        }
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
    void anOperationIsReadBackWithWhetherItActivates() {
        Operation release = added(Asked.release("read", 1));
        Operation upgrade = added(Asked.upgrade("read", 1));

        assertThat(log.find(release.id())).contains(release);
        assertThat(log.find(upgrade.id())).contains(upgrade);
        assertThat(upgrade.caller().traceparent()).isPresent(); // for whichever replica ends it
    }

    @Test
    void aBundleIsTheActiveOneTheMomentItsOperationHasSucceeded() throws SQLException {
        Operation release = added(Asked.release("done", 1));
        log.update(Asked.at(release, Status.RUNNING), Asked.event(release));
        assertThat(catalogue.active(release.target())).isEmpty();

        Operation done = Asked.at(release, Status.SUCCEEDED);
        try (Connection listening = store.listening()) {
            log.update(done, Asked.event(done));
            assertThat(StoreServer.heard(listening)).containsExactly(release.id() + " done done", "active done");
        }

        assertThat(catalogue.active(release.target())).contains(Given.digest(1));
        assertThat(catalogue.entries(release.target()).getFirst().activation())
                .contains(new Catalogue.Activation(Given.NOW.plusSeconds(60), "hook"));
    }

    @Test
    void soItIsWhenTheEndComesWithOtherSteps() {
        Operation done = Asked.at(added(Asked.release("replanned", 1)), Status.SUCCEEDED);
        log.replan(done, Asked.event(done));

        assertThat(catalogue.active(done.target())).contains(Given.digest(1));
    }

    @Test
    void anOperationThatFailedOrWasNotToActivateLeavesTheActiveBundleAsItIs() {
        Operation failed = Asked.at(added(Asked.release("failed", 1)), Status.FAILED);
        log.update(failed, Asked.event(failed));
        assertThat(catalogue.active(failed.target())).isEmpty();

        Operation done = Asked.at(added(Asked.upgrade("failed", 1)), Status.SUCCEEDED);
        log.update(done, Asked.event(done));
        assertThat(catalogue.active(done.target())).isEmpty();
    }

    @Test
    void anAttemptThatIsNotTheNewestAnyMoreActivatesNothing() {
        Operation release = added(Asked.release("disowned", 1));
        log.free(release, Asked.event(release));
        Operation done = Asked.at(release, Status.SUCCEEDED);

        assertThat(log.update(done, Asked.event(done)).mine()).isFalse();
        assertThat(log.replan(done, Asked.event(done)).mine()).isFalse();
        assertThat(catalogue.active(done.target())).isEmpty();
    }

    @Test
    void anEndThatIsToldAgainDoesNotTakeBackWhatWasActivatedSince() {
        Operation done = Asked.at(added(Asked.release("again", 1)), Status.SUCCEEDED);
        log.update(done, Asked.event(done));
        catalogue.activate(done.target(), Given.digest(2), done.caller(), Given.NOW);

        assertThat(log.update(done, Asked.event(done)).mine()).isFalse();
        assertThat(catalogue.active(done.target())).contains(Given.digest(2));
    }

    @Test
    void whatActivatesIsAnotherThingToAskForThanWhatDoesNot() {
        Operation upgrade = added(Asked.upgrade("both", 1));
        Operation release = added(Asked.release("both", 1));

        assertThat(log.add(Asked.upgrade("both", 1), Optional.empty())
                        .operation()
                        .id())
                .isEqualTo(upgrade.id());
        assertThat(log.add(Asked.release("both", 1), Optional.empty())
                        .operation()
                        .id())
                .isEqualTo(release.id());
    }

    @Test
    void aKeyIsSpentOnceItsReleaseIsNotTheActiveOneAnyMore() {
        TargetName target = new TargetName("back");
        Operation first = Asked.at(log.add(Asked.release("back", 1), KEY).operation(), Status.SUCCEEDED);
        assertThat(log.add(Asked.release("back", 1), KEY))
                .as("under way")
                .extracting(Taken::isNew, taken -> taken.operation().id())
                .containsExactly(false, first.id());
        log.update(first, Asked.event(first));
        assertThat(log.add(Asked.release("back", 1), KEY))
                .as("done, and the active one")
                .extracting(Taken::isNew, taken -> taken.operation().id())
                .containsExactly(false, first.id());

        Operation next = Asked.at(added(Asked.release("back", 2)), Status.SUCCEEDED);
        log.update(next, Asked.event(next));
        Taken again = log.add(Asked.release("back", 1), KEY);
        assertThat(again.isNew()).as("rolled back").isTrue();

        Operation last = Asked.at(again.operation(), Status.SUCCEEDED);
        log.update(last, Asked.event(last));
        assertThat(catalogue.active(target)).contains(Given.digest(1));
        assertThat(log.add(Asked.release("back", 1), KEY).isNew()).isFalse();
    }

    @Test
    void aKeyOfAReleaseThatDidNotSucceedIsSpentSoThatItMayOnceWhatWasInItsWayIsGone() {
        Operation failed = Asked.at(log.add(Asked.release("bad", 1), KEY).operation(), Status.FAILED);
        log.update(failed, Asked.event(failed));
        Taken second = log.add(Asked.release("bad", 1), KEY);
        assertThat(second.isNew()).as("failed").isTrue();
        assertThat(log.add(Asked.release("bad", 1), KEY).isNew())
                .as("under way")
                .isFalse();

        Operation refused = Asked.at(second.operation(), Status.REFUSED);
        log.update(refused, Asked.event(refused));
        assertThat(log.add(Asked.release("bad", 1), KEY).isNew()).as("refused").isTrue();
    }

    @Test
    void aKeyOfWhatDidNotActivateDoesNotStandForWhatIsTo() {
        Operation done = Asked.at(log.add(Asked.upgrade("later", 1), KEY).operation(), Status.SUCCEEDED);
        log.update(done, Asked.event(done));

        assertThat(log.add(Asked.upgrade("later", 1), KEY).isNew()).isFalse();
        assertThat(log.add(Asked.release("later", 1), KEY).isNew()).isTrue();
    }

    @Test
    void aBundleThatWasRemovedMeanwhileIsNotBegunWith() {
        PostgresShelf shelf = new PostgresShelf(StoreServer.audited(store.sessions()));
        assertThat(shelf.remove(new TargetName("done"), Given.digest(1), Asked.HOOK))
                .isTrue();

        assertThatThrownBy(() -> added(Asked.release("done", 1)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("Push it again");
        assertThatThrownBy(() -> log.add(Asked.release("done", 1), KEY)).isInstanceOf(Refused.class);
        assertThat(log.list(Optional.of(Set.of(new TargetName("done"))), Optional.empty(), 0, 9))
                .isEmpty();
    }

    private static Operation added(Operation operation) {
        return log.add(operation, Optional.empty()).operation();
    }
}
