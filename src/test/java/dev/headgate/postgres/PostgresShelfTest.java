package dev.headgate.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.migration.Digest;
import dev.headgate.migration.Given;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refused;
import dev.headgate.migration.ScriptChanged;
import dev.headgate.migration.TargetName;
import dev.headgate.operation.Delivery;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Shelf.Origin;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The contract of {@link dev.headgate.operation.Shelf}, on a real server. */
class PostgresShelfTest {

    private static final Origin ORIGIN = Packed.origin(Given.NOW);
    private static final TargetName SHOP = new TargetName("shop");
    private static final TargetName DEPOT = new TargetName("depot");
    private static final Random RANDOM = new Random(7);

    private static StoreServer store;
    private static Counted sessions;
    private static PostgresShelf shelf;

    /** Sessions of the store, as many as are asked for, until it is away. */
    private static final class Counted extends PGSimpleDataSource {

        private static final long serialVersionUID = 1;

        private final transient AtomicInteger opened = new AtomicInteger();
        private volatile boolean away;

        @Override
        public Connection getConnection() throws SQLException {
            if (away) {
                throw new SQLException("connection refused", "08001");
            }
            opened.incrementAndGet();
            return super.getConnection();
        }
    }

    @BeforeAll
    static void serve() {
        store = StoreServer.start();
        sessions = store.at(new Counted());
        shelf = new PostgresShelf(StoreServer.audited(sessions));
    }

    @AfterEach
    void clear() throws SQLException {
        sessions.away = false;
        store.clear();
    }

    @AfterAll
    static void stop() throws IOException {
        store.close();
    }

    @Test
    void whatIsKeptIsReadBackByteForByteInTheOrderOfThePaths() throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        files.put("V1__r1.sql", "CREATE TABLE \u00e9t\u00e9 ()".getBytes(UTF_8));
        files.put("empty.conf", new byte[0]);
        files.put("again/V1__r1.sql", files.get("V1__r1.sql"));
        files.put("V2__nul.sql", new byte[] {0, 1, (byte) 0xff, '\\', 0});
        files.put("V3__a_part.sql", random(ContentWriter.PART));
        files.put("V4__more_than_a_part.sql", random(ContentWriter.PART + 1));
        files.put("V5__large.sql", random(3 * 1024 * 1024));
        files.put("\ue000.sql", "-- below the next in bytes, above it in Java".getBytes(UTF_8));
        files.put("\ud83d\ude00.sql", "-- :)".getBytes(UTF_8));

        assertThat(shelf.keep(SHOP, Packed.delivery(1, files), ORIGIN)).isTrue();

        assertThat(read(Given.digest(1))).containsExactlyEntriesOf(new TreeMap<>(files));
        assertThat(shelf.files(Given.digest(1)))
                .allSatisfy(file -> assertThat(file.bytes()).isEqualTo(files.get(file.path()).length))
                .allSatisfy(file -> assertThat(file.digest()).isEqualTo(Packed.digest(files.get(file.path()))));
        assertThat(shelf.files(Given.digest(2))).isEmpty();
    }

    @Test
    void aLargeFileIsReadByteByByteToo() throws IOException {
        byte[] content = random(ContentWriter.PART + 3);
        shelf.keep(SHOP, Packed.delivery(1, Map.of("V1__r1.sql", content)), ORIGIN);

        try (InputStream read =
                shelf.files(Given.digest(1)).getFirst().content().open()) {
            for (byte expected : content) {
                if (read.read() != (expected & 0xff)) {
                    throw new AssertionError("another byte");
                }
            }
            assertThat(read.read(new byte[1], 0, 0)).isZero();
            assertThat(read.read()).isEqualTo(-1);
        }
    }

    @Test
    void manySmallFilesCostFewQueries() throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            files.put("V%d__r.sql".formatted(i), ("-- " + i).getBytes(UTF_8));
        }
        shelf.keep(SHOP, Packed.delivery(1, files), ORIGIN);

        sessions.opened.set(0);
        assertThat(read(Given.digest(1))).hasSize(500);
        assertThat(sessions.opened)
                .as("one for their names, one for their contents")
                .hasValue(2);
    }

    @Test
    void noMoreThanAWindowOfSmallFilesIsFetchedAtATime() throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            files.put("V%d__r.sql".formatted(i), random(ContentWriter.PART));
        }
        shelf.keep(SHOP, Packed.delivery(1, files), ORIGIN);

        sessions.opened.set(0);
        assertThat(read(Given.digest(1))).containsExactlyEntriesOf(new TreeMap<>(files));
        assertThat(sessions.opened).as("10 MiB by 4").hasValue(1 + 3);
    }

    @Test
    void aBundleAddsOnlyTheFilesThatNoOtherHas() throws SQLException {
        Map<String, byte[]> files = new HashMap<>(Map.of("V1__r1.sql", random(600_000), "U1__r1.sql", random(10)));
        shelf.keep(SHOP, Packed.delivery(1, files), ORIGIN);
        assertThat(store.query("SELECT count(*) FROM headgate.part")).containsExactly("4");

        files.put("V2__r2.sql", random(300_000));
        shelf.keep(SHOP, Packed.delivery(2, files), ORIGIN);
        assertThat(store.query("SELECT count(*) FROM headgate.part")).containsExactly("6");
        assertThat(store.query("SELECT count(*) FROM headgate.file")).containsExactly("3");
        assertThat(store.query("SELECT files || ' ' || bytes FROM headgate.bundle ORDER BY digest"))
                .containsExactly("2 600010", "3 900010");
    }

    @Test
    void aBundleThatIsKeptForAnotherTargetIsNotReadAgain() {
        shelf.keep(SHOP, Packed.delivery(1, Map.of("V1__r1.sql", random(10))), ORIGIN);
        Delivery unreadable = Packed.delivery(1, List.of(Packed.file("V1__r1.sql", random(10), () -> {
            throw new FileNotFoundException("nobody is to read it");
        })));

        assertThat(shelf.keep(DEPOT, unreadable, ORIGIN)).isTrue();
        assertThat(shelf.keep(DEPOT, unreadable, ORIGIN)).isFalse();
        assertThat(new PostgresCatalogue(StoreServer.audited(sessions)).releases(DEPOT))
                .extracting(release -> release.digest())
                .containsExactly(Given.digest(1));
    }

    @Test
    void aReleaseThatAnEarlierHeadgateNotedIsNewOnceItsBundleIsKept() throws SQLException {
        store.execute("""
                INSERT INTO headgate.release (target, digest, serves_from, serves_to, head, seen_at)
                VALUES ('shop', '%s', '1', '1', '1', now())
                """.formatted(Given.digest(1)));
        Delivery delivery = Packed.delivery(1, Map.of("V1__r1.sql", random(10)));
        try (Connection listening = store.listening()) {
            assertThat(shelf.keep(SHOP, delivery, ORIGIN)).isTrue();
            assertThat(StoreServer.heard(listening)).containsExactly("release shop");
            assertThat(shelf.keep(SHOP, delivery, ORIGIN)).isFalse();
            assertThat(StoreServer.heard(listening)).isEmpty();
        }
    }

    @Test
    void whoKeepsMuchTheSameAtTheSameTimeDoesNotGetInEachOthersWay() throws IOException, SQLException {
        List<Map<String, byte[]>> bundles = IntStream.range(0, 4)
                .mapToObj(bundle -> {
                    Map<String, byte[]> files = new HashMap<>();
                    for (int i = 0; i < 400; i++) {
                        files.put(
                                "V%d__r.sql".formatted(i),
                                "-- %d".formatted(i).repeat(300).getBytes(UTF_8));
                    }
                    files.put("own.sql", "-- own %d".formatted(bundle).getBytes(UTF_8));
                    return files;
                })
                .toList();
        AtomicInteger isNew = new AtomicInteger();

        List<CompletableFuture<Void>> replicas = new ArrayList<>();
        try (Connection inTheWay = store.sessions().getConnection()) {
            inTheWay.setAutoCommit(false);
            Crowd.execute(
                    inTheWay,
                    "INSERT INTO headgate.file VALUES ('%s', 1)"
                            .formatted(Packed.digest(bundles.getFirst().get("V200__r.sql"))));
            for (int i = 0; i < 24; i++) {
                TargetName target = i % 3 == 0 ? DEPOT : SHOP;
                Delivery delivery = Packed.delivery(i % 4, bundles.get(i % 4));
                replicas.add(inBackground(() -> {
                    if (shelf.keep(target, delivery, ORIGIN)) {
                        isNew.incrementAndGet();
                    }
                }));
            }
            Awaitility.await().until(() -> waiting() == 24);
            inTheWay.rollback();
        }

        assertThat(replicas).allSatisfy(replica -> assertThat(replica).succeedsWithin(Duration.ofSeconds(30)));
        assertThat(isNew).as("4 bundles of 2 targets").hasValue(8);
        for (int bundle = 0; bundle < 4; bundle++) {
            assertThat(read(Given.digest(bundle))).containsExactlyEntriesOf(new TreeMap<>(bundles.get(bundle)));
        }
    }

    @Test
    void aFileIsNotRemovedWhileABundleThatHasItIsBeingKept() throws Exception {
        byte[] shared = random(400_000);
        byte[] own = random(10);
        shelf.keep(SHOP, Packed.delivery(1, Map.of("V1__r1.sql", shared)), ORIGIN);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Delivery slow =
                Packed.delivery(2, List.of(Packed.file("V1__r1.sql", shared), Packed.file("V2__r2.sql", own, () -> {
                    begun.countDown();
                    await(goOn);
                    return new ByteArrayInputStream(own);
                })));

        CompletableFuture<Void> coming = inBackground(() -> shelf.keep(DEPOT, slow, ORIGIN));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> going = inBackground(() -> shelf.remove(SHOP, Given.digest(1), ORIGIN.by()));
        Awaitility.await().until(() -> going.isDone() || waiting() == 1);
        goOn.countDown();

        assertThat(coming).succeedsWithin(Duration.ofSeconds(10));
        assertThat(going).succeedsWithin(Duration.ofSeconds(10));
        assertThat(shelf.files(Given.digest(1))).isEmpty();
        assertThat(read(Given.digest(2)))
                .containsExactly(Map.entry("V1__r1.sql", shared), Map.entry("V2__r2.sql", own));
    }

    @Test
    void whatBecameTheActiveOneOrAnOperationsMeanwhileIsNotRemoved() {
        PostgresCatalogue catalogue = new PostgresCatalogue(StoreServer.audited(sessions));
        PostgresOperationLog log = new PostgresOperationLog(StoreServer.audited(sessions), new ObjectMapper(), () -> 1);
        shelf.keep(SHOP, Packed.delivery(1, Map.of()), ORIGIN);
        shelf.keep(SHOP, Packed.delivery(2, Map.of()), ORIGIN);
        catalogue.activate(SHOP, Given.digest(1), ORIGIN.by(), Given.NOW);
        Operation release =
                log.add(Asked.release(SHOP.text(), 2), Optional.empty()).operation();

        assertThat(shelf.remove(SHOP, Given.digest(1), ORIGIN.by()))
                .as("active")
                .isFalse();
        assertThat(shelf.remove(SHOP, Given.digest(2), ORIGIN.by()))
                .as("under way")
                .isFalse();

        Operation failed = Asked.at(release, Operation.Status.FAILED);
        log.update(failed, Asked.event(failed));
        assertThat(shelf.remove(SHOP, Given.digest(2), ORIGIN.by())).as("ended").isTrue();
    }

    @Test
    void whatWasRemovedMeanwhileIsNotMadeTheActiveOne() {
        PostgresCatalogue catalogue = new PostgresCatalogue(StoreServer.audited(sessions));
        shelf.keep(SHOP, Packed.delivery(1, Map.of()), ORIGIN);
        shelf.keep(DEPOT, Packed.delivery(1, Map.of()), ORIGIN);
        shelf.remove(SHOP, Given.digest(1), ORIGIN.by());

        assertThatThrownBy(() -> catalogue.activate(SHOP, Given.digest(1), ORIGIN.by(), Given.NOW))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("Push it again");
        assertThat(catalogue.active(SHOP)).isEmpty();
    }

    @Test
    void removingTakesWhatNoOtherBundleHasOnceNoTargetHasIt() throws IOException, SQLException {
        byte[] shared = random(300_000);
        shelf.keep(SHOP, Packed.delivery(1, Map.of("V1__r1.sql", shared, "old.sql", random(10))), ORIGIN);
        shelf.keep(DEPOT, Packed.delivery(1, Map.of()), ORIGIN);
        shelf.keep(SHOP, Packed.delivery(2, Map.of("V1__r1.sql", shared)), ORIGIN);

        assertThat(shelf.remove(SHOP, Given.digest(1), ORIGIN.by())).isTrue();
        assertThat(shelf.remove(SHOP, Given.digest(1), ORIGIN.by())).as("again").isTrue();
        assertThat(new PostgresCatalogue(StoreServer.audited(sessions)).entries(SHOP))
                .extracting(entry -> entry.release().digest())
                .containsExactly(Given.digest(2));
        assertThat(read(Given.digest(1))).hasSize(2);

        assertThat(shelf.remove(DEPOT, Given.digest(1), ORIGIN.by())).isTrue();
        assertThat(shelf.files(Given.digest(1))).isEmpty();
        assertThat(read(Given.digest(2))).containsExactly(Map.entry("V1__r1.sql", shared));
        assertThat(store.query("SELECT count(*) FROM headgate.file")).containsExactly("1");

        assertThat(shelf.remove(SHOP, Given.digest(2), ORIGIN.by())).isTrue();
        assertThat(store.query("SELECT file FROM headgate.part")).isEmpty();
        assertThat(store.query("SELECT digest FROM headgate.bundle")).isEmpty();
    }

    @Test
    void ofABundleWithAFileThatCannotBeReadNothingIsKept() throws SQLException {
        Delivery broken = Packed.delivery(
                1, List.of(Packed.file("V1__r1.sql", random(2_000_000)), Packed.file("V2__r2.sql", random(10), () -> {
                    throw new FileNotFoundException("somebody took it");
                })));

        assertThatThrownBy(() -> shelf.keep(SHOP, broken, ORIGIN))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("somebody took it");
        assertThat(everything()).containsExactly("0");
    }

    @Test
    void aFileThatIsNotWhatItWasWhenItsBundleWasReadIsNotKept() throws SQLException {
        byte[] before = random(300_000);
        for (byte[] since : List.of(random(300_000), random(300_001), new byte[0])) {
            Delivery changed = Packed.delivery(
                    1, List.of(Packed.file("V1__r1.sql", before, () -> new ByteArrayInputStream(since))));

            assertThatThrownBy(() -> shelf.keep(SHOP, changed, ORIGIN)).hasCauseInstanceOf(ScriptChanged.class);
            assertThat(everything()).containsExactly("0");
        }
    }

    @Test
    void aStoreThatGoesAwayInTheMiddleOfAFileIsSaidToBeUnavailableAndMayComeBack() throws IOException {
        byte[] content = random(3 * ContentWriter.PART);
        shelf.keep(SHOP, Packed.delivery(1, Map.of("V1__r1.sql", content)), ORIGIN);
        try (InputStream read =
                shelf.files(Given.digest(1)).getFirst().content().open()) {
            byte[] first = read.readNBytes(ContentWriter.PART);

            sessions.away = true;
            assertThatThrownBy(read::read)
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.STORE_UNAVAILABLE));

            sessions.away = false;
            byte[] rest = read.readAllBytes();
            assertThat(first.length + rest.length).isEqualTo(content.length);
            assertThat(rest).endsWith(content[content.length - 1]);
        }
    }

    @Test
    void aBundleThatIsRemovedWhileItIsReadIsSaidToBeGone() throws IOException {
        shelf.keep(
                SHOP,
                Packed.delivery(1, Map.of("V1__r1.sql", random(3 * ContentWriter.PART), "V2__r2.sql", random(9))),
                ORIGIN);
        List<Delivery.File> files = shelf.files(Given.digest(1));
        try (InputStream read = files.getFirst().content().open()) {
            read.readNBytes(1);
            shelf.remove(SHOP, Given.digest(1), ORIGIN.by());

            assertThatThrownBy(read::readAllBytes).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> files.get(1).content().open()).isInstanceOf(NoSuchFileException.class);
        }
    }

    private static CompletableFuture<Void> inBackground(Runnable task) {
        return CompletableFuture.runAsync(task, work -> Thread.ofVirtual().start(work));
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    /** How many sessions wait for a lock. */
    private static int waiting() throws SQLException {
        return Integer.parseInt(
                store.query("SELECT count(*) FROM pg_locks WHERE NOT granted").getFirst());
    }

    private static List<String> everything() throws SQLException {
        return store.query("""
                SELECT (SELECT count(*) FROM headgate.file) + (SELECT count(*) FROM headgate.part)
                     + (SELECT count(*) FROM headgate.bundle) + (SELECT count(*) FROM headgate.bundle_file)
                     + (SELECT count(*) FROM headgate.release) + (SELECT count(*) FROM headgate.revision)
                """);
    }

    /** By path, in the order of the files. */
    private static Map<String, byte[]> read(Digest bundle) throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (Delivery.File file : shelf.files(bundle)) {
            try (InputStream content = file.content().open()) {
                contents.put(file.path(), content.readAllBytes());
            }
        }
        return contents;
    }

    private static byte[] random(int bytes) {
        byte[] content = new byte[bytes];
        RANDOM.nextBytes(content);
        return content;
    }
}
