package dev.headgate.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DigestTest {

    private static final String HEX = "fdf315919f1be4d23ec42983285a6c3483ef422efbc68108b89be13dd3b91014";

    @Test
    void forPeopleItIsItsFirstTwelveDigits() {
        assertThat(Digest.ofHex(HEX).brief()).isEqualTo("fdf315919f1b");
        assertThat(Digest.ofHex(HEX)).hasToString("sha256:" + HEX);
    }

    @ParameterizedTest
    @CsvSource({
        "sha256:" + HEX + ", true",
        HEX + ", true",
        "fdf315919f1b, true",
        "FDF315919F1B, true",
        "sha256:fdf315919f1be4, true",
        "fdf315919f1, false",
        "df315919f1be, false",
        "shop-1, false",
        HEX + "0, false",
    })
    void itIsCalledByItsFirstDigits(String text, boolean means) {
        assertThat(Digest.ofHex(HEX).isCalled(text)).isEqualTo(means);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256:", HEX, "sha256:" + HEX + "0", "md5:" + HEX, "sha256:FDF"})
    void nothingElseIsOne(String text) {
        assertThatThrownBy(() -> new Digest(text)).hasMessageContaining("sha256: and 64 hexadecimal digits");
    }
}
