package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Decision;
import dev.headgate.migration.Facts;
import dev.headgate.migration.Reading;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Request;
import dev.headgate.migration.Situation;
import dev.headgate.migration.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Bears with a database that is not there yet, or not there for a moment, for as long as the target says. */
final class DatabaseWait {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int MOST_BREAKS = 5; // without a step done in between: what breaks it each time is the step

    private final Target target;
    private final Databases databases;
    private final Situations situations;
    private final Journey journey;
    private final Clock clock;
    private final Patience look = new Patience();
    private final Patience lock = new Patience();
    private Duration pause = FIRST_PAUSE;
    private boolean begun = false;
    private boolean held = false;
    private int breaks = 0;

    DatabaseWait(Target target, Databases databases, Situations situations, Journey journey, Clock clock) {
        this.target = target;
        this.databases = databases;
        this.situations = situations;
        this.journey = journey;
        this.clock = clock;
    }

    /**
     * Looks at the target until there is something to see, which may be that it is not there at all.
     *
     * @throws Refused when the operation is to stop meanwhile
     */
    Situation look(Bundle bundle, Request request) {
        return look(bundle, request, false);
    }

    /** The same, by who holds the lock itself. */
    Situation lookAlone(Bundle bundle, Request request) {
        return look(bundle, request, true);
    }

    private Situation look(Bundle bundle, Request request, boolean alone) {
        while (true) {
            Reading seen = databases.read(target);
            Reading reading = alone && seen instanceof Facts facts ? facts.alone() : seen;
            held = reading instanceof Facts facts && facts.holder().isPresent();
            Situation situation = situations.of(target, bundle, reading, request);
            Optional<String> trouble = trouble(reading, situation.decide(request));
            if (trouble.isEmpty()) {
                look.renew();
                return situation;
            }
            String why = trouble.get();
            if (look.isOver()) {
                return situations.of(target, bundle, unreachable(reading, why));
            }
            journey.waits(Event.waitingForDatabase(why, look.until(), clock.instant()));
            pause();
        }
    }

    /**
     * Waits a moment after what broke, so that it may be begun again.
     *
     * @throws Refused the same, when it may not or the time for it is over
     */
    void bear(Refused refused) {
        if (!Journey.isBroken(refused.refusal())
                || lock.isOver()
                || Resumption.obstacle(journey.operation()).isPresent()) {
            throw refused;
        }
        boolean worked = begun || refused.refusal().reason() == Reason.LOCK_LOST;
        if (worked && ++breaks > MOST_BREAKS) {
            throw refused;
        }
        if (worked) {
            journey.retries(Event.retry(refused.refusal().sentence(), clock.instant()));
        } else {
            journey.waits(Event.waitingForDatabase(refused.refusal().sentence(), lock.until(), clock.instant()));
        }
        begun = false;
        pause();
    }

    /** Whether somebody held its lock when it was looked at last. */
    boolean isHeld() {
        return held;
    }

    /** Its lock is taken: whatever comes next is a new trouble. */
    void isThere() {
        lock.renew();
        pause = FIRST_PAUSE;
    }

    /** A step begins. */
    void begins() {
        begun = true;
    }

    /** A step is done. */
    void works() {
        isThere();
        breaks = 0;
    }

    /** What passes by itself and is in the way; a standby is looked at as well as any other server, but not changed. */
    private static Optional<String> trouble(Reading reading, Decision decision) {
        return switch (reading) {
            case Reading.Unreachable unreachable ->
                unreachable.passing() ? Optional.of(unreachable.why()) : Optional.empty();
            case Facts facts ->
                facts.recovering() && decision instanceof Decision.Perform
                        ? Optional.of("the server is recovering, or a standby, and takes no writes")
                        : Optional.empty();
        };
    }

    private static Reading unreachable(Reading reading, String why) {
        return reading instanceof Reading.Unreachable
                ? reading
                : new Reading.Unreachable(reading.observedAt(), true, why, reading.observedAt());
    }

    /** How long one kind of trouble is borne with; the time begins with the first of it. */
    private final class Patience {

        private Optional<Instant> deadline = Optional.empty();

        boolean isOver() {
            if (deadline.isEmpty()) {
                deadline = Optional.of(clock.instant().plus(target.waitForDatabase()));
            }
            return !clock.instant().isBefore(deadline.get());
        }

        /** When it is over. */
        Instant until() {
            return deadline.orElseGet(clock::instant);
        }

        void renew() {
            deadline = Optional.empty();
        }
    }

    /** Longer each time, and jittered, so that a server that comes up is not met by all at once. */
    private void pause() {
        long ms = pause.toMillis();
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        journey.pause(Duration.ofMillis(ms / 2 + ThreadLocalRandom.current().nextLong(ms)));
    }
}
