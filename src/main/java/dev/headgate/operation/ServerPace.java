package dev.headgate.operation;

import dev.headgate.operation.Sighting.ServerProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the server tells of a long command, as events: at each new phase, and now and then within one. */
final class ServerPace {

    private final Duration between;
    private Optional<Seen> told = Optional.empty();

    private record Seen(ServerProgress progress, Instant at) {

        boolean isSamePhaseAs(ServerProgress other) {
            return progress.command().equals(other.command())
                    && progress.relation().equals(other.relation())
                    && progress.phase().equals(other.phase());
        }
    }

    /**
     * @param between the least time between two events of one phase
     */
    ServerPace(Duration between) {
        this.between = between;
    }

    Optional<Event> report(ServerProgress now, Instant at) {
        Optional<Seen> before = told.filter(seen -> seen.isSamePhaseAs(now));
        if (before.filter(seen -> at.isBefore(seen.at().plus(between))).isPresent()) {
            return Optional.empty();
        }
        told = Optional.of(new Seen(now, at));
        return Optional.of(StepEvent.progress(now, rate(before, now, at), at));
    }

    /** Per second, since the last event of the same phase. */
    private static OptionalDouble rate(Optional<Seen> before, ServerProgress now, Instant at) {
        if (before.isEmpty()) {
            return OptionalDouble.empty();
        }
        long ms = Duration.between(before.get().at(), at).toMillis();
        long more = now.done() - before.get().progress().done();
        return ms <= 0 || more < 0 ? OptionalDouble.empty() : OptionalDouble.of(more * 1000.0 / ms);
    }
}
