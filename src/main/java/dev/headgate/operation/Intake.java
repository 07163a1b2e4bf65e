package dev.headgate.operation;

import dev.headgate.migration.Digest;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.TargetName;
import dev.headgate.security.Caller;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Takes in bundles that are sent, a few at a time: each wants room on the disk. */
final class Intake {

    private static final Logger LOG = Logger.getLogger(Intake.class);

    private static final int AT_ONCE = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Unpacker unpacker;
    private final Shelf shelf;
    private final Clock clock;
    private final Semaphore room = new Semaphore(AT_ONCE, true);

    Intake(Unpacker unpacker, Shelf shelf, Clock clock) {
        this.unpacker = unpacker;
        this.shelf = shelf;
        this.clock = clock;
    }

    /**
     * What was taken in.
     *
     * @param isNew whether the target did not have it before
     */
    record Taken(Digest digest, boolean isNew) {}

    /**
     * @throws dev.headgate.migration.Refused when it is not sound, the store does not answer, or too many others are sent
     *     at this moment
     */
    Taken take(TargetName target, Bundles.Sending sending, Caller caller) {
        enter();
        try (Unpacker.Unpacked unpacked = sending.through(unpacker)) {
            Delivery delivery = unpacked.delivery();
            boolean isNew = shelf.keep(target, delivery, new Shelf.Origin("upload", caller, clock.instant()));
            LOG.infof(
                    "bundle taken in target=%s bundle=%s files=%d bytes=%d new=%s",
                    target, delivery.bundle().digest().brief(), delivery.files().size(), delivery.bytes(), isNew);
            return new Taken(delivery.bundle().digest(), isNew);
        } finally {
            room.release();
        }
    }

    private void enter() {
        try {
            if (room.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw Refusal.of(
                        Reason.BUSY,
                        "%d bundles are being taken in already, which is as many as at once. Ask again in a moment"
                                .formatted(AT_ONCE))
                .thrown();
    }
}
