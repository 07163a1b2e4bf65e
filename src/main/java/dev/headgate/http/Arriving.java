package dev.headgate.http;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A body as it arrives, all of it within a time: whoever sends one holds one of few places until then. */
final class Arriving extends InputStream {

    static final Duration LONGEST = Duration.ofMinutes(5);

    private final InputStream body;
    private final Clock clock;
    private final Instant deadline;
    private long bytes = 0;

    Arriving(InputStream body, Clock clock) {
        this.body = body;
        this.clock = clock;
        this.deadline = clock.instant().plus(LONGEST);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    /**
     * @throws dev.headgate.migration.Refused when the time is over
     */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = body.read(into, offset, length);
        bytes += Math.max(read, 0);
        if (clock.instant().isAfter(deadline)) {
            throw Refusal.of(
                            Reason.BAD_REQUEST,
                            "the body has been coming for more than %d minutes, %d bytes of it so far; send it over a faster connection. Nothing was kept"
                                    .formatted(LONGEST.toMinutes(), bytes))
                    .thrown();
        }
        return read;
    }
}
