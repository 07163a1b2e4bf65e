package dev.headgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.audit.Anchor;
import dev.headgate.audit.Breach;
import dev.headgate.audit.Breach.How;
import dev.headgate.audit.Chain;
import dev.headgate.audit.Entry;
import dev.headgate.audit.Head;
import dev.headgate.audit.Inspection;
import dev.headgate.audit.Link;
import dev.headgate.audit.Register;
import dev.headgate.migration.Given;
import dev.headgate.migration.TargetName;
import dev.headgate.operation.Cancellation;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Operation.Status;
import dev.headgate.security.Caller;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit's chain on a real server: how it grows, and how each way to break it by hand is found. */
class PostgresAuditTest {

    /** As a superuser may who wants to cover something up. */
    private static final String BY_FORCE = "SET session_replication_role = replica; ";

    private static final Register.Filter ALL = new Register.Filter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static final TargetName SHOP = new TargetName("shop");

    private static StoreServer store;
    private static PostgresRegister register;
    private static PostgresOperationLog log;
    private static PostgresShelf shelf;
    private static PostgresCatalogue catalogue;
    private static final List<Link> LINES = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void serve() {
        store = StoreServer.start();
        AuditedStore audited = new AuditedStore(store.sessions(), LINES::add);
        register = new PostgresRegister(audited);
        log = new PostgresOperationLog(audited, new ObjectMapper(), () -> 1);
        shelf = new PostgresShelf(audited);
        catalogue = new PostgresCatalogue(audited);
    }

    @BeforeEach
    void clear() throws SQLException {
        store.clear();
        store.execute(BY_FORCE + """
                TRUNCATE headgate.audit;
                UPDATE headgate.audit_head SET rows = 0, hash = repeat('0', 64)
                """);
        LINES.clear();
    }

    @AfterAll
    static void stop() throws IOException {
        store.close();
    }

    // What is taken down

    @Test
    void anOperationIsThereAsItIsAcceptedAndOnceAsItHasEnded() {
        Operation operation =
                log.add(Asked.upgrade("shop", 1), Optional.empty()).operation();
        log.add(Asked.upgrade("shop", 1), Optional.empty()); // the same
        log.update(Asked.at(operation, Status.RUNNING), Asked.event(operation));
        Operation done = Asked.at(operation, Status.SUCCEEDED);
        log.update(done, Asked.event(done));
        log.update(done, Asked.event(done)); // told again
        log.replan(done, Asked.event(done));

        assertThat(all())
                .extracting(
                        Link::number,
                        Link::act,
                        Link::outcome,
                        link -> link.operation().orElseThrow())
                .containsExactly(
                        tuple(2L, "upgrade", "succeeded", operation.id()),
                        tuple(1L, "upgrade", "accepted", operation.id()));
        assertThat(all().getLast().detail()).contains("bundle=" + Given.digest(1));
        assertThat(LINES).extracting(Link::hash).isEqualTo(List.of(hash(1), hash(2)));
        assertThat(isWhole()).isTrue();
    }

    @Test
    void anAttemptThatIsNotTheNewestAnyMoreLeavesNoEnd() {
        Operation operation =
                log.add(Asked.upgrade("shop", 1), Optional.of("key")).operation();
        log.free(operation, Asked.event(operation));
        Operation done = Asked.at(operation, Status.SUCCEEDED);
        log.update(done, Asked.event(done));

        assertThat(all()).extracting(Link::outcome).containsExactly("accepted");
    }

    @Test
    void aCancellationIsThereUnderWhoeverAskedForIt() {
        Operation operation =
                log.add(Asked.upgrade("shop", 1), Optional.empty()).operation();
        Caller pager = new Caller("token:pager", Optional.of("10.0.0.9"), Optional.of("curl/8"));
        Cancellation cancellation =
                new Cancellation(Cancellation.Mode.STEP, pager.toString(), Optional.of("wrong one"));
        log.cancel(operation.id(), cancellation, pager, Asked.event(operation));
        log.cancel(UUID.randomUUID(), cancellation, pager, Asked.event(operation));

        assertThat(all()).hasSize(2);
        Link cancel = all().getFirst();
        assertThat(List.of(cancel.act(), cancel.principal(), cancel.method(), cancel.outcome()))
                .containsExactly("cancel", "token:pager", "token", "accepted");
        assertThat(cancel.target()).contains("shop");
        assertThat(cancel.operation()).contains(operation.id());
        assertThat(cancel.reason()).contains("wrong one");
        assertThat(cancel.address()).contains("10.0.0.9");
    }

    @Test
    void bundlesAreThereAsTheyComeBecomeActiveAndGoAndNotWhereNothingChanges() {
        shelf.keep(SHOP, Packed.delivery(1, Map.of()), Packed.origin(Given.NOW));
        shelf.keep(SHOP, Packed.delivery(1, Map.of()), Packed.origin(Given.NOW));
        shelf.keep(SHOP, Packed.delivery(2, Map.of()), Packed.origin(Given.NOW));
        catalogue.activate(SHOP, Given.digest(1), Asked.HOOK, Given.NOW);
        catalogue.activate(SHOP, Given.digest(1), Asked.HOOK, Given.NOW);
        assertThat(shelf.remove(SHOP, Given.digest(1), Asked.HOOK)).isFalse();
        shelf.remove(SHOP, Given.digest(2), Asked.HOOK);
        shelf.remove(SHOP, Given.digest(2), Asked.HOOK);

        assertThat(all()).extracting(Link::act).containsExactly("remove", "activate", "push", "push");
        assertThat(all()).extracting(Link::outcome).containsOnly("done");
        assertThat(all().getLast().principal()).isEqualTo("ci");
    }

    @Test
    void aSuccessThatMakesItsBundleTheActiveOneSaysSo() {
        shelf.keep(SHOP, Packed.delivery(1, Map.of()), Packed.origin(Given.NOW));
        Operation release = log.add(Asked.release("shop", 1), Optional.empty()).operation();
        Operation done = Asked.at(release, Status.SUCCEEDED);
        log.replan(done, Asked.event(done));

        assertThat(all()).extracting(Link::act).containsExactly("activate", "upgrade", "upgrade", "push");
        assertThat(all().getFirst().operation()).contains(release.id());
        assertThat(isWhole()).isTrue();
    }

    @Test
    void whatIsRolledBackLeavesNothing() {
        assertThatThrownBy(() -> catalogue.activate(SHOP, Given.digest(1), Asked.HOOK, Given.NOW))
                .hasMessageContaining("removed at this moment");

        assertThat(all()).isEmpty();
        assertThat(LINES).isEmpty();
    }

    @Test
    void rowsAreFoundByEachOfTheirColumns() {
        register.take(List.of(entry("ci", "push", "shop", "done"), entry("ci", "upgrade", "shop", "accepted")));
        register.take(List.of(entry("eve", "request", "depot", "forbidden")));
        Instant last = all().getFirst().at();

        assertThat(found(Optional.of("shop"), Optional.empty(), Optional.empty()))
                .containsExactly(2L, 1L);
        assertThat(found(Optional.empty(), Optional.of("eve"), Optional.empty()))
                .containsExactly(3L);
        assertThat(found(Optional.empty(), Optional.empty(), Optional.of("done")))
                .containsExactly(1L);
        assertThat(found(Optional.of("shop"), Optional.of("eve"), Optional.empty()))
                .isEmpty();
        assertThat(register.find(since(last), 0, 10)).extracting(Link::number).containsExactly(3L);
        assertThat(register.find(ALL, 1, 1)).extracting(Link::number).containsExactly(2L);
    }

    @Test
    void thoseWhoWriteAtOnceMakeOneChainAndNobodyWaitsForEver() throws Exception {
        shelf.keep(SHOP, Packed.delivery(1, Map.of()), Packed.origin(Given.NOW));
        List<Future<?>> writers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            for (int i = 0; i < 6; i++) {
                int bundle = 2 + i % 2;
                writers.add(threads.submit(() -> {
                    for (int round = 0; round < 5; round++) {
                        Operation release = log.add(Asked.release("shop", 1), Optional.of("key-" + bundle))
                                .operation();
                        shelf.keep(SHOP, Packed.delivery(bundle, Map.of()), Packed.origin(Given.NOW));
                        Operation done = Asked.at(release, Status.SUCCEEDED);
                        log.update(done, Asked.event(done));
                        catalogue.activate(SHOP, Given.digest(1), Asked.HOOK, Given.NOW);
                        shelf.remove(SHOP, Given.digest(bundle), Asked.HOOK);
                        register.take(List.of(entry("eve", "request", "shop", "forbidden")));
                    }
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }

        assertThat(isWhole()).isTrue();
        assertThat(store.query("""
                SELECT o.id FROM headgate.operation o
                WHERE (SELECT count(*) FROM headgate.audit a
                       WHERE a.operation = o.id AND act = 'upgrade' AND outcome = 'accepted') <> 1
                   OR (SELECT count(*) FROM headgate.audit a
                       WHERE a.operation = o.id AND act = 'upgrade' AND outcome = 'succeeded') <> 1
                """)).isEmpty();
        assertThat(register.find(ALL, 0, 1000))
                .filteredOn(link -> link.act().equals("request"))
                .hasSize(30);
    }

    @Test
    void whoeverFreezesInTheMiddleKeepsTheOthersWaitingForSecondsOnly() throws SQLException {
        try (Connection frozen = store.sessions().getConnection()) {
            frozen.setAutoCommit(false);
            ChainWriter.write(frozen, List.of(entry("ci", "push", "shop", "done")));

            register.take(List.of(entry("ci", "upgrade", "shop", "accepted")));

            assertThatThrownBy(frozen::commit).isInstanceOf(SQLException.class);
        }
        assertThat(all()).extracting(Link::act).containsExactly("upgrade");
        assertThat(isWhole()).isTrue();
    }

    // What is refused

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE headgate.audit SET principal = 'nobody'",
                "UPDATE headgate.audit SET principal = 'nobody' WHERE false",
                "DELETE FROM headgate.audit",
                "TRUNCATE headgate.audit",
                "DELETE FROM headgate.audit_head",
                "TRUNCATE headgate.audit_head",
                "UPDATE headgate.audit_head SET rows = rows - 1",
                "UPDATE headgate.audit_head SET hash = 'none'"
            })
    void theAuditIsAppendOnly(String statement) {
        five();
        assertThatThrownBy(() -> store.execute(statement))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("the audit is append-only");
        assertThat(isWhole()).isTrue();
    }

    // What is found

    @Test
    void aChainIsWhole() {
        assertThat(Inspection.of(register, Optional.empty()))
                .isEqualTo(new Inspection.Whole(0, Optional.empty(), Optional.empty()));
        five();
        assertThat(Inspection.of(register, Optional.empty()))
                .isEqualTo(new Inspection.Whole(5, Optional.of(all().getLast()), Optional.of(all().getFirst())));
    }

    @ParameterizedTest(name = "{0} row {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            CHANGED  | 3 | UPDATE headgate.audit SET principal = 'nobody' WHERE number = 3
            CHANGED  | 5 | UPDATE headgate.audit SET reason = NULL WHERE number = 5
            CHANGED  | 1 | UPDATE headgate.audit SET at = at + interval '1 microsecond' WHERE number = 1
            CHANGED  | 3 | UPDATE headgate.audit SET method = 'token' WHERE number = 3
            CHANGED  | 3 | UPDATE headgate.audit SET hash = repeat('a', 64) WHERE number = 3
            CHANGED  | 3 | UPDATE headgate.audit SET previous = repeat('a', 64) WHERE number = 3
            MISSING  | 3 | DELETE FROM headgate.audit WHERE number = 3
            MISSING  | 1 | DELETE FROM headgate.audit WHERE number <= 2
            MISSING  | 3 | DELETE FROM headgate.audit WHERE number = 3; UPDATE headgate.audit SET number = -number WHERE number > 3; UPDATE headgate.audit SET number = -number - 1 WHERE number < 0; UPDATE headgate.audit_head SET rows = 4
            CUT_OFF  | 4 | DELETE FROM headgate.audit WHERE number >= 4
            CUT_OFF  | 1 | TRUNCATE headgate.audit
            INSERTED | 3 | UPDATE headgate.audit SET number = -number WHERE number >= 3; UPDATE headgate.audit SET number = -number + 1 WHERE number < 0; INSERT INTO headgate.audit (number, at, principal, method, act, outcome, previous, hash) SELECT 3, at, 'mallory', 'none', act, 'done', hash, repeat('b', 64) FROM headgate.audit WHERE number = 2; UPDATE headgate.audit_head SET rows = 6
            INSERTED | 0 | INSERT INTO headgate.audit (number, at, principal, method, act, outcome, previous, hash) SELECT 0, at, 'mallory', 'none', act, 'done', previous, hash FROM headgate.audit WHERE number = 1
            INSERTED | 6 | INSERT INTO headgate.audit (number, at, principal, method, act, outcome, previous, hash) SELECT 6, at, 'mallory', 'none', act, 'done', hash, repeat('b', 64) FROM headgate.audit WHERE number = 5
            CHANGED  | 2 | UPDATE headgate.audit SET number = -3 WHERE number = 2; UPDATE headgate.audit SET number = 2 WHERE number = 3; UPDATE headgate.audit SET number = 3 WHERE number = -3
            CHANGED  | 2 | UPDATE headgate.audit SET number = -4 WHERE number = 2; UPDATE headgate.audit SET number = 2 WHERE number = 4; UPDATE headgate.audit SET number = 4 WHERE number = -4
            CHANGED  | 5 | UPDATE headgate.audit_head SET hash = repeat('a', 64)
            CUT_OFF  | 6 | UPDATE headgate.audit_head SET rows = 6
            INSERTED | 5 | UPDATE headgate.audit_head SET rows = 4, hash = (SELECT hash FROM headgate.audit WHERE number = 4)
            MISSING  | 0 | DELETE FROM headgate.audit_head
            """)
    void aChainThatIsBrokenByHandIsFound(How how, long number, String statement) throws SQLException {
        five();
        store.execute(BY_FORCE + statement);
        try {
            assertThat(broken(Optional.empty()))
                    .extracting(Breach::how, Breach::number)
                    .containsExactly(how, number);
        } finally {
            store.execute(
                    BY_FORCE + "INSERT INTO headgate.audit_head (rows, hash) VALUES (0, '') ON CONFLICT DO NOTHING");
        }
    }

    @Test
    void aRowThatIsForgedWithItsHashIsFoundByTheOneThatFollowsIt() throws SQLException {
        five();
        Link third = all().get(2);
        Link forged = Chain.next(new Head(2, third.previous()), third.at(), entry("mallory", "push", "shop", "done"));
        store.execute(BY_FORCE
                + "UPDATE headgate.audit SET principal = 'mallory', act = 'push', outcome = 'done', address = NULL,"
                + " user_agent = NULL, reason = NULL, hash = '%s' WHERE number = 3".formatted(forged.hash()));

        assertThat(broken(Optional.empty()).how()).isEqualTo(How.CHANGED);
        assertThat(broken(Optional.empty()).number()).isEqualTo(3);
    }

    @Test
    void aChainThatIsForgedAsAWholeIsFoundByALineOfTheLog() throws SQLException {
        five();
        Anchor third = new Anchor(3, hash(3));
        Anchor fifth = new Anchor(5, hash(5));
        assertThat(Inspection.of(register, Optional.of(third))).isInstanceOf(Inspection.Whole.class);
        assertThat(broken(Optional.of(new Anchor(3, hash(2)))).number()).isEqualTo(3);

        store.execute(BY_FORCE + """
                TRUNCATE headgate.audit;
                UPDATE headgate.audit_head SET rows = 0, hash = repeat('0', 64)
                """);
        register.take(List.of(entry("ci", "push", "shop", "done")));
        register.take(List.of(entry("ci", "push", "shop", "done")));
        register.take(List.of(entry("ci", "push", "shop", "done")));

        assertThat(isWhole()).as("it seems so").isTrue();
        assertThat(broken(Optional.of(third)))
                .extracting(Breach::how, Breach::number)
                .containsExactly(How.CHANGED, 3L);
        assertThat(broken(Optional.of(fifth)))
                .extracting(Breach::how, Breach::number)
                .containsExactly(How.CUT_OFF, 4L);
    }

    private static void five() {
        for (int i = 0; i < 5; i++) {
            register.take(List.of(new Entry(
                    new Caller("ci", Optional.of("10.0.0.7"), Optional.of("curl/8")),
                    "upgrade",
                    Optional.of("shop"),
                    Optional.empty(),
                    Optional.of("release " + i),
                    "accepted",
                    Optional.empty())));
        }
    }

    private static Entry entry(String principal, String act, String target, String outcome) {
        return new Entry(
                new Caller(principal, Optional.empty(), Optional.empty()),
                act,
                Optional.of(target),
                Optional.empty(),
                Optional.empty(),
                outcome,
                Optional.empty());
    }

    private static List<Link> all() {
        return register.find(ALL, 0, 100);
    }

    private static List<Long> found(Optional<String> target, Optional<String> principal, Optional<String> outcome) {
        return register
                .find(
                        new Register.Filter(
                                target.map(Set::of),
                                principal,
                                Optional.empty(),
                                outcome,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Instant.parse("9999-01-01T00:00:00Z")),
                                Optional.empty()),
                        0,
                        10)
                .stream()
                .map(Link::number)
                .toList();
    }

    private static Register.Filter since(Instant since) {
        return new Register.Filter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(since),
                Optional.empty(),
                Optional.empty());
    }

    private static String hash(long number) {
        return all().stream()
                .filter(link -> link.number() == number)
                .findFirst()
                .orElseThrow()
                .hash();
    }

    private static boolean isWhole() {
        return Inspection.of(register, Optional.empty()) instanceof Inspection.Whole;
    }

    private static Breach broken(Optional<Anchor> anchor) {
        return ((Inspection.Broken) Inspection.of(register, anchor)).breach();
    }
}
