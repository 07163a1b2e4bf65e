package dev.headgate.dashboard;

import dev.headgate.operation.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an operation does at this moment, as far as its events tell.
 *
 * @param last what it said last
 * @param counters of its script, and of the server for its command
 * @param blocked that it waits for a lock
 */
public record Doing(String last, List<Counter> counters, Optional<Wait> blocked) {

    /** A statement is told up to a second after it began; what was seen of it meanwhile still holds. */
    private static final Duration TOLD_LATE = Duration.ofSeconds(2);

    /**
     * Who waits for whom. That nobody is in the way any more is not told, so it is said when it was seen.
     *
     * @param queued how many wait for the operation in turn
     */
    public record Wait(Instant seenAt, long queued, List<Blocker> blockers) {}

    static Doing of(List<Event> events) {
        Optional<Event> statement = Optional.empty();
        Optional<Event> progress = Optional.empty();
        Optional<Event> blocked = Optional.empty();
        for (Event event : events) {
            switch (event.kind()) {
                case QUEUED, ATTACHED, CANCEL_REQUESTED -> {}
                case STATEMENT -> {
                    statement = Optional.of(event);
                    progress = progress.filter(seen -> isOfTheSame(seen, event));
                    blocked = blocked.filter(seen -> isOfTheSame(seen, event));
                }
                case PROGRESS -> {
                    progress = Optional.of(event);
                    blocked = Optional.empty();
                }
                case BLOCKED -> blocked = Optional.of(event);
                case RETRY -> {
                    statement = Optional.empty();
                    progress = Optional.empty();
                    if (!Blocker.of(new Details(event.details())).isEmpty()) {
                        blocked = Optional.of(event);
                    }
                }
                case PLANNED, STEP_BEGUN -> { // again, where it did not get its locks: whoever has them has them yet
                    statement = Optional.empty();
                    progress = Optional.empty();
                }
                case WAITING_FOR_DATABASE, WAITING_FOR_LOCK, STEP_ENDED, INTERRUPTED, RESUMED, DONE -> {
                    statement = Optional.empty();
                    progress = Optional.empty();
                    blocked = Optional.empty();
                }
            }
        }
        return new Doing(
                events.isEmpty() ? "" : events.getLast().sentence(),
                Stream.concat(
                                statement.map(event -> Counter.ofStatements(new Details(event.details()))).stream(),
                                progress.map(event -> Counter.ofServer(new Details(event.details()))).stream())
                        .toList(),
                blocked.map(Doing::wait));
    }

    private static boolean isOfTheSame(Event seen, Event statement) {
        return statement.at().isBefore(seen.at().plus(TOLD_LATE));
    }

    private static Wait wait(Event event) {
        Details details = new Details(event.details());
        return new Wait(event.at(), details.number("queued").orElse(0L), Blocker.of(details));
    }
}
