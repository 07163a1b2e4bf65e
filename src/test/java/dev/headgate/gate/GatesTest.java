package dev.headgate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gate.Verdict.Word;
import dev.headgate.migration.Given;
import dev.headgate.migration.MovingClock;
import dev.headgate.migration.Phases;
import dev.headgate.migration.Reading;
import dev.headgate.migration.Sight;
import dev.headgate.migration.Situation;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a gate remembers, for how long, and who waits at it. */
final class GatesTest {

    private static final Requirement HEAD = new Requirement.Head();
    private static final Duration STALENESS = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final MovingClock clock = new MovingClock();
    private final Target target = Given.target("");
    private final Gates gates = new Gates(List.of(target), STALENESS, 3, clock);
    private final Gate gate = gates.of(new TargetName("orders")).orElseThrow();

    @BeforeEach
    void keepUp() {
        gate.keepUp(true);
    }

    @Test
    void aDatabaseThatGoesAwayIsUnreachableAfterTheStalenessAndNotBefore() {
        sees("1, 2");
        clock.move(Duration.ofSeconds(10));
        sees(Given.unreachable(true));
        clock.move(STALENESS.minusSeconds(10));
        assertThat(verdict()).isEqualTo(Word.CURRENT);

        clock.move(Duration.ofMillis(1));
        assertThat(verdict()).isEqualTo(Word.UNREACHABLE);
        assertThat(gate.level().verdict(HEAD).sentence()).contains("connection refused");

        sees("1, 2");
        assertThat(verdict()).isEqualTo(Word.CURRENT);
    }

    @Test
    void oneThatNobodyHasLookedAtForSoLongIsUnreachableToo() {
        sees("1, 2");
        clock.move(STALENESS.plusMillis(1));
        assertThat(verdict()).isEqualTo(Word.UNREACHABLE);
        assertThat(gate.level().verdict(HEAD).sentence()).contains("it does not answer");
    }

    @Test
    void oneThatWasNeverSeenIsUnreachableAtOnce() {
        assertThat(verdict()).isEqualTo(Word.NOT_SEEN_YET);
        sees(Given.unreachable(true));
        assertThat(verdict()).isEqualTo(Word.UNREACHABLE);
    }

    @Test
    void ofOneThatIsNotKeptUpNothingIsKnownInsteadOfItsBeingUnreachable() {
        sees("1, 2");
        clock.move(STALENESS.multipliedBy(2));
        gate.keepUp(false);
        assertThat(verdict()).isEqualTo(Word.NOT_SEEN_YET);
        sees(Given.unreachable(true));
        clock.move(STALENESS.multipliedBy(2));
        assertThat(verdict()).isEqualTo(Word.NOT_SEEN_YET);
    }

    @Test
    void whatWasSeenBeforeItIsKeptUpDoesNotCountAndIsNoSilence() {
        gate.keepUp(false);
        sees("1, 2");
        gate.keepUp(true);
        assertThat(verdict()).isEqualTo(Word.NOT_SEEN_YET);

        gate.keepUp(false);
        sees("1, 2");
        clock.move(STALENESS.multipliedBy(2));
        gate.keepUp(true);
        assertThat(verdict()).isEqualTo(Word.NOT_SEEN_YET);
    }

    @Test
    void whatWasSeenLastIsShownHoweverLongAgoThatWas() {
        gate.keepUp(false);
        assertThat(gate.last().sight()).isEmpty();
        sees("1, 2");
        clock.move(STALENESS.multipliedBy(9));

        assertThat(gate.level().isKnown()).isFalse();
        assertThat(gate.last().sight()).isPresent();
        assertThat(gate.last().heardAt()).isEqualTo(clock.instant().minus(STALENESS.multipliedBy(9)));
        assertThat(gate.verdict(HEAD).word()).isEqualTo(Word.CURRENT);

        gate.keepUp(true); // which forgets it, for those who ask
        assertThat(verdict()).isEqualTo(Word.NOT_SEEN_YET);
        assertThat(gate.verdict(HEAD).word()).isEqualTo(Word.CURRENT);
    }

    @Test
    void aDatabaseThatIsAwayIsShownAtOnceAndTheGateStaysOpenForThoseWhoKeepAsking() {
        sees("1, 2");
        sees(Given.unreachable(true));
        assertThat(gate.last().verdict(HEAD).word()).isEqualTo(Word.UNREACHABLE);
        assertThat(gate.verdict(HEAD).word()).isEqualTo(Word.CURRENT);

        gate.keepUp(false); // the next one who asks would wait for a look
        assertThat(gate.verdict(HEAD).word()).isEqualTo(Word.UNREACHABLE);
    }

    @Test
    void oneThatAnswersNobodyAnyMoreIsShownAsUnreachable() {
        sees("1, 2");
        clock.move(STALENESS.plusMillis(1));
        assertThat(gate.verdict(HEAD).word()).isEqualTo(Word.UNREACHABLE);
        assertThat(gate.last().verdict(HEAD).word()).isEqualTo(Word.UNREACHABLE);
    }

    @Test
    void whatIsUnderWayIsShownWithWhatWasSeenBeforeAndGoesWhenItIsOver() {
        Work work = new Work(new UUID(0, 1), Verb.UPGRADE, "running", Optional.empty(), 0, 2, clock.instant());
        gate.keepUp(false);
        sees("1");
        gate.see(Optional.of(work));
        clock.move(STALENESS.multipliedBy(2));
        assertThat(gate.verdict(HEAD).sentence()).contains("upgrade is running");

        gate.done(work.id());
        assertThat(gate.last().work()).isEmpty();
        assertThat(gate.verdict(HEAD).sentence()).doesNotContain("upgrade is running");
    }

    @Test
    void aChangeLetsGoOfEverybodyWhoWaitsForItAndOfNobodyElse() {
        sees("1");
        CompletableFuture<Level> one = parkedUntilOpen();
        CompletableFuture<Level> other = parkedUntilOpen();
        CompletableFuture<Level> another = parked(level -> level.verdict(HEAD).word() == Word.FAILED);
        sees("1");
        assertThat(one).isNotDone();

        sees("1, 2");
        assertThat(List.of(one, other)).allMatch(CompletableFuture::isDone);
        assertThat(one.join().verdict(HEAD).word()).isEqualTo(Word.CURRENT);
        assertThat(another).isNotDone();
        assertThat(gates.parked()).isOne();
    }

    @Test
    void whatCameAboutMeanwhileEndsAWaitAsItBegins() {
        sees("1, 2");
        assertThat(parkedUntilOpen()).isDone();
        assertThat(gates.parked()).isZero();
    }

    @Test
    void nobodyIsKeptLongerThanHeAskedFor() throws Exception {
        sees("1");
        CompletableFuture<Level> told = new CompletableFuture<>();
        gates.park(gate, now -> false, Duration.ofSeconds(9), told::complete);
        assertThat(told).isNotDone();
        clock.move(Duration.ofSeconds(9));
        Level level = told.get(10, TimeUnit.SECONDS);
        assertThat(level.verdict(HEAD).word()).isEqualTo(Word.BEHIND);
        assertThat(gates.parked()).isZero();
    }

    @Test
    void thereIsRoomForSoManyAndWhoeverLeavesMakesRoom() {
        sees("1");
        Parked first = gates.park(gate, now -> false, LONG, now -> {}).orElseThrow();
        parked(now -> false);
        parked(now -> false);
        assertThat(gates.park(gate, now -> false, LONG, now -> {})).isEmpty();

        first.leave();
        first.leave();
        assertThat(gates.park(gate, now -> false, LONG, now -> {})).isPresent();
        assertThat(gates.park(gate, now -> false, LONG, now -> {})).isEmpty();
    }

    @Test
    void everybodyIsLetGoWhenHeadgateEnds() {
        sees("1");
        CompletableFuture<Level> one = parkedUntilOpen();
        gates.leave();
        assertThat(one).isDone();
    }

    @Test
    void anOperationThatIsOverIsNotUnderWayAndAnotherOneStillIs() {
        Work work = new Work(new UUID(0, 1), Verb.UPGRADE, "running", Optional.empty(), 0, 2, clock.instant());
        sees("1");
        gate.see(Optional.of(work));
        gate.done(new UUID(0, 2));
        assertThat(gate.level().work()).contains(work);

        gate.done(new UUID(0, 1));
        assertThat(gate.level().work()).isEmpty();
        assertThat(verdict()).isEqualTo(Word.BEHIND);
    }

    @Test
    void aReleaseIsNotCalledUnknownBeforeTheStoreHasTold() {
        sees("1, 2");
        assertThat(gate.level().verdict(new Requirement.OfRelease("old")).sentence())
                .isEqualTo("orders: which releases it has had is not known: the store has not told yet");
        gate.know(List.of());
        assertThat(gate.level().verdict(new Requirement.OfRelease("old")).sentence())
                .contains("orders has had no release 'old'");
    }

    @Test
    void itIsAskedForAsLongAsSomebodyAsksOrWaits() {
        assertThat(gate.isAskedSince(clock.instant())).isFalse();
        gate.ask();
        assertThat(gate.isAskedSince(clock.instant())).isTrue();
        clock.move(LONG);
        assertThat(gate.isAskedSince(clock.instant())).isFalse();
        sees("1");
        parkedUntilOpen();
        assertThat(gate.isAskedSince(clock.instant())).isTrue();
    }

    private CompletableFuture<Level> parkedUntilOpen() {
        return parked(level -> level.verdict(HEAD).isOpen());
    }

    private CompletableFuture<Level> parked(Predicate<Level> until) {
        CompletableFuture<Level> told = new CompletableFuture<>();
        assertThat(gates.park(gate, until, LONG, told::complete)).isPresent();
        return told;
    }

    private Word verdict() {
        return gate.level().verdict(HEAD).word();
    }

    private void sees(String ledger) {
        sees(Given.managed(ledger));
    }

    private void sees(Reading reading) {
        gate.see(new Sight(
                target,
                reading,
                new Sight.Standing.Against(Situation.of(target, Given.bundle("V1 V2"), reading, Phases.NONE))));
    }
}
