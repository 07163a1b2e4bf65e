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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
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
    private volatile Newest newest = new Newest(Map.of(), Instant.EPOCH);
    private volatile boolean storeIsAway;

    private record Newest(Map<TargetName, Operation> operations, Instant at) {

        Newest with(Map<TargetName, Operation> told) {
            Map<TargetName, Operation> all = new HashMap<>(operations);
            all.putAll(told);
            return new Newest(Map.copyOf(all), at);
        }
    }

    /**
     * One target.
     *
     * @param sight what was seen last; nothing before the first look has ended
     * @param seenAt when that was, or Headgate's start
     * @param work the operation under way
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
                            .filter(known -> known.toDo().orElse(0) > 0
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
        return of(target -> true, newest.operations);
    }

    private List<Seen> of(Predicate<TargetName> which, Map<TargetName, Operation> operations) {
        return gates.all().stream()
                .filter(gate -> which.test(gate.target().name()))
                .map(gate -> seen(
                        gate, Optional.ofNullable(operations.get(gate.target().name()))))
                .toList();
    }

    /** One target, looked at now, as the store is: whoever asks waits for both. */
    public Seen now(Target target) {
        Gate gate = gates.of(target.name()).orElseThrow();
        gatekeeper.lookOnce(gate);
        ask(Set.of(target.name())).ifPresent(told -> newest = newest.with(told));
        Optional<Operation> operation = Optional.ofNullable(newest.operations.get(target.name()));
        operation.filter(Operation::hasEnded).ifPresent(ended -> gate.done(ended.id())); // it may not have heard yet
        return seen(gate, operation);
    }

    private Seen seen(Gate gate, Optional<Operation> operation) {
        gatekeeper.glance(gate);
        Level last = gate.last();
        return new Seen(
                gate.target(),
                last.sight(),
                last.heardAt(),
                last.work(),
                operation,
                gate.verdict(new Requirement.Head()),
                gate.waiting());
    }

    private Map<TargetName, Operation> newest() {
        if (clock.instant().isAfter(newest.at.plus(FRESH)) && asking.tryLock()) {
            try {
                Set<TargetName> all =
                        gates.all().stream().map(gate -> gate.target().name()).collect(Collectors.toSet());
                newest = new Newest(ask(all).orElse(newest.operations), clock.instant());
            } finally {
                asking.unlock();
            }
        }
        return newest.operations;
    }

    private Optional<Map<TargetName, Operation>> ask(Set<TargetName> targets) {
        try {
            Map<TargetName, Operation> told =
                    log.newest(targets).stream().collect(Collectors.toMap(Operation::target, Function.identity()));
            storeIsAway = false;
            return Optional.of(told);
        } catch (Refused storeIsDown) { // what it told last holds until it tells more
            storeIsAway = true;
            return Optional.empty();
        }
    }
}
