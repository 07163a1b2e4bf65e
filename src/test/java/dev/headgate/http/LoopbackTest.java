package dev.headgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only names that can lead nowhere else. */
final class LoopbackTest {

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost", "headgate.localhost", "127.0.0.1", "127.1.2.3", "[::1]", "::1"})
    void theyAreThisMachine(String host) {
        assertThat(Loopback.isName(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org",
                "localhost.example.org",
                "127.0.0.1.example.org",
                "notlocalhost",
                "10.0.0.1",
                "0.0.0.0",
                "[::2]",
                "",
                "2130706433"
            })
    void theyMayBeAnywhere(String host) {
        assertThat(Loopback.isName(host)).isFalse();
    }
}
