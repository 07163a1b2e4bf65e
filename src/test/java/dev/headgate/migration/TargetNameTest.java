package dev.headgate.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "7",
                "orders",
                "model-engine",
                "a--b",
                "123456789012345678901234567890123456789012345678901234567890123"
            })
    void aDnsLabelIsAName(String text) {
        assertThat(new TargetName(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Orders",
                "-orders",
                "orders-",
                "or.ders",
                "or_ders",
                "or/ders",
                "órders",
                "orders\n",
                "1234567890123456789012345678901234567890123456789012345678901234"
            })
    void anythingElseIsRefusedWithWhatIsAllowed(String text) {
        assertThatThrownBy(() -> new TargetName(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "'%s' is not a target's name; it is 1 to 63 lower-case letters, digits and hyphens, such as orders",
                        text);
    }

    @Test
    void namesAreOrderedAsText() {
        assertThat(new TargetName("a")).isLessThan(new TargetName("b"));
    }
}
