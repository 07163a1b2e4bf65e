package dev.headgate.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.migration.Bundle;
import dev.headgate.migration.Digest;
import dev.headgate.migration.Given;
import dev.headgate.migration.LedgerRow;
import dev.headgate.migration.Manifest;
import dev.headgate.migration.Phase;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Release;
import dev.headgate.migration.Revision;
import dev.headgate.migration.Script;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Version;
import dev.headgate.migration.Window;
import dev.headgate.operation.Catalogue;
import dev.headgate.operation.Delivery;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Shelf;
import dev.headgate.security.Caller;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract of {@link dev.headgate.operation.Catalogue}, on a real server. */
class PostgresCatalogueTest {

    private static final Caller SOMEBODY = new Caller("somebody", Optional.of("10.0.0.9"), Optional.empty());
    private static final Window FIRST = new Window(Version.of("1"), Version.of("1"));

    private static StoreServer store;
    private static PostgresCatalogue catalogue;
    private static PostgresShelf shelf;

    @BeforeAll
    static void serve() {
        store = StoreServer.start();
        catalogue = new PostgresCatalogue(StoreServer.audited(store.sessions()));
        shelf = new PostgresShelf(StoreServer.audited(store.sessions()));
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
    void releasesAreKnownByWhatTheirBundlesSayTheOneSeenLastFirst() {
        keep("shop", bundle(Given.digest(1), named("shop-1"), "1"));
        keep("shop", bundle(Given.digest(2), Manifest.NONE, "1", "2+"));
        assertThat(catalogue.releases(new TargetName("shop")))
                .containsExactly(
                        new Release(
                                Given.digest(2),
                                Optional.empty(),
                                new Window(Version.of("2"), Version.of("2")),
                                Version.of("2")),
                        new Release(Given.digest(1), Optional.of("shop-1"), FIRST, Version.of("1")));

        keep("shop", bundle(Given.digest(1), named("shop-1"), "1"));
        assertThat(catalogue.releases(new TargetName("shop")))
                .extracting(Release::digest)
                .containsExactly(Given.digest(1), Given.digest(2));
        assertThat(catalogue.releases(new TargetName("other"))).isEmpty();
    }

    @Test
    void phasesAreThoseOfTheVeryScriptsThatAnyBundleOfTheTargetHad() {
        keep("phased", bundle(Given.digest(1), Manifest.NONE, "1", "2+", "3"));
        keep("phased", bundle(Given.digest(2), Manifest.NONE, "1", "2+", "4+"));
        keep("elsewhere", bundle(Given.digest(3), Manifest.NONE, "9+"));

        assertThat(catalogue.phases(
                        new TargetName("phased"),
                        List.of(
                                row("1", "1"),
                                row("2", "2+"),
                                row("3", "3"),
                                row("4", "4+"),
                                row("5", "5"),
                                row("9", "9+"))))
                .containsOnly(
                        Map.entry(Version.of("1"), Phase.CONTRACT),
                        Map.entry(Version.of("2"), Phase.EXPAND),
                        Map.entry(Version.of("3"), Phase.CONTRACT),
                        Map.entry(Version.of("4"), Phase.EXPAND));
        assertThat(catalogue.phases(new TargetName("phased"), List.of(row("2", "2"))))
                .isEmpty();
    }

    @Test
    void othersAreToldOfWhatIsNewAndOfNothingElse() throws SQLException {
        try (Connection listening = store.listening()) {
            Bundle bundle = bundle(Given.digest(1), Manifest.NONE, "1");
            keep("told", bundle);
            assertThat(StoreServer.heard(listening)).containsExactly("release told");
            keep("told", bundle);
            assertThat(StoreServer.heard(listening)).isEmpty();
            keep("told", bundle(Given.digest(2), Manifest.NONE, "1"));
            assertThat(StoreServer.heard(listening)).containsExactly("release told");
            keep("told", bundle);
            assertThat(StoreServer.heard(listening))
                    .as("that it is the newest again")
                    .containsExactly("release told");
        }
    }

    @Test
    void replicasThatStartAtTheSameTimeWithMuchTheSameBundleDoNotGetInEachOthersWay() {
        String[] versions =
                IntStream.rangeClosed(1, 5000).mapToObj(i -> i + "+").toArray(String[]::new);
        List<CompletableFuture<Void>> replicas = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> keep("many", bundle(Given.digest(i % 3), Manifest.NONE, versions))))
                .toList();

        assertThat(replicas).allSatisfy(replica -> assertThat(replica).succeedsWithin(Duration.ofSeconds(20)));
        assertThat(catalogue.releases(new TargetName("many"))).hasSize(3);
        assertThat(catalogue.phases(
                        new TargetName("many"),
                        Stream.of(versions).map(v -> row(v.replace("+", ""), v)).toList()))
                .hasSize(5000);
    }

    @Test
    void entriesTellWhereABundleCameFromFirstAndWhetherItIsTheActiveOneTheNewestFirst() {
        TargetName target = new TargetName("listed");
        Delivery delivery =
                Packed.delivery(1, Map.of("V1__r1.sql", "-- V1".getBytes(UTF_8), "U1__r1.sql", new byte[0]));
        shelf.keep(target, delivery, Packed.origin(Given.NOW));
        keep("listed", bundle(Given.digest(2), named("shop-2"), "1", "2"), Given.NOW.plusSeconds(1));
        keep("listed", bundle(Given.digest(3), Manifest.NONE, "3"), Given.NOW.minusSeconds(1));
        shelf.keep(target, delivery, new Shelf.Origin("again", SOMEBODY, Given.NOW.plusSeconds(9)));
        catalogue.activate(target, Given.digest(1), SOMEBODY, Given.NOW);

        List<Catalogue.Entry> entries = catalogue.entries(target);

        assertThat(entries)
                .extracting(entry -> entry.release().digest())
                .containsExactly(Given.digest(2), Given.digest(1), Given.digest(3));
        assertThat(entries.get(1))
                .isEqualTo(new Catalogue.Entry(
                        Release.of(delivery.bundle()),
                        5,
                        2,
                        Packed.origin(Given.NOW),
                        Optional.of(new Catalogue.Activation(Given.NOW, "somebody"))));
        assertThat(entries.getFirst().activation()).isEmpty();
        assertThat(catalogue.entries(new TargetName("other"))).isEmpty();
    }

    @Test
    void theActiveBundleIsTheOneThatWasMadeItLastAndOthersAreToldWhenItIsAnother() throws SQLException {
        TargetName target = new TargetName("switched");
        keep("switched", bundle(Given.digest(1), Manifest.NONE, "1"));
        keep("switched", bundle(Given.digest(2), Manifest.NONE, "1", "2"));
        assertThat(catalogue.active(target)).isEmpty();
        try (Connection listening = store.listening()) {
            catalogue.activate(target, Given.digest(1), SOMEBODY, Given.NOW);
            assertThat(StoreServer.heard(listening)).containsExactly("active switched");
            catalogue.activate(target, Given.digest(1), SOMEBODY, Given.NOW);
            assertThat(StoreServer.heard(listening)).isEmpty();
            catalogue.activate(target, Given.digest(2), SOMEBODY, Given.NOW);
            assertThat(StoreServer.heard(listening)).containsExactly("active switched");
        }
        assertThat(catalogue.active(target)).contains(Given.digest(2));
    }

    @Test
    void theBundleThatAppliedAScriptLastIsKnownByTheVeryScript() {
        TargetName target = new TargetName("applying");
        catalogue.applies(target, Given.digest(1), List.of(script("1"), script("2"), script("2")));
        catalogue.applies(target, Given.digest(2), List.of(script("2")));

        assertThat(catalogue.appliedBy(target, List.of(row("1", "1"), row("2", "2"), row("2", "2+"), row("3", "3"))))
                .containsOnly(Map.entry(row("1", "1"), Given.digest(1)), Map.entry(row("2", "2"), Given.digest(2)));
        assertThat(catalogue.appliedBy(new TargetName("other"), List.of(row("1", "1"))))
                .isEmpty();
    }

    @Test
    void ofTheBundlesThatHoldAScriptTheOneThatAppliedItComesFirstThenTheNewest() {
        TargetName target = new TargetName("undoing");
        Map<String, byte[]> one = Map.of("V1__r.sql", new byte[] {1});
        for (int i = 1; i <= 4; i++) {
            shelf.keep(target, Packed.delivery(i, one), Packed.origin(Given.NOW.plusSeconds(i)));
        }
        shelf.keep(target, Packed.delivery(5, Map.of("V2__r.sql", new byte[] {2})), Packed.origin(Given.NOW));
        shelf.keep(new TargetName("other"), Packed.delivery(6, one), Packed.origin(Given.NOW));
        assertThat(catalogue.holding(target, row("1", "1")))
                .containsExactly(Given.digest(4), Given.digest(3), Given.digest(2), Given.digest(1));

        catalogue.applies(target, Given.digest(2), List.of(script("1")));
        catalogue.applies(target, Given.digest(1), List.of(script("1+"))); // of the same name, with other contents
        assertThat(catalogue.holding(target, row("1", "1")))
                .containsExactly(Given.digest(2), Given.digest(4), Given.digest(3), Given.digest(1));

        shelf.remove(target, Given.digest(2), Asked.HOOK);
        assertThat(catalogue.holding(target, row("1", "1")))
                .containsExactly(Given.digest(4), Given.digest(3), Given.digest(1));
    }

    @Test
    void anOperationWithABundleIsFoundAlsoWhereOnlyAStepTookItsScriptFromThere() throws SQLException {
        Operation operation = Asked.upgrade("worked", 1);
        new PostgresOperationLog(StoreServer.audited(store.sessions()), new ObjectMapper(), () -> 1)
                .add(operation, Optional.empty());
        TargetName target = operation.target();
        assertThat(catalogue.operationWith(target, Given.digest(1))).contains(operation.id());
        assertThat(catalogue.operationWith(target, Given.digest(2))).isEmpty();
        assertThat(catalogue.operationWith(new TargetName("other"), Given.digest(1)))
                .isEmpty();

        store.execute("""
                INSERT INTO headgate.step (operation, position, description, kind, status, bundle)
                VALUES ('%s', 0, 'r2', 'undo', 'pending', '%s')
                """.formatted(operation.id(), Given.digest(2)));
        assertThat(catalogue.operationWith(target, Given.digest(2))).contains(operation.id());
    }

    @Test
    void aStoreThatDoesNotAnswerIsSaidToBeUnavailable() {
        PostgresCatalogue lost = new PostgresCatalogue(StoreServer.audited(store.sessions("no_such_database")));

        assertThatThrownBy(() -> lost.releases(new TargetName("shop")))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.STORE_UNAVAILABLE));
    }

    private static boolean keep(String target, Bundle bundle) {
        return keep(target, bundle, Given.NOW);
    }

    private static boolean keep(String target, Bundle bundle, Instant at) {
        return shelf.keep(new TargetName(target), Packed.without(bundle), Packed.origin(at));
    }

    private static Manifest named(String name) {
        return new Manifest(Optional.of(name), Optional.of(FIRST), Optional.empty(), Optional.empty());
    }

    /** Of versions; with a plus it is an expand step. */
    private static Bundle bundle(Digest digest, Manifest manifest, String... versions) {
        return new Bundle(
                digest,
                "memory",
                manifest,
                Stream.of(versions).map(PostgresCatalogueTest::revision).toList(),
                List.of(),
                List.of());
    }

    private static Revision revision(String version) {
        return new Revision(
                Version.of(version.replace("+", "")),
                "r",
                script(version),
                Optional.empty(),
                version.endsWith("+") ? Phase.EXPAND : Phase.CONTRACT);
    }

    private static Script script(String version) {
        return Script.of("V%s__r.sql".formatted(version.replace("+", "")), "-- " + version, Optional.empty());
    }

    private static LedgerRow row(String version, String script) {
        return new LedgerRow(
                1,
                Optional.of(Version.of(version)),
                "r",
                "SQL",
                script(script).file(),
                OptionalInt.of(script(script).checksum()),
                "postgres",
                Instant.EPOCH,
                7,
                true);
    }
}
