package dev.headgate.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VersionTest {

    @ParameterizedTest
    @CsvSource({"1, 01", "1, 1.0", "1, 1.0.0", "2.1, 2_1", "0, 0.0", "1.0.3, 01.00.03"})
    void versionsThatDifferOnlyInZerosOrSeparatorsAreEqual(String one, String other) {
        assertThat(Version.of(one)).isEqualTo(Version.of(other)).hasSameHashCodeAs(Version.of(other));
        assertThat(Version.of(one)).isEqualByComparingTo(Version.of(other));
    }

    @Test
    void versionsAreOrderedNumberByNumber() {
        List<String> ascending = List.of(
                "0",
                "1",
                "1.0.1",
                "1.1",
                "1.9",
                "1.10",
                "2",
                "9",
                "10",
                "20260101",
                "20260101120000",
                "99999999999999999999");

        assertThat(ascending.reversed().stream().map(Version::of).sorted())
                .extracting(Version::toString)
                .isEqualTo(ascending);
    }

    @Test
    void theOrderIsFlywaysOwn() {
        List<String> texts = List.of("1", "01", "1.0", "1.1", "1_1", "1.10", "1.9", "2", "10", "20260101120000");
        for (String one : texts) {
            for (String other : texts) {
                assertThat(Integer.signum(Version.of(one).compareTo(Version.of(other))))
                        .as("%s and %s", one, other)
                        .isEqualTo(Integer.signum(
                                MigrationVersion.fromVersion(one).compareTo(MigrationVersion.fromVersion(other))));
            }
        }
    }

    @Test
    void aboveAndBelowAreStrict() {
        Version nine = Version.of("9");
        Version ten = Version.of("10");

        assertThat(ten.isAbove(nine)).isTrue();
        assertThat(nine.isBelow(ten)).isTrue();
        assertThat(ten.isAbove(Version.of("10.0"))).isFalse();
        assertThat(ten.isBelow(Version.of("10.0"))).isFalse();
    }

    @Test
    void itIsShownAsItWasWrittenWithDots() {
        assertThat(Stream.of("08", "2_1", "1.0").map(Version::of))
                .extracting(Version::toString)
                .containsExactly("08", "2.1", "1.0");
    }

    @Test
    void onlyZeroIsBeforeTheFirst() {
        assertThat(Version.ZERO.isZero()).isTrue();
        assertThat(Version.of("0.0").isZero()).isTrue();
        assertThat(Version.of("0.1").isZero()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1.", ".1", "1..2", "-1", "1-2", "v1", "1a", "head", "1\n", "٣"})
    void whatIsNoVersionIsRefusedWithWhatIsAllowed(String text) {
        assertThat(Version.parse(text)).isEmpty();
        assertThatThrownBy(() -> Version.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'%s' is not a version; write numbers separated by dots, such as 8 or 2.1", text);
    }

    @Test
    void aVersionTooLongForTheLedgerIsRefusedAndNotRepeatedInFull() {
        assertThat(Version.parse("1".repeat(50))).isPresent();
        assertThatThrownBy(() -> Version.of("1".repeat(51)))
                .hasMessageStartingWith("'" + "1".repeat(50) + "…' is not a version");
    }
}
