package dev.headgate.operation;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Facts;
import dev.headgate.migration.LedgerRow;
import dev.headgate.migration.LockHolder;
import dev.headgate.migration.Plan;
import dev.headgate.migration.Reading;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Request;
import dev.headgate.migration.Sight;
import dev.headgate.migration.Situation;
import dev.headgate.migration.Step;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Looks at targets and changes nothing. */
public final class Survey {

    private static final int AT_ONCE = 32; // many targets may share one server, which has only so many sessions

    private final Targets targets;
    private final ActiveBundles active;
    private final Databases databases;
    private final Situations situations;
    private final Engine engine;
    private final OperationLog log;
    private final ExecutorService threads;
    private final Semaphore atOnce = new Semaphore(AT_ONCE);

    public Survey(
            Targets targets,
            ActiveBundles active,
            Databases databases,
            Situations situations,
            Engine engine,
            OperationLog log,
            ExecutorService threads) {
        this.targets = targets;
        this.active = active;
        this.databases = databases;
        this.situations = situations;
        this.engine = engine;
        this.log = log;
        this.threads = threads;
    }

    /**
     * @throws Refused when there is no such target
     */
    public Sight of(TargetName name) {
        return look(targets.named(name));
    }

    /**
     * As a request finds it: with what it needs and the active bundle lacks.
     *
     * @throws Refused when there is no such target, or the store is needed and does not answer
     */
    public Sight of(TargetName name, Request request) {
        return look(
                targets.named(name),
                databases::read,
                (target, bundle, reading) -> situations.of(target, bundle, reading, request));
    }

    /**
     * The same as another bundle than the active one would find it.
     *
     * @throws Refused the same
     */
    public Sight of(TargetName name, Request request, Bundle bundle) {
        return against(
                bundle,
                targets.named(name),
                databases::read,
                (target, b, reading) -> situations.of(target, b, reading, request));
    }

    private Sight look(Target target) {
        return look(target, databases::read, situations::of);
    }

    /**
     * For a gate, where the release of any bundle may ask.
     *
     * @param again whether it is looked at again and again, so that a session is kept for that
     */
    Sight forGate(Target target, boolean again) {
        return look(target, again ? databases::read : this::glimpse, situations::again);
    }

    /** Targets, looked at side by side, so that one that does not answer holds up few others. */
    public List<Sight> all(Predicate<TargetName> which) {
        List<CompletableFuture<Sight>> looks = targets.all().stream()
                .filter(target -> which.test(target.name()))
                .map(target -> CompletableFuture.supplyAsync(() -> glance(target), threads))
                .toList();
        return looks.stream().map(CompletableFuture::join).toList();
    }

    /**
     * The rows of the target's ledger, newest first.
     *
     * @throws Refused when there is no such target
     */
    public List<LedgerRow> ledger(TargetName name) {
        return databases.read(targets.named(name)) instanceof Facts facts
                ? facts.ledger().stream()
                        .sorted(Comparator.comparingInt(LedgerRow::rank).reversed())
                        .toList()
                : List.of();
    }

    /**
     * What would run, step by step; reads the scripts.
     *
     * @param most how many statements of each script at the most
     * @throws Refused when one of them cannot be run; it says which, and why
     */
    public List<Prospect> prospects(Target target, Plan plan, int most) {
        List<Engine.Outline> outlines = engine.outline(target, plan.steps(), most);
        return IntStream.range(0, outlines.size())
                .mapToObj(i -> new Prospect(plan.steps().get(i), outlines.get(i)))
                .toList();
    }

    /** A step before it runs. */
    public record Prospect(Step step, Engine.Outline outline) {}

    /** What the target's place has changed to, while another bundle is active. */
    public Optional<Offer> offered(Target target) {
        return active.offered(target);
    }

    /** The operation that holds the target's lock, as far as the store knows it. */
    public Optional<Operation> underWay(Sight sight) {
        try {
            return sight.reading() instanceof Facts facts
                    ? facts.holder()
                            .flatMap(LockHolder::operation)
                            .map(UUID::fromString)
                            .flatMap(log::find)
                    : Optional.empty();
        } catch (Refused | IllegalArgumentException e) {
            return Optional
                    .empty(); // the store is down, or the session is somebody else's: the target is seen all the same
        }
    }

    private Sight glance(Target target) {
        return look(target, this::glimpse, situations::of);
    }

    private Reading glimpse(Target target) {
        atOnce.acquireUninterruptibly();
        try {
            return databases.glance(target);
        } finally {
            atOnce.release();
        }
    }

    /** Makes a situation of what was read. */
    private interface Comparing {
        Situation of(Target target, Bundle bundle, Reading reading);
    }

    private Sight look(Target target, Function<Target, Reading> read, Comparing comparing) {
        Bundle bundle;
        try {
            bundle = active.of(target);
        } catch (Refused refused) {
            return new Sight(target, read.apply(target), new Sight.Standing.WithoutBundle(refused.refusal()));
        }
        return against(bundle, target, read, comparing);
    }

    private static Sight against(Bundle bundle, Target target, Function<Target, Reading> read, Comparing comparing) {
        Target adopted = target.adoptedBy(bundle);
        Reading reading = read.apply(adopted);
        return new Sight(adopted, reading, new Sight.Standing.Against(comparing.of(adopted, bundle, reading)));
    }
}
