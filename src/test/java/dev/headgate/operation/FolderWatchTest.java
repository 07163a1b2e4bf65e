package dev.headgate.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.headgate.audit.Entry;
import dev.headgate.migration.Given;
import dev.headgate.migration.MovingClock;
import dev.headgate.migration.Reading;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Undos;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FolderWatchTest {

    private static final Target ORDERS = Given.target("");

    private final Shop shop = new Shop();
    private final Ledger ledger = new Ledger();
    private final BareCatalogue catalogue = new BareCatalogue();
    private final List<TargetName> changed = new ArrayList<>();
    private final List<Entry> noted = new ArrayList<>();

    /** A target's database. */
    private static final class Ledger implements Databases {

        private String rows = "1";

        @Override
        public Reading read(Target target) {
            return Given.managed(rows);
        }

        @Override
        public Reading glance(Target target) {
            return read(target);
        }
    }

    @Test
    void aChangeIsOfferedOnceItRestsAndTheTargetKeepsWhatItHas() {
        Watched watched = watched(false);
        shop.revisions = 2;

        watched.watch.look();
        assertThat(watched.active.offered(ORDERS))
                .as("while it may be half copied")
                .isEmpty();

        watched.watch.look();
        assertThat(watched.active.offered(ORDERS).flatMap(Offer::digest)).contains(Given.digest(2));
        assertThat(watched.active.offered(ORDERS).orElseThrow().why()).contains("/bundles/222222222222/activate");
        assertThat(watched.active.of(ORDERS).digest()).isEqualTo(Given.digest(1));
        assertThat(changed).containsExactly(ORDERS.name());
    }

    @Test
    void aChangeThatIsTakenBackIsOfferedNoMore() {
        Watched watched = watched(false);
        shop.revisions = 2;
        watched.looksTwice();
        shop.revisions = 1;
        watched.looksTwice();

        assertThat(watched.active.offered(ORDERS)).isEmpty();
        assertThat(watched.active.of(ORDERS).digest()).isEqualTo(Given.digest(1));
    }

    @Test
    void whatIsWrittenAnewAndIsTheSameIsNoChange() {
        Watched watched = watched(false);
        shop.writes = 1;
        watched.looksTwice();

        assertThat(watched.active.offered(ORDERS)).isEmpty();
    }

    @Test
    void aReplicaWhoseFolderChangesLateTakesWhatWasMadeActiveAtAnotherMeanwhile() {
        Watched watched = watched(false);
        catalogue.active = Optional.of(Given.digest(2));
        watched.active.hear(ORDERS.name());
        shop.revisions = 2;
        watched.looksTwice();

        assertThat(watched.active.of(ORDERS).digest()).isEqualTo(Given.digest(2));
        assertThat(watched.active.offered(ORDERS)).isEmpty();
    }

    @Test
    void aReplicaThatWasNotToldTakesWhatWasMadeActiveAtAnother() {
        Watched watched = watched(false);
        shop.revisions = 2;
        watched.looksTwice();
        catalogue.active = Optional.of(Given.digest(2));
        changed.clear();
        watched.watch.look();

        assertThat(watched.active.of(ORDERS).digest()).isEqualTo(Given.digest(2));
        assertThat(changed).containsExactly(ORDERS.name());
    }

    @Test
    void aTargetThatActivatesChangesTakesWhatContinuesItsLedger() {
        Watched watched = watched(true);
        shop.revisions = 2;
        watched.looksTwice();

        assertThat(watched.active.of(ORDERS).digest()).isEqualTo(Given.digest(2));
        assertThat(watched.active.offered(ORDERS)).isEmpty();
        watched.looksTwice();
        assertThat(noted)
                .extracting(Entry::act, entry -> entry.detail().orElseThrow())
                .containsExactly(tuple("activate", "bundle=%s source=filesystem:/shop".formatted(Given.digest(2))));
    }

    @Test
    void aTargetThatActivatesChangesIsOnlyOfferedWhatDoesNotContinueItsLedgerUntilItDoes() {
        Watched watched = watched(true);
        ledger.rows = "1 edited";
        shop.revisions = 2;
        watched.looksTwice();

        assertThat(watched.active.of(ORDERS).digest()).isEqualTo(Given.digest(1));
        assertThat(watched.active.offered(ORDERS).orElseThrow().why()).contains("V1__r1.sql has checksum");

        ledger.rows = "1";
        watched.watch.look();
        assertThat(watched.active.of(ORDERS).digest()).isEqualTo(Given.digest(2));
    }

    @Test
    void aFolderThatGetsProblemsIsTakenForAnOfferThatIsOfNoUse() {
        Watched watched = watched(true);
        shop.revisions = 0;
        watched.looksTwice();

        assertThat(watched.active.of(ORDERS).digest()).isEqualTo(Given.digest(1));
        assertThat(watched.active.offered(ORDERS).orElseThrow().digest()).isEmpty();
        assertThat(watched.active.offered(ORDERS).orElseThrow().why()).contains("the name is malformed");
    }

    @Test
    void aFolderThatWasMendedIsTakenAtOnceForNothingElseWasActive() {
        shop.revisions = 0;
        Watched watched = watched(false);
        assertThatThrownBy(() -> watched.active.of(ORDERS)).hasMessageContaining("the name is malformed");

        shop.revisions = 1;
        watched.looksTwice();
        assertThat(watched.active.of(ORDERS).digest()).isEqualTo(Given.digest(1));
    }

    private record Watched(ActiveBundles active, FolderWatch watch) {

        void looksTwice() {
            watch.look();
            watch.look();
        }
    }

    private Watched watched(boolean activatesChanges) {
        MovingClock clock = new MovingClock();
        Library empty = new Library(new EmptyShelf(), shop);
        ActiveBundles active = new ActiveBundles(
                Map.of(ORDERS.name(), new BundleSource.Place("filesystem:/shop", activatesChanges)),
                shop,
                empty,
                catalogue);
        Situations situations = new Situations((target, rows) -> Map.of(), (target, rows) -> Undos.NONE, clock);
        FolderWatch watch = new FolderWatch(
                new OneTarget(ORDERS),
                active,
                empty,
                new Continuations(ledger, situations),
                changed::add,
                noted::add,
                clock);
        return new Watched(active, watch);
    }
}
