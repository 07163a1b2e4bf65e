package dev.headgate.operation;

import dev.headgate.gate.Gate;
import dev.headgate.gate.Gates;
import dev.headgate.gate.Work;
import dev.headgate.migration.Facts;
import dev.headgate.migration.Refused;
import dev.headgate.migration.ServerId;
import dev.headgate.migration.Sight;
import dev.headgate.migration.TargetName;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks at targets for their gates: at each that somebody asks about, once in a while, whatever the number of those who ask;
 * and at once when an operation that changed one has ended, on whichever replica. At a target that nobody has asked about for
 * some time nobody looks: the first who asks again waits for that.
 */
public final class Gatekeeper implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Gatekeeper.class);
    private static final Duration BETWEEN_LOOKS_AT_WORK = Duration.ofMillis(500);
    private static final Duration INTEREST = Duration.ofMinutes(10);
    private static final int MOST_SESSIONS = 64; // kept for the next look; many targets may share one server
    private static final double JITTER = 0.1; // of the refresh, so that replicas and targets do not fall into step

    private final Gates gates;
    private final Survey survey;
    private final Catalogue catalogue;
    private final OperationLog log;
    private final Duration refresh;
    private final Clock clock;
    private final Map<TargetName, Errand> looks = new ConcurrentHashMap<>();
    private final Set<Gate> attended = ConcurrentHashMap.newKeySet();
    private final Errand workLook;
    private final Errand learning;
    private final Set<UUID> changing = ConcurrentHashMap.newKeySet();
    private final Set<Gate> wantsReleases = ConcurrentHashMap.newKeySet();
    private final Map<TargetName, ServerId> servers = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer;

    /**
     * @param refresh how long after a look the next one is
     */
    public Gatekeeper(
            Gates gates,
            Survey survey,
            Catalogue catalogue,
            OperationLog log,
            Executor threads,
            Duration refresh,
            Clock clock) {
        this.gates = gates;
        this.survey = survey;
        this.catalogue = catalogue;
        this.log = log;
        this.refresh = refresh;
        this.clock = clock;
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("headgate-gatekeeper").factory());
        this.timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // when Headgate ends
        this.learning = new Errand(threads, this::learnReleases);
        this.workLook = new Errand(threads, this::lookAtWork);
        wantsReleases.addAll(gates.all());
        gates.all().forEach(gate -> looks.put(gate.target().name(), new Errand(threads, () -> look(gate))));
    }

    /** Somebody asks at a gate. It never blocks; a gate that was not kept up knows its target soon. */
    public void attend(Gate gate) {
        gate.ask();
        if (!attended.contains(gate) && attended.add(gate)) {
            gate.keepUp(true);
            learning.run();
            tick(gate);
        }
    }

    /** Somebody wants to know of a target once: it is looked at, and not kept up. */
    public void glance(Gate gate) {
        if (!gate.level().isKnown()) {
            send(gate);
        }
    }

    /** Looks at a target now, and returns when its gate knows what was seen. */
    public void lookNow(Gate gate) {
        attend(gate);
        look(gate);
    }

    /** Looks at a target now, for somebody who wants to know once; its gate hears of it too. */
    public Sight lookOnce(Gate gate) {
        return look(gate);
    }

    /** There is another bundle for it: whoever asks is to know soon. */
    public void lookAgain(TargetName target) {
        hear(new Presence.Change.OfActive(target));
    }

    /** Before this Headgate ends: nobody is kept waiting. It goes on looking for those who ask. */
    public void leave() {
        gates.leave();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** Another replica, or this one, has done something. */
    void hear(Presence.Change change) {
        switch (change) {
            case Presence.Change.OfOperation of -> hear(of);
            case Presence.Change.OfReleases(TargetName target) ->
                gates.of(target).ifPresent(this::hearReleases);
            case Presence.Change.OfActive(TargetName target) ->
                gates.of(target).filter(this::isWanted).ifPresent(this::send);
        }
    }

    /** Whether somebody has asked of late, be it once. */
    private boolean isWanted(Gate gate) {
        return attended.contains(gate) || gate.level().isKnown();
    }

    private void hearReleases(Gate gate) {
        wantsReleases.add(gate);
        learning.run();
    }

    /** Anything may have happened while nobody listened. */
    void hearAll() {
        changing.clear();
        wantsReleases.addAll(gates.all());
        attended.forEach(this::send);
        workLook.run();
    }

    /** An operation that finds nothing to do costs no look: it never had a plan. */
    private void hear(Presence.Change.OfOperation change) {
        switch (change.kind()) {
            case PLANNED -> {
                changing.add(change.operation());
                workLook.run();
            }
            case DONE -> {
                gates.of(change.target()).ifPresent(gate -> gate.done(change.operation()));
                if (changing.remove(change.operation())) {
                    gates.of(change.target()).filter(this::isWanted).ifPresent(this::send);
                }
                workLook.run();
            }
            case QUEUED,
                    ATTACHED,
                    WAITING_FOR_DATABASE,
                    WAITING_FOR_LOCK,
                    STEP_BEGUN,
                    STEP_ENDED,
                    RETRY,
                    INTERRUPTED,
                    RESUMED -> workLook.run();
            case STATEMENT, PROGRESS, BLOCKED, CANCEL_REQUESTED -> {}
        }
    }

    private void tick(Gate gate) {
        if (!gate.isAskedSince(clock.instant().minus(INTEREST))) {
            gate.keepUp(false);
            attended.remove(gate);
            return;
        }
        double jitter = 1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER);
        timer.schedule(() -> tick(gate), (long) (refresh.toMillis() * jitter), TimeUnit.MILLISECONDS);
        send(gate);
    }

    private void send(Gate gate) {
        Optional.ofNullable(looks.get(gate.target().name())).ifPresent(Errand::run);
    }

    private Sight look(Gate gate) {
        Sight sight = survey.forGate(gate.target(), attended.contains(gate) && attended.size() <= MOST_SESSIONS);
        gate.see(sight);
        if (wantsReleases.contains(gate)) {
            learning.run(); // by another thread: the store's trouble is not the target's
        }
        if (sight.reading() instanceof Facts facts) {
            facts.server().ifPresent(server -> compare(gate.target().name(), server));
        }
        return sight;
    }

    private void learnReleases() {
        for (Gate gate : attended) {
            try {
                if (wantsReleases.remove(gate)) {
                    gate.know(catalogue.releases(gate.target().name()));
                }
            } catch (Refused storeIsDown) {
                wantsReleases.add(gate);
                return; // until a target is looked at again
            }
        }
    }

    private void compare(TargetName target, ServerId server) {
        ServerId before = servers.put(target, server);
        if (before != null && !before.equals(server)) {
            LOG.warnf("target=%s is another database now: %s; it was %s", target, server, before);
        }
    }

    private void lookAtWork() {
        try {
            Map<TargetName, Work> underWay = log.underWay();
            gates.all()
                    .forEach(gate -> gate.see(
                            Optional.ofNullable(underWay.get(gate.target().name()))));
            underWay.values().stream()
                    .filter(work -> work.steps() > 0)
                    .map(Work::id)
                    .forEach(changing::add);
            Thread.sleep(BETWEEN_LOOKS_AT_WORK); // what happens meanwhile is looked at together
        } catch (Refused storeIsDown) {
            LOG.debugf("what is under way is not known: %s", storeIsDown.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
