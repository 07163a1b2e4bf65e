package dev.headgate.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gate.Verdict;
import dev.headgate.migration.Given;
import dev.headgate.migration.Phases;
import dev.headgate.migration.Reading;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Request;
import dev.headgate.migration.Sight;
import dev.headgate.migration.Situation;
import dev.headgate.migration.Target;
import dev.headgate.migration.Verb;
import dev.headgate.migration.Version;
import dev.headgate.security.Caller;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a target among others. */
final class BoardTest {

    @ParameterizedTest(name = "{0} by bundle {1} ends by {2}, at {3}: {4}")
    @CsvSource(delimiter = '|', textBlock = """
                    # verb    | bundle | reason        | ledger | would fail again
                    upgrade   | 0      | script-failed | 1      | true
                    ensure    | 0      | script-failed | 1      | true
                    init      | 0      | script-failed | 1      | true
                    downgrade | 0      | script-failed | 1      | false
                    stamp     | 0      | internal      | 1      | false
                    repair    | 0      | internal      | 1      | false
                    upgrade   | 0      | locked        | 1      | false
                    upgrade   | 1      | script-failed | 1      | false
                    upgrade   | 0      | script-failed | 1, 2   | false
                    """)
    void theNewestOperationIsWhatFailedWhereTheSameWouldFailAgain(
            String verb, int bundle, String reason, String ledger, boolean again) {
        Operation failed = operation(Verb.of(verb), bundle).failed(Refusal.of(reason(reason), "so it was"), Given.NOW);

        assertThat(seen(ledger, failed).failure().isPresent()).isEqualTo(again);
    }

    private static Reason reason(String word) {
        return Reason.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static Operation operation(Verb verb, int bundle) {
        return Operation.accepted(
                UUID.randomUUID(),
                Given.target("").name(),
                new Request(
                        verb,
                        Optional.of(Version.ZERO).filter(zero -> verb == Verb.DOWNGRADE),
                        false,
                        Optional.empty(),
                        List.of()),
                Given.digest(bundle),
                false,
                Caller.HEADGATE,
                Given.NOW);
    }

    private static Board.Seen seen(String ledger, Operation newest) {
        Target target = Given.target("");
        Reading reading = Given.managed(ledger);
        Situation situation = Situation.of(target, Given.bundle("V1 V2"), reading, Phases.NONE);
        return new Board.Seen(
                target,
                Optional.of(new Sight(target, reading, new Sight.Standing.Against(situation))),
                Given.NOW,
                Optional.empty(),
                Optional.empty(),
                Optional.of(newest),
                new Verdict(Verdict.Word.BEHIND, "behind"),
                0);
    }
}
