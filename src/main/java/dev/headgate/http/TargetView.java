package dev.headgate.http;

import dev.headgate.migration.Adoption;
import dev.headgate.migration.Bundle;
import dev.headgate.migration.Digest;
import dev.headgate.migration.Facts;
import dev.headgate.migration.Finding;
import dev.headgate.migration.LockHolder;
import dev.headgate.migration.Reading;
import dev.headgate.migration.Repeatable;
import dev.headgate.migration.Revision;
import dev.headgate.migration.Sight;
import dev.headgate.migration.Situation;
import dev.headgate.migration.State;
import dev.headgate.migration.Target;
import dev.headgate.migration.Version;
import dev.headgate.operation.Offer;
import dev.headgate.operation.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A target as JSON.
 *
 * @param state null when the bundle has problems: there is nothing to compare with
 * @param adoptable the revision it would be adopted at
 * @param findings what keeps it from being current
 */
public record TargetView(
        String name,
        Optional<String> state,
        Optional<Version> current,
        Optional<Version> head,
        List<Pending> pending,
        Optional<Version> adoptable,
        List<Finding> findings,
        Optional<BundleView> bundle,
        Optional<OfferView> offered,
        Target.Mode mode,
        Optional<Lock> lock,
        Optional<OperationView> operation,
        Instant observedAt,
        Configuration configuration) {

    /** Something that upgrade would apply. */
    public record Pending(Optional<Version> version, String description, String type) {}

    public record BundleView(Digest digest, String source, Optional<String> release) {}

    /**
     * What the place of its bundle has changed to.
     *
     * @param digest null when it has problems
     * @param why it is not active, and what makes it so
     */
    public record OfferView(Optional<Digest> digest, String source, Instant since, String why) {}

    /** Who holds the target's lock. */
    public record Lock(Optional<String> operation, String holder, Instant since) {}

    /** What is configured, without secrets. */
    public record Configuration(
            List<String> schemas,
            String ledger,
            Optional<Adoption> adopt,
            Target.Environment environment,
            boolean downgradeAllowed,
            Target.OnAhead onAhead,
            String waitForDatabase,
            String lockWait,
            Target.Transaction transaction,
            String lockTimeout,
            String statementTimeout,
            int lockRetries,
            int maxQueued,
            String maxQueuedFor) {}

    public static TargetView of(Sight sight, Optional<Offer> offer, Optional<Operation> underWay) {
        return switch (sight.standing()) {
            case Sight.Standing.Against against -> of(sight, against.situation(), offer, underWay);
            case Sight.Standing.WithoutBundle without ->
                new TargetView(
                        sight.target().name().text(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        List.of(new Finding(
                                Finding.Kind.BUNDLE_PROBLEM,
                                Optional.empty(),
                                Optional.empty(),
                                without.problems().sentence())),
                        Optional.empty(),
                        offer.map(TargetView::offer),
                        sight.target().mode(),
                        lock(sight.reading()),
                        underWay.map(OperationView::of),
                        sight.reading().observedAt(),
                        configuration(sight.target()));
        };
    }

    private static TargetView of(
            Sight sight, Situation situation, Optional<Offer> offer, Optional<Operation> underWay) {
        State state = situation.state();
        Bundle bundle = situation.bundle();
        return new TargetView(
                sight.target().name().text(),
                Optional.of(state.word()),
                state.current(),
                Optional.of(bundle.head()),
                pending(state, bundle),
                state instanceof State.Unstamped unstamped ? unstamped.adoptableAt() : Optional.empty(),
                state.findings(),
                Optional.of(new BundleView(bundle.digest(), bundle.source(), bundle.release())),
                offer.map(TargetView::offer),
                sight.target().mode(),
                lock(sight.reading()),
                underWay.map(OperationView::of),
                sight.reading().observedAt(),
                configuration(sight.target()));
    }

    private static OfferView offer(Offer offer) {
        return new OfferView(offer.digest(), offer.source(), offer.since(), offer.why());
    }

    private static List<Pending> pending(State state, Bundle bundle) {
        return switch (state) {
            case State.Behind behind -> pending(behind.revisions().stream(), behind.repeatables().stream());
            case State.Empty empty -> pending(bundle.revisions().stream(), bundle.repeatables().stream());
            case State.Unstamped unstamped ->
                unstamped
                        .adoptableAt()
                        .map(at -> pending(bundle.between(at, bundle.head()).stream(), bundle.repeatables().stream()))
                        .orElse(List.of());
            case State.Unreachable u -> List.of();
            case State.Current c -> List.of();
            case State.Ahead a -> List.of();
            case State.Diverged d -> List.of();
            case State.Failed f -> List.of();
        };
    }

    private static List<Pending> pending(Stream<Revision> revisions, Stream<Repeatable> repeatables) {
        return Stream.concat(
                        revisions.map(r -> new Pending(Optional.of(r.version()), r.description(), "forward")),
                        repeatables.map(r -> new Pending(Optional.empty(), r.description(), "repeatable")))
                .toList();
    }

    private static Optional<Lock> lock(Reading reading) {
        return reading instanceof Facts facts ? facts.holder().map(TargetView::lock) : Optional.empty();
    }

    private static Lock lock(LockHolder holder) {
        return new Lock(holder.operation(), holder.session() + ", " + holder.description(), holder.since());
    }

    private static Configuration configuration(Target target) {
        return new Configuration(
                target.schemas(),
                target.ledger().toString(),
                target.adoption(),
                target.environment(),
                target.downgradeAllowed(),
                target.onAhead(),
                target.waitForDatabase().toString(),
                target.lockWait().toString(),
                target.transaction(),
                target.courtesy().lockTimeout().toString(),
                target.courtesy().statementTimeout().toString(),
                target.courtesy().lockRetries(),
                target.courtesy().maxQueued(),
                target.courtesy().maxQueuedFor().toString());
    }
}
