package dev.headgate.operation;

import dev.headgate.migration.Courtesy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tells when a step has kept too many waiting for too long. */
final class Brake {

    private final Courtesy courtesy;
    private Optional<Instant> tooManySince = Optional.empty();

    Brake(Courtesy courtesy) {
        this.courtesy = courtesy;
    }

    /**
     * @param queued how many wait behind it now
     * @return why it is to be taken back; nothing when it may go on
     */
    Optional<String> feel(int queued, Instant now) {
        boolean tooMany = courtesy.maxQueued() > 0 && queued > courtesy.maxQueued();
        if (!tooMany) {
            tooManySince = Optional.empty();
            return Optional.empty();
        }
        Instant since = tooManySince.orElse(now);
        tooManySince = Optional.of(since);
        Duration patience = courtesy.maxQueuedFor();
        return Duration.between(since, now).compareTo(patience) < 0
                ? Optional.empty()
                : Optional.of("%d sessions queued behind it, more than %d for %d ms"
                        .formatted(queued, courtesy.maxQueued(), patience.toMillis()));
    }
}
