package dev.headgate.operation;

import dev.headgate.migration.Refused;
import dev.headgate.migration.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Watches what a run does on the server: tells who is in its way and how far a long command is, and takes it back when too
 * many wait behind it. One thread looks and another tells, so that a store that is away does not make it blind. That it
 * cannot see never stops the run.
 */
final class Watch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Watch.class);

    private static final int MOST_TO_TELL = 100;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(5); // of progress within one phase
    private static final Duration BETWEEN_CANCELS = Duration.ofSeconds(1);

    private final Target target;
    private final String operation;
    private final Lookout lookout;
    private final TargetLock lock;
    private final Journey journey;
    private final Clock clock;
    private final Brake brake;
    private final ServerPace pace = new ServerPace(BETWEEN_REPORTS);
    private final CountDownLatch over = new CountDownLatch(1);
    private final BlockingQueue<Optional<Event>> toTell = new ArrayBlockingQueue<>(MOST_TO_TELL);
    private final Thread looking;
    private final Thread telling;
    private volatile List<Sighting.Blocker> blockers = List.of();
    private volatile Optional<String> takenBack = Optional.empty();
    private List<Integer> told = List.of();
    private Instant cancelled = Instant.MIN;

    Watch(Target target, Lookout lookout, TargetLock lock, Journey journey, Clock clock) {
        this.target = target;
        this.operation = journey.operation().id().toString();
        this.lookout = lookout;
        this.lock = lock;
        this.journey = journey;
        this.clock = clock;
        this.brake = new Brake(target.courtesy());
        this.looking = Thread.ofVirtual().name("headgate-watch").start(this::watch);
        this.telling = Thread.ofVirtual().name("headgate-watch-tells").start(this::tellAll);
    }

    /** Who was in its way last, if anybody was. */
    List<Sighting.Blocker> blockers() {
        return blockers;
    }

    /** Why its statement was cancelled, if it was. */
    Optional<String> takenBack() {
        return takenBack;
    }

    /** Ends the watch; what it was about to do is done when this returns. */
    @Override
    public void close() {
        over.countDown();
        try {
            looking.join();
            telling.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        try {
            while (!over.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
            toTell.put(Optional.empty()); // the end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Event event) {
        toTell.offer(Optional.of(event)); // while nobody takes them, too many are left out
    }

    private void tellAll() {
        try {
            for (Optional<Event> event = toTell.take(); event.isPresent(); event = toTell.take()) {
                journey.notes(event.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            Sighting sighting = lookout.look(target, operation);
            Instant now = clock.instant();
            takeBack(sighting, now);
            tellBlockers(sighting, now);
            sighting.progress().flatMap(progress -> pace.report(progress, now)).ifPresent(this::tell);
        } catch (Refused unseen) {
            LOG.debugf("operation=%s is not seen: %s", operation, unseen.getMessage());
        } catch (RuntimeException bug) {
            LOG.errorf(bug, "operation=%s is not seen", operation);
        }
    }

    private void tellBlockers(Sighting sighting, Instant now) {
        if (sighting.blockers().isEmpty()) {
            return; // who was in its way may have gone just as it gave up waiting
        }
        blockers = sighting.blockers();
        List<Integer> pids =
                blockers.stream().map(Sighting.Blocker::pid).sorted().toList();
        if (!pids.equals(told)) {
            told = pids;
            tell(StepEvent.blocked(blockers, sighting.queued(), now));
        }
    }

    private void takeBack(Sighting sighting, Instant now) {
        Optional<String> why = brake.feel(sighting.queued(), now);
        if (why.isPresent() && !now.isBefore(cancelled.plus(BETWEEN_CANCELS)) && over.getCount() > 0) {
            cancelled = now;
            takenBack = why;
            lock.interrupt(target, operation);
        }
    }
}
