package dev.headgate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.migration.MovingClock;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ArrivingTest {

    private final MovingClock clock = new MovingClock();

    /** A byte a minute. */
    private InputStream trickle(int bytes) {
        return new InputStream() {
            private final InputStream all = new ByteArrayInputStream(new byte[bytes]);

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                clock.move(Duration.ofMinutes(1));
                return all.read(into, offset, Math.min(length, 1));
            }
        };
    }

    @Test
    void aBodyThatTricklesIsRefusedWhenItsTimeIsOver() {
        Arriving body = new Arriving(trickle(100), clock);

        assertThatThrownBy(body::readAllBytes)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.BAD_REQUEST))
                .hasMessageContaining("more than 5 minutes, 6 bytes of it so far");
    }

    @Test
    void oneThatIsThereInTimeIsReadToItsEnd() throws IOException {
        assertThat(new Arriving(trickle(4), clock).readAllBytes()).hasSize(4);
    }

    @Test
    void singleBytesAreReadAsTheyAre() throws IOException {
        Arriving body = new Arriving(new ByteArrayInputStream(new byte[] {(byte) 0xff}), clock);

        assertThat(body.read()).isEqualTo(0xff);
        assertThat(body.read()).isEqualTo(-1);
    }
}
