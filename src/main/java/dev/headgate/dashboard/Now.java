package dev.headgate.dashboard;

import dev.headgate.migration.Facts;
import dev.headgate.migration.Finding;
import dev.headgate.migration.LedgerRow;
import dev.headgate.migration.Sight;
import dev.headgate.migration.Situation;
import dev.headgate.operation.Board;
import dev.headgate.operation.Offer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a target is at this moment, what is to be done about it, and what each verb would do.
 *
 * @param findings what is wrong, without what is only pending; not all of very many
 * @param more how many more findings there are
 * @param trouble what ended the newest operation, where the target is not well yet
 * @param verdict what its gate says
 * @param ledger the rank of the ledger's newest row, by which one knows that there are more
 * @param offered the bundle that lies at its place, and is not the active one
 * @param storeIsAway so that the last operation is what the store told last, and none can begin
 */
public record Now(
        TargetRow row,
        Next next,
        List<Finding> findings,
        int more,
        Optional<String> trouble,
        String verdict,
        List<VerbRow> verbs,
        Timeline timeline,
        int ledger,
        Optional<String> offered,
        boolean storeIsAway) {

    private static final int MOST = 12; // findings

    static Now of(Board.Seen seen, Optional<Offer> offer, boolean storeIsAway) {
        Optional<Situation> situation = seen.situation();
        TargetRow row = TargetRow.of(seen);
        Next next = Next.of(seen);
        List<Finding> findings = situation.stream()
                .flatMap(s -> s.state().findings().stream())
                .filter(finding -> finding.kind() != Finding.Kind.PENDING
                        && !next.sentence().contains(finding.sentence()))
                .toList();
        return new Now(
                row,
                next,
                findings.stream().limit(MOST).toList(),
                Math.max(0, findings.size() - MOST),
                row.mark() == Mark.CURRENT || row.work().isPresent() ? Optional.empty() : trouble(seen),
                Sentence.of(seen.verdict().sentence()),
                situation.map(VerbRow::of).orElse(List.of()),
                situation.map(Timeline::of).orElse(Timeline.NONE),
                rows(seen).mapToInt(LedgerRow::rank).max().orElse(0),
                offer.map(Now::words),
                storeIsAway);
    }

    private static String words(Offer offer) {
        return offer.digest()
                .map(digest -> "Bundle %s is offered, and not active".formatted(digest.brief()))
                .orElse("A bundle with problems is offered");
    }

    private static Optional<String> trouble(Board.Seen seen) {
        return seen.operation()
                .flatMap(operation -> operation.course().problem())
                .map(problem -> Sentence.of(problem.sentence()));
    }

    private static Stream<LedgerRow> rows(Board.Seen seen) {
        return seen.sight().map(Sight::reading).stream()
                .flatMap(reading -> reading instanceof Facts facts ? facts.ledger().stream() : Stream.of());
    }

    /** The same but for when it was seen. */
    boolean saysTheSameAs(Now other) {
        return row.saysTheSameAs(other.row) && with(other.row).equals(other);
    }

    /** Whether there is more in the lists of the page than there was then. */
    boolean hasMovedSince(Now then) {
        return ledger != then.ledger || !row.last().equals(then.row.last());
    }

    private Now with(TargetRow row) {
        return new Now(row, next, findings, more, trouble, verdict, verbs, timeline, ledger, offered, storeIsAway);
    }
}
