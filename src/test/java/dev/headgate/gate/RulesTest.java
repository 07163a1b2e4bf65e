package dev.headgate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Given;
import dev.headgate.migration.Reading;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Release;
import dev.headgate.migration.Sight;
import dev.headgate.migration.Situation;
import dev.headgate.migration.Target;
import dev.headgate.migration.Verb;
import dev.headgate.migration.Version;
import dev.headgate.migration.Window;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a gate is open: the table of docs/gates.md, row by row. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RulesTest {

    private final Set<Verdict.Word> seen = ConcurrentHashMap.newKeySet();

    @ParameterizedTest(name = "[{index}] {0} of {1}: {2} is {3}")
    @CsvSource(delimiter = '|', textBlock = """
                    # the database        | bundle     | asked     | verdict        | why
                    ledger 1, 2           | V1 V2      | head      | CURRENT        | it is at 2, the head of its bundle
                    ledger 1, 2           | V1 V2      | atLeast 1 | APPLIED        | it is at 2, and 1 is applied
                    ledger 1, 2           | V1 V2      | atLeast 2 | APPLIED        | it is at 2
                    ledger 1, 2           | V1 V2      | atLeast 3 | BEHIND         | below 3, which its bundle does not know either; give Headgate the bundle that has it
                    ledger 1, 2           | V1 V2      | exactly 2 | APPLIED        | it is at 2
                    ledger 1, 2           | V1 V2      | exactly 1 | ABOVE          | it is at 2, above 1; deploy the release for that, or downgrade
                    ledger 1, 2           | V1 V2      | exactly 3 | BEHIND         | below 3
                    ledger 1              | V1 V2 V3   | head      | BEHIND         | it is at 1, and its bundle goes up to 3 (pending: 2); upgrade applies that
                    ledger 1              | V1 V2 V3   | atLeast 1 | APPLIED        | it is at 1
                    ledger 1              | V1 V2 V3   | atLeast 2 | BEHIND         | it is at 1, below 2; upgrade applies it
                    ledger 1              | V1 V2 V3   | exactly 1 | APPLIED        | it is at 1
                    ledger 1, 1 DELETE    | V1         | head      | BEHIND         | no revision is applied; ensure applies them
                    ledger 1, R:a edited  | V1 R:a     | head      | BEHIND         | repeatable scripts are new or changed
                    ledger 1, R:a edited  | V1 R:a     | atLeast 1 | APPLIED        | it is at 1
                    empty                 | V1         | head      | EMPTY          | it is empty; ensure creates it
                    empty                 | V1         | atLeast 1 | EMPTY          | ensure creates it
                    unstamped             | V1         | exactly 1 | UNSTAMPED      | there are objects (shop.orders) but no ledger
                    unstamped             | V1         | head      | UNSTAMPED      | stamp it, or configure adoption
                    unreachable           | V1         | head      | UNREACHABLE    | it cannot be reached: connection refused
                    unreachable           | V1         | atLeast 1 | UNREACHABLE    | connection refused
                    strict 1, 2, 3 expand | V1 V2      | head      | AHEAD          | ask for what is needed: atLeast=2
                    ledger 1, 2, 3        | V1 V2      | head      | AHEAD_INCOMPATIBLE | cannot run on 3 (V3__r3.sql, of a phase that is not known
                    ledger 1, 2, 3 contract | V1 V2    | head      | AHEAD_INCOMPATIBLE | cannot run on 3 (V3__r3.sql, contract); deploy the newer release
                    ledger 1, 2, 3 expand | V1 V2      | head      | AHEAD_COMPATIBLE | above the bundle's head 2, by expand steps only: 3
                    ledger 1, 2, 3        | V1 V2      | atLeast 2 | APPLIED        | it is at 3, and 2 is applied
                    ledger 1, 2, 3        | V1 V2      | exactly 2 | ABOVE          | it is at 3
                    tolerant 1, 2, 3      | V1 V2      | head      | AHEAD_TOLERATED| which this target tolerates
                    ledger 1, 2 edited, 3 | V1 V2 V3   | head      | DIVERGED       | V2__r2.sql has checksum
                    ledger 1, 2 edited, 3 | V1 V2 V3   | atLeast 1 | APPLIED        | it is at 3, and 1 is applied
                    ledger 1, 2 edited, 3 | V1 V2 V3   | atLeast 2 | DIVERGED       | edited afterwards
                    ledger 1, 2 edited, 3 | V1 V2 V3   | exactly 3 | DIVERGED       | edited afterwards
                    ledger 1, 3           | V1 V2 V3   | atLeast 3 | DIVERGED       | 2 is not applied, although the database is at 3
                    ledger 1, 3           | V1 V2 V3   | atLeast 4 | DIVERGED       | 2 is not applied
                    ledger 1, 2 failed    | V1 V2      | head      | FAILED         | failed half way
                    ledger 1, 2 failed    | V1 V2      | atLeast 1 | APPLIED        | it is at 1
                    ledger 1, 2 failed    | V1 V2      | exactly 1 | FAILED         | failed half way
                    ledger 1, 2 failed    | V1 V2      | atLeast 2 | FAILED         | look at what it left, then repair
                    ledger 1, 2 unfinished| V1 V2      | atLeast 2 | FAILED         | was begun
                    ledger 1 failed       | V1         | atLeast 1 | FAILED         | failed half way
                    bare 1, 2             | V1 V2      | head      | OBJECTS_MISSING| were they dropped, or only the ledger restored?
                    bare 1, 2             | V1 V2      | atLeast 1 | OBJECTS_MISSING| the managed schemas hold nothing
                    ledger 1              | V1 V2 V3+  | release old | CURRENT          | release old serves 1 to 2, and the database is at 1
                    ledger 1, 2           | V1 V2 V3+  | release 222222222222 | CURRENT     | is at 2
                    ledger 1, 2           | V1 V2 V3+  | release 111111111111 | BEHIND      | it is at 2, below 9, which its bundle does not know either
                    ledger 1, 2, 3        | V1 V2 V3+  | release old | AHEAD_COMPATIBLE | by expand steps only: 3
                    ledger 1, 2, 3 expand | V1 V2      | release old | AHEAD_COMPATIBLE | by expand steps only: 3
                    ledger 1, 2, 3        | V1 V2 V3   | release old | AHEAD_INCOMPATIBLE | cannot run on 3 (V3__r3.sql, contract); deploy a newer release
                    ledger 1 edited, 2, 3 | V1 V2 V3+  | release old | DIVERGED       | edited afterwards
                    ledger 1, 2, 3 failed | V1 V2 V3+  | release old | CURRENT        | is at 2
                    ledger 1, 2 failed    | V1 V2      | release old | CURRENT        | is at 1
                    ledger 1 failed       | V1 V2      | release old | FAILED         | failed half way
                    ledger 1, 2           | V1 V2      | release new | UNKNOWN_RELEASE | orders has had no release 'new'; the newest known are old
                    empty                 | V1 V2      | release old | EMPTY          | ensure creates it
                    bare 1                | V1 V2      | atLeast 1 | OBJECTS_MISSING| the ledger is at 1, but the managed schemas hold nothing
                    bare 1, 2             | V1         | atLeast 1 | OBJECTS_MISSING| the ledger is at 2
                    bare 1, 2             | V1 V2      | release old | OBJECTS_MISSING| hold nothing
                    ledger 1, 2           | V1 V2      | release 000000000000 | CURRENT   | is at 2
                    broken bundle         | V1         | head      | BUNDLE_INVALID | no scripts
                    broken bundle         | V1         | atLeast 1 | BUNDLE_INVALID | no scripts
                    no bundle             | V1         | head      | NO_BUNDLE      | push one
                    silent store          | V1         | head      | NOT_SEEN_YET   | not told yet
                    not seen              | V1         | head      | NOT_SEEN_YET   | ask again
                    """)
    void itIs(String database, String bundle, String asked, Verdict.Word word, String why) {
        Verdict verdict = level(database, bundle).verdict(requirement(asked));

        assertThat(verdict.word()).as(verdict.sentence()).isEqualTo(word);
        assertThat(verdict.sentence()).contains(why);
        seen.add(word);
    }

    @AfterAll
    void everyWordHasARow() {
        Set<Verdict.Word> unseen = EnumSet.allOf(Verdict.Word.class);
        unseen.removeAll(seen);
        assertThat(unseen).isEmpty();
    }

    @Test
    void aClosedGateTellsOfWhatIsUnderWayAndAnOpenOneDoesNot() {
        Work work = new Work(new UUID(0, 1), Verb.UPGRADE, "running", Optional.of("2 r2"), 1, 3, Instant.EPOCH);

        assertThat(level("ledger 1", "V1 V2")
                        .working(Optional.of(work))
                        .verdict(requirement("head"))
                        .sentence())
                .endsWith("; upgrade is running, step 2 of 3 (2 r2)");
        assertThat(level("ledger 1", "V1 V2")
                        .working(Optional.of(work))
                        .verdict(requirement("atLeast 1"))
                        .sentence())
                .isEqualTo("orders: it is at 1");
        assertThat(new Work(new UUID(0, 1), Verb.INIT, "queued", Optional.empty(), 0, 0, Instant.EPOCH).words())
                .isEqualTo("init is queued");
    }

    private static Requirement requirement(String asked) {
        String[] words = asked.split(" ");
        return switch (words[0]) {
            case "atLeast" -> new Requirement.AtLeast(Version.of(words[1]));
            case "exactly" -> new Requirement.Exactly(Version.of(words[1]));
            case "release" -> new Requirement.OfRelease(words[1]);
            default -> new Requirement.Head();
        };
    }

    private static Level level(String database, String scripts) {
        Target target = Given.target(
                database.startsWith("tolerant")
                        ? "tolerates ahead"
                        : database.startsWith("strict") ? "refuses ahead" : "");
        if (database.equals("not seen")) {
            return Level.unknown(target, Given.NOW);
        }
        Bundle bundle = Given.bundle(scripts);
        Reading reading = reading(database);
        Sight.Standing standing =
                switch (database) {
                    case "broken bundle" -> without(Reason.BUNDLE_INVALID, "no scripts");
                    case "no bundle" -> without(Reason.NO_BUNDLE, "push one");
                    case "silent store" -> without(Reason.STORE_UNAVAILABLE, "not told yet");
                    default ->
                        new Sight.Standing.Against(Situation.of(target, bundle, reading, Given.phases(rows(database))));
                };
        return Level.unknown(target, Given.NOW)
                .seen(Optional.of(new Sight(target, reading, standing)), Given.NOW)
                .knowing(List.of(
                        new Release(
                                Given.digest(2),
                                Optional.of("old"),
                                new Window(Given.v("1"), Given.v("2")),
                                Given.v("2")),
                        new Release(
                                Given.digest(1),
                                Optional.of("old"),
                                new Window(Given.v("9"), Given.v("9")),
                                Given.v("9"))));
    }

    private static Sight.Standing without(Reason reason, String sentence) {
        return new Sight.Standing.WithoutBundle(Refusal.of(reason, sentence));
    }

    private static String rows(String database) {
        return database.matches(".* \\d.*") ? database.substring(database.indexOf(' ') + 1) : "";
    }

    private static Reading reading(String database) {
        return switch (database.split(" ")[0]) {
            case "ledger", "tolerant", "strict" -> Given.managed(rows(database));
            case "bare" -> Given.facts(rows(database));
            case "unstamped" -> Given.facts("", "shop.orders");
            case "unreachable" -> Given.unreachable(true);
            default -> Given.facts("");
        };
    }
}
