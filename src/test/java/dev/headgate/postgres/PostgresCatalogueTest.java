package dev.headgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dev.EmbeddedServer;
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
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Version;
import dev.headgate.migration.Window;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.ds.PGSimpleDataSource;

/** The contract of {@link dev.headgate.operation.Catalogue}, on a real server. */
class PostgresCatalogueTest {

    private static final Window FIRST = new Window(Version.of("1"), Version.of("1"));

    private static EmbeddedServer server;
    private static DataSource store;
    private static PostgresCatalogue catalogue;

    @BeforeAll
    static void serve() {
        server = EmbeddedServer.start();
        store = connections(server.url("postgres")).forFacts(target("any"));
        Flyway.configure()
                .dataSource(server.url("postgres"), EmbeddedServer.USER, "")
                .locations("classpath:db/store")
                .schemas("headgate")
                .load()
                .migrate();
        catalogue = new PostgresCatalogue(writing());
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void releasesAreKnownByWhatTheirBundlesSayTheOneSeenLastFirst() {
        catalogue.record(target("shop"), bundle(Given.digest(1), named("shop-1"), "1"));
        catalogue.record(target("shop"), bundle(Given.digest(2), Manifest.NONE, "1", "2+"));
        assertThat(catalogue.releases(new TargetName("shop")))
                .containsExactly(
                        new Release(
                                Given.digest(2),
                                Optional.empty(),
                                new Window(Version.of("2"), Version.of("2")),
                                Version.of("2")),
                        new Release(Given.digest(1), Optional.of("shop-1"), FIRST, Version.of("1")));

        catalogue.record(target("shop"), bundle(Given.digest(1), named("shop-1"), "1"));
        assertThat(catalogue.releases(new TargetName("shop")))
                .extracting(Release::digest)
                .containsExactly(Given.digest(1), Given.digest(2));
        assertThat(catalogue.releases(new TargetName("other"))).isEmpty();
    }

    @Test
    void phasesAreThoseOfTheVeryScriptsThatAnyBundleOfTheTargetHad() {
        catalogue.record(target("phased"), bundle(Given.digest(1), Manifest.NONE, "1", "2+", "3"));
        catalogue.record(target("phased"), bundle(Given.digest(2), Manifest.NONE, "1", "2+", "4+"));
        catalogue.record(target("elsewhere"), bundle(Given.digest(3), Manifest.NONE, "9+"));

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
        try (Connection listening = store.getConnection();
                Statement statement = listening.createStatement()) {
            statement.execute("LISTEN headgate");
            Bundle bundle = bundle(Given.digest(1), Manifest.NONE, "1");
            catalogue.record(target("told"), bundle);
            assertThat(heard(listening)).containsExactly("release told");
            catalogue.record(target("told"), bundle);
            assertThat(heard(listening)).isEmpty();
            catalogue.record(target("told"), bundle(Given.digest(2), Manifest.NONE, "1"));
            assertThat(heard(listening)).containsExactly("release told");
            catalogue.record(target("told"), bundle);
            assertThat(heard(listening)).as("that it is the newest again").containsExactly("release told");
        }
    }

    @Test
    void replicasThatStartAtTheSameTimeWithMuchTheSameBundleDoNotGetInEachOthersWay() {
        String[] versions =
                IntStream.rangeClosed(1, 5000).mapToObj(i -> i + "+").toArray(String[]::new);
        List<CompletableFuture<Void>> replicas = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> catalogue.record(target("many"), bundle(Given.digest(i % 3), Manifest.NONE, versions))))
                .toList();

        assertThat(replicas).allSatisfy(replica -> assertThat(replica).succeedsWithin(Duration.ofSeconds(20)));
        assertThat(catalogue.releases(new TargetName("many"))).hasSize(3);
        assertThat(catalogue.phases(
                        new TargetName("many"),
                        Stream.of(versions).map(v -> row(v.replace("+", ""), v)).toList()))
                .hasSize(5000);
    }

    @Test
    void aStoreThatDoesNotAnswerIsSaidToBeUnavailable() {
        PostgresCatalogue lost = new PostgresCatalogue(
                connections(server.url("no_such_database")).forFacts(target("any")));

        assertThatThrownBy(() -> lost.releases(new TargetName("shop")))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.STORE_UNAVAILABLE));
    }

    private static List<String> heard(Connection listening) throws SQLException {
        PGNotification[] heard = listening.unwrap(PGConnection.class).getNotifications(200);
        return heard == null
                ? List.of()
                : Stream.of(heard).map(PGNotification::getParameter).toList();
    }

    private static DirectConnections connections(String url) {
        return new DirectConnections(url, EmbeddedServer.USER);
    }

    private static DataSource writing() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.url("postgres"));
        source.setUser(EmbeddedServer.USER);
        return source;
    }

    private static Target target(String name) {
        Target any = DirectConnections.target("flyway_schema_history");
        return new Target(
                new TargetName(name),
                any.schemas(),
                any.ledger(),
                any.adoption(),
                any.mode(),
                any.environment(),
                any.downgradeAllowed(),
                any.onAhead(),
                any.waitForDatabase(),
                any.lockWait(),
                any.transaction(),
                any.courtesy());
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
