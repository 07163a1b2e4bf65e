package dev.headgate.dashboard;

import dev.headgate.migration.Decision;
import dev.headgate.migration.Revision;
import dev.headgate.migration.Situation;
import dev.headgate.migration.Snapshot;
import dev.headgate.migration.Verb;
import dev.headgate.migration.Version;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be chosen for a verb.
 *
 * @param to the revisions to end at
 * @param label of that choice
 * @param head what it is without one; nothing where one has to be chosen
 * @param versions those that repair can be told of
 */
public record Choices(List<Revisited> to, String label, Optional<String> head, List<Revisited> versions) {

    private static final int MOST = 200; // in a list that somebody has to read

    /** One of them. */
    public record Revisited(String version, String words, boolean chosen) {}

    static Choices of(Situation s, Ask ask) {
        return switch (ask.verb()) {
            case INIT, UPGRADE, ENSURE ->
                new Choices(
                        of(ask, pending(s)),
                        "Up to",
                        Optional.of("the head, %s".formatted(s.bundle().head())),
                        List.of());
            case STAMP -> new Choices(of(ask, known(s)), "It is at", Optional.of("choose"), List.of());
            case DOWNGRADE -> new Choices(of(ask, wayBack(s)), "Back to", Optional.of("choose"), List.of());
            case REPAIR ->
                new Choices(
                        List.of(),
                        "",
                        Optional.empty(),
                        VerbRow.differing(s).stream()
                                .limit(MOST)
                                .map(version -> one(version, "", ask.versions().contains(version)))
                                .toList());
        };
    }

    private static List<Revisited> of(Ask ask, Stream<Revisited> found) {
        List<Revisited> all = found.limit(MOST)
                .map(one -> ask.to()
                                .filter(to -> to.toString().equals(one.version()))
                                .isPresent()
                        ? new Revisited(one.version(), one.words(), true)
                        : one)
                .toList();
        return ask.to().isPresent() && all.stream().noneMatch(Revisited::chosen)
                ? Stream.concat(Stream.of(one(ask.to().get(), "", true)), all.stream())
                        .toList()
                : all;
    }

    private static Stream<Revisited> pending(Situation s) {
        Version at = s.state().current().orElse(Version.ZERO);
        return s.bundle().between(at, s.bundle().head()).stream().map(Choices::one);
    }

    private static Stream<Revisited> known(Situation s) {
        return Stream.concat(
                s.bundle().revisions().reversed().stream().map(Choices::one),
                s.bundle().snapshots().reversed().stream()
                        .filter(snapshot ->
                                s.bundle().revision(snapshot.version()).isEmpty())
                        .map(Choices::one));
    }

    /** As far down as undo scripts go. */
    private static Stream<Revisited> wayBack(Situation s) {
        return s.state().current().stream()
                .flatMap(current -> Stream.concat(
                        s.ledger().applied().headMap(current, false).descendingMap().entrySet().stream()
                                .map(row -> one(row.getKey(), row.getValue().description(), false)),
                        Stream.of(one(Version.ZERO, "before the first", false))))
                .limit(MOST)
                .takeWhile(one -> !(s.decide(Ask.of(Verb.DOWNGRADE, Optional.of(Version.of(one.version())))
                                .request())
                        instanceof Decision.Refuse));
    }

    private static Revisited one(Revision revision) {
        return one(revision.version(), revision.description(), false);
    }

    private static Revisited one(Snapshot snapshot) {
        return one(snapshot.version(), snapshot.description(), false);
    }

    private static Revisited one(Version version, String words, boolean chosen) {
        return new Revisited(version.toString(), words, chosen);
    }
}
