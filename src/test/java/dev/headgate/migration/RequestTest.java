package dev.headgate.migration;

import static dev.headgate.migration.Given.v;
import static dev.headgate.migration.Given.versions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RequestTest {

    private static final Optional<String> NO_REASON = Optional.empty();

    @ParameterizedTest
    @EnumSource
    void forceIsRefusedWithoutAReason(Verb verb) {
        assertThatThrownBy(() -> new Request(verb, to("1"), true, NO_REASON, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("force needs a reason: add \"reason\" to the body");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REPAIR")
    void versionsAreRefusedByEveryVerbButRepair(Verb verb) {
        assertThatThrownBy(() -> new Request(verb, to("1"), false, NO_REASON, versions("1")))
                .hasMessage("\"versions\" goes with repair only; %s takes \"to\"", verb.word());
    }

    @Test
    void repairTakesVersionsAndNoTo() {
        assertThat(new Request(Verb.REPAIR, Optional.empty(), false, NO_REASON, versions("1", "2")).versions())
                .hasSize(2);
        assertThatThrownBy(() -> new Request(Verb.REPAIR, to("1"), false, NO_REASON, List.of()))
                .hasMessageContaining("repair takes \"versions\"");
    }

    @Test
    void downgradeIsRefusedWithoutAGoal() {
        assertThatThrownBy(() -> Request.of(Verb.DOWNGRADE)).hasMessageContaining("downgrade needs \"to\"");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DOWNGRADE", "REPAIR"})
    void beforeTheFirstIsAGoalOfDowngradeOnly(Verb verb) {
        assertThat(new Request(Verb.DOWNGRADE, to("0"), false, NO_REASON, List.of()).to())
                .contains(Version.ZERO);
        assertThatThrownBy(() -> new Request(verb, to("0"), false, NO_REASON, List.of()))
                .hasMessage("\"to\" 0 goes with downgrade only");
    }

    @ParameterizedTest
    @EnumSource
    void everyVerbIsFoundByItsWord(Verb verb) {
        assertThat(Verb.of(verb.word())).isEqualTo(verb);
        assertThatThrownBy(() -> Verb.of("delete")).hasMessageContaining(verb.word());
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonIsFoundByItsWord(Reason reason) {
        assertThat(Reason.of(reason.word())).isEqualTo(reason);
        assertThat(reason.word()).matches("[a-z-]+");
    }

    private static Optional<Version> to(String version) {
        return Optional.of(v(version));
    }
}
