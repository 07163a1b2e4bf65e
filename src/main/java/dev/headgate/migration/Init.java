package dev.headgate.migration;

import java.util.List;

/** Creates what is not there yet: the column "init" of the decision table. */
final class Init {

    private Init() {}

    static Decision decide(Situation s, Request request) {
        return switch (s.state()) {
            case State.Unreachable u -> s.refuse(Verb.INIT, Refusals.unreachable(s, u.reading()));
            case State.Empty e -> create(s, Verb.INIT, request);
            case State.Unstamped u -> s.unchanged(Verb.INIT, Way.LEFT_UNSTAMPED, leftUnstamped(u));
            case State.Behind b -> s.unchanged(Verb.INIT, Way.UNCHANGED, managed(s));
            case State.Current c -> s.unchanged(Verb.INIT, Way.UNCHANGED, managed(s));
            case State.Ahead a -> s.unchanged(Verb.INIT, Way.UNCHANGED, managed(s));
            case State.Diverged d -> s.refuse(Verb.INIT, Refusals.diverged(s, d));
            case State.Failed f -> s.refuse(Verb.INIT, Refusals.failed(s, f));
        };
    }

    static Decision create(Situation s, Verb verb, Request request) {
        Version goal = request.to().orElse(s.bundle().head());
        return s.bundle()
                .snapshotFor(goal)
                .map(snapshot -> s.perform(verb, Way.SNAPSHOT, fromSnapshot(s, snapshot, request)))
                .orElseGet(() -> s.perform(verb, Way.REPLAY, Upgrade.climb(s, List.of(), Version.ZERO, request)));
    }

    private static Plan fromSnapshot(Situation s, Snapshot snapshot, Request request) {
        List<Revision> stands =
                s.bundle().revision(snapshot.version()).isPresent() ? s.bundle().upTo(snapshot.version()) : List.of();
        return Upgrade.climb(s, List.of(new Step.RunSnapshot(snapshot, stands)), snapshot.version(), request);
    }

    private static String managed(Situation s) {
        return "the ledger manages this database (it is %s, at %s); upgrade applies what is pending"
                .formatted(
                        s.state().word(),
                        s.state().current().map(Version::toString).orElse("nothing"));
    }

    private static String leftUnstamped(State.Unstamped state) {
        return state.adoptableAt()
                .map(at -> "there are objects but no ledger; left unstamped, for upgrade to adopt at %s".formatted(at))
                .orElse(
                        "there are objects (%s) but no ledger; left alone and unstamped. If they are this schema, stamp it or configure adoption; if they are not, give the target schemas of its own"
                                .formatted(String.join(", ", state.objects())));
    }
}
