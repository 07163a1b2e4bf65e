package dev.headgate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.migration.Given;
import dev.headgate.migration.Phases;
import dev.headgate.migration.Situation;
import dev.headgate.migration.Verb;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What verbs would do, as links that lead somewhere. */
final class VerbRowTest {

    private static final int REQUEST_LINE =
            4096; // bytes that are read of one: quarkus.http.limits.max-initial-line-length

    @Test
    void thePlanOfARepairIsReachedHoweverManyVersionsDiffer() {
        Situation situation = Situation.of(
                Given.target(""), Given.bundle(many("V%d", " ")), Given.managed(many("%d edited", ", ")), Phases.NONE);

        VerbRow repair = repair(situation);

        assertThat(repair.outcome()).isEqualTo("applied");
        assertThat(repair.sentence()).contains("20 steps");
        assertThat(repair.query()).hasSizeLessThan(REQUEST_LINE / 2);
    }

    @Test
    void theRepairOfWhatIsHalfDoneSaysWhatTheNextUpgradeRuns() {
        Situation situation =
                Situation.of(Given.target(""), Given.bundle("V1 V2"), Given.managed("1, 2 unfinished"), Phases.NONE);

        assertThat(repair(situation).sentence())
                .contains("How far V2__r2.sql came is forgotten: the next upgrade runs it from its first statement");
    }

    private static VerbRow repair(Situation situation) {
        return VerbRow.of(situation).stream()
                .filter(row -> row.query().startsWith("verb=" + Verb.REPAIR.word()))
                .findFirst()
                .orElseThrow();
    }

    private static String many(String each, String between) {
        return IntStream.rangeClosed(1, 1000).mapToObj(each::formatted).collect(Collectors.joining(between));
    }
}
