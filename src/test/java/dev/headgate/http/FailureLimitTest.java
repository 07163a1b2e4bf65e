package dev.headgate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.audit.Entry;
import dev.headgate.migration.MovingClock;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refused;
import dev.headgate.security.Caller;
import dev.headgate.security.Grants;
import dev.headgate.security.Policy;
import dev.headgate.security.TokenHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FailureLimitTest {

    private static final TokenHash WRONG = TokenHash.of("wrong");
    private static final TokenHash RIGHT = TokenHash.of("right");

    private final MovingClock clock = new MovingClock();
    private final List<Entry> noted = new ArrayList<>();
    private final FailureLimit limit = new FailureLimit(
            new Policy(Policy.Mode.REQUIRED, true, true, 3, false, new Grants(List.of())), noted::add, clock);

    @Test
    void afterSoManyFailuresNothingIsLookedAtAndTheAuditSaysSoOnce() {
        fail("10.0.0.1", 3);

        Refused refused = refused("10.0.0.1");
        assertThat(refused.refusal().reason()).isEqualTo(Reason.TOO_MANY_FAILURES);
        assertThat((Long) refused.refusal().details().get(Problems.RETRY_AFTER)).isBetween(1L, 7L);
        refused("10.0.0.1");
        assertThat(noted).hasSize(1);
        assertThat(noted.getFirst().outcome()).isEqualTo("too-many-failures");
    }

    @Test
    void thereIsOneMoreEverySixSeconds() {
        fail("10.0.0.1", 3);
        clock.move(Duration.ofSeconds(6));

        passes("10.0.0.1", WRONG);
        fail("10.0.0.1", 1);
        refused("10.0.0.1");
    }

    @Test
    void othersAreNotKeptOut() {
        fail("10.0.0.1", 3);

        passes("10.0.0.2", WRONG);
    }

    @Test
    void whatWasRightAShortWhileAgoPassesFromTheSameAddressUntilItIsWrong() {
        limit.passed(RIGHT);
        fail("10.0.0.1", 3);
        passes("10.0.0.1", RIGHT);

        limit.failed(caller("10.0.0.1"), RIGHT);

        assertThat(catchThrowableOfType(Refused.class, () -> limit.check(caller("10.0.0.1"), RIGHT)))
                .isNotNull();
    }

    @Test
    void whatAnybodyCanSendWithoutEndIsNewsOnceAMinuteFromANetworkAndForAReason() {
        Caller one = caller("10.0.0.1");

        assertThat(limit.isNews(one, Reason.CROSS_SITE)).isTrue();
        assertThat(limit.isNews(one, Reason.CROSS_SITE)).isFalse();
        assertThat(limit.isNews(one, Reason.IDENTITY_UNAVAILABLE)).isTrue();
        assertThat(limit.isNews(caller("10.0.0.2"), Reason.CROSS_SITE)).isTrue();

        clock.move(Duration.ofMinutes(1));
        assertThat(limit.isNews(one, Reason.CROSS_SITE)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::1, 2001:db8:0:0:ffff::9, true",
        "2001:db8::1, 2001:db8:0:1::1, false",
        "10.0.0.1, 10.0.0.2, false",
        "::ffff:10.0.0.1, 10.0.0.1, true"
    })
    void aNetworkOfOneMachineCountsAsOne(String one, String other, boolean isSame) {
        assertThat(FailureLimit.network(one).equals(FailureLimit.network(other)))
                .isEqualTo(isSame);
    }

    private void fail(String address, int times) {
        for (int i = 0; i < times; i++) {
            limit.failed(caller(address), WRONG);
        }
    }

    private Refused refused(String address) {
        return catchThrowableOfType(Refused.class, () -> limit.check(caller(address), WRONG));
    }

    private void passes(String address, TokenHash shown) {
        assertThatCode(() -> limit.check(caller(address), shown)).doesNotThrowAnyException();
    }

    private static Caller caller(String address) {
        return new Caller("anonymous", Optional.of(address), Optional.empty());
    }
}
