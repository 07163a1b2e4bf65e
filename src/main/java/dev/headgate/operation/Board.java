package dev.headgate.operation;

import dev.headgate.gate.Gate;
import dev.headgate.gate.Gates;
import dev.headgate.gate.Level;
import dev.headgate.gate.Requirement;
import dev.headgate.gate.Verdict;
import dev.headgate.gate.Work;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Sight;
import dev.headgate.migration.Situation;
import dev.headgate.migration.State;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * All targets as they were seen last, in memory, for pages and metrics. Whoever asks has those looked at of which nothing is
 * known any more, and does not wait for that: so targets are looked at once in {@code headgate.gate.staleness} while somebody
 * asks again and again, and not at all when nobody does.
 */
public final class Board {

    private static final Duration FRESH = Duration.ofSeconds(1); // however many ask, the store is asked once in it

    private final Gates gates;
    private final Gatekeeper gatekeeper;
    private final OperationLog log;
    private final Clock clock;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile Newest newest = new Newest(Map.of(), Map.of(), Instant.EPOCH);
    private volatile boolean storeIsAway;

    private record Newest(Map<TargetName, Operation> operations, Map<UUID, String> hindrances, Instant at) {}

    /**
     * One target.
     *
     * @param sight what was seen last; nothing before the first look has ended
     * @param seenAt when that was, or Headgate's start
     * @param work the operation under way
     * @param hindrance what that waits for or tries again, where it does not get on
     * @param operation the newest one, without its steps, as far as the store has told
     * @param verdict what its gate says to those who need the bundle's head; where pods keep asking, for a while by what was
     *     seen before the database went away
     * @param waiting how many wait at its gate, on this replica
     */
    public record Seen(
            Target target,
            Optional<Sight> sight,
            Instant seenAt,
            Optional<Work> work,
            Optional<String> hindrance,
            Optional<Operation> operation,
            Verdict verdict,
            int waiting) {

        /** How it is by its bundle, where it was seen and has one. */
        public Optional<Situation> situation() {
            return sight.map(Sight::standing)
                    .flatMap(standing -> standing instanceof Sight.Standing.Against against
                            ? Optional.of(against.situation())
                            : Optional.empty());
        }

        /**
         * The newest operation, where it was to lead to the bundle's head, failed by something that does not pass, and would
         * again: the same is still to do.
         */
        public Optional<Operation> failure() {
            return operation.filter(newest -> work.isEmpty()
                    && Resumption.convergesOnHead(newest.request().verb())
                    && newest.course().status() == Operation.Status.FAILED
                    && newest.course()
                            .problem()
                            .filter(problem -> !problem.reason().isPassing())
                            .isPresent()
                    && situation()
                            .filter(known -> (known.toDo().orElse(0) > 0 || known.state() instanceof State.Failed)
                                    && known.bundle().digest().equals(newest.bundle()))
                            .isPresent());
        }
    }

    public Board(Gates gates, Gatekeeper gatekeeper, OperationLog log, Clock clock) {
        this.gates = gates;
        this.gatekeeper = gatekeeper;
        this.log = log;
        this.clock = clock;
    }

    /** Whether the store did not answer when it was asked last: what it told before is what is shown. */
    public boolean storeIsAway() {
        return storeIsAway;
    }

    /** Those of these names, by name. */
    public List<Seen> of(Predicate<TargetName> which) {
        return of(which, newest());
    }

    /** All, by what is in memory: the newest operations of each are those that somebody was told last. */
    public List<Seen> remembered() {
        return of(target -> true, newest);
    }

    private List<Seen> of(Predicate<TargetName> which, Newest told) {
        return gates.all().stream()
                .filter(gate -> which.test(gate.target().name()))
                .map(gate -> seen(gate, told))
                .toList();
    }

    /** One target, looked at now, as the store is: whoever asks waits for both. */
    public Seen now(Target target) {
        Gate gate = gates.of(target.name()).orElseThrow();
        gatekeeper.lookOnce(gate);
        Newest told = ask(Set.of(target.name()), newest.operations, newest.at);
        newest = told;
        Optional.ofNullable(told.operations.get(target.name()))
                .filter(Operation::hasEnded)
                .ifPresent(ended -> gate.done(ended.id())); // it may not have heard yet
        return seen(gate, told);
    }

    private Seen seen(Gate gate, Newest told) {
        gatekeeper.glance(gate);
        Level last = gate.last();
        return new Seen(
                gate.target(),
                last.sight(),
                last.heardAt(),
                last.work(),
                last.work().flatMap(work -> Optional.ofNullable(told.hindrances.get(work.id()))),
                Optional.ofNullable(told.operations.get(gate.target().name())),
                gate.verdict(new Requirement.Head()),
                gate.waiting());
    }

    private Newest newest() {
        if (clock.instant().isAfter(newest.at.plus(FRESH)) && asking.tryLock()) {
            try {
                newest = ask(
                        gates.all().stream().map(gate -> gate.target().name()).collect(Collectors.toSet()),
                        Map.of(),
                        clock.instant());
            } finally {
                asking.unlock();
            }
        }
        return newest;
    }

    /**
     * @param others what is known of those that are not asked about
     * @return what was told before, where the store is away
     */
    private Newest ask(Set<TargetName> targets, Map<TargetName, Operation> others, Instant at) {
        Newest before = newest;
        try {
            Map<TargetName, Operation> told = new HashMap<>(others);
            log.newest(targets).forEach(operation -> told.put(operation.target(), operation));
            Newest now = new Newest(Map.copyOf(told), log.hindrances(), at);
            storeIsAway = false;
            return now;
        } catch (Refused storeIsDown) {
            storeIsAway = true;
            return new Newest(before.operations, before.hindrances, at);
        }
    }
}
