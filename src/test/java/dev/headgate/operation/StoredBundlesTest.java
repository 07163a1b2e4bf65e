package dev.headgate.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.migration.Digest;
import dev.headgate.migration.Given;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StoredBundlesTest {

    private static final Target ORDERS = Given.target("");

    private final Store store = new Store();
    private final ActiveBundles active = new ActiveBundles(
            Map.of(ORDERS.name(), new BundleSource.Stored()),
            new Shop(),
            new Library(new EmptyShelf(), new Shop()),
            store);

    /** A store that has no bundles, whatever it says of them. */
    private static final class Store extends BareCatalogue {

        private boolean away;

        @Override
        public Optional<Digest> active(TargetName target) {
            if (away) {
                throw Refusal.of(Reason.STORE_UNAVAILABLE, "away").thrown();
            }
            return super.active(target);
        }
    }

    @Test
    void anActiveBundleThatTheStoreLostIsAProblemOfItsTargetThatTheNextReleaseMends() {
        store.active = Optional.of(Given.digest(1));

        assertThatThrownBy(() -> active.of(ORDERS))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("push it again, or another");
        assertThat(active.ifAny(ORDERS))
                .as("so that the next becomes active at once")
                .isEmpty();
    }

    @Test
    void whatIsAtHandIsToldWithoutTheStore() {
        store.away = true;

        assertThat(active.atHand()).isEmpty();
    }
}
