package dev.headgate.postgres;

import dev.headgate.migration.TargetName;
import dev.headgate.operation.Event;
import dev.headgate.operation.Presence.Change;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * What replicas tell each other: an operation's id, the kind of an event and the target; or a word, which is no
 * operation's id, and the target.
 */
final class Payload {

    static final String RELEASE = "release";
    static final String ACTIVE = "active";

    private static final Logger LOG = Logger.getLogger(Payload.class);

    private Payload() {}

    /** Others may use the channel's name too. */
    static Optional<Change> change(String payload) {
        try {
            List<String> words = List.of(payload.split(" ", -1));
            return Optional.of(
                    switch (words.getFirst()) {
                        case RELEASE -> new Change.OfReleases(new TargetName(words.get(1)));
                        case ACTIVE -> new Change.OfActive(new TargetName(words.get(1)));
                        default ->
                            new Change.OfOperation(
                                    UUID.fromString(words.getFirst()),
                                    Event.Kind.valueOf(words.get(1)
                                            .toUpperCase(Locale.ROOT)
                                            .replace('-', '_')),
                                    new TargetName(words.get(2)));
                    });
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            LOG.debugf("not ours: %s", payload);
            return Optional.empty();
        }
    }
}
