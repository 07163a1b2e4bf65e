package dev.headgate.dashboard;

import dev.headgate.audit.Inspection;
import dev.headgate.http.Asked;
import dev.headgate.http.AuditView;
import java.util.Optional;

/**
 * Whether the chain of the audit is whole.
 *
 * @param rows how many there are, where it is
 * @param first and {@code last} of them
 * @param breach where it is not
 */
public record ChainShown(long rows, Optional<AuditView> first, Optional<AuditView> last, Optional<Breach> breach) {

    /** The first row that does not fit. */
    public record Breach(long number, String how, String sentence) {}

    static ChainShown of(Inspection inspection) {
        return switch (inspection) {
            case Inspection.Whole whole ->
                new ChainShown(
                        whole.rows(),
                        whole.first().map(AuditView::of),
                        whole.last().map(AuditView::of),
                        Optional.empty());
            case Inspection.Broken(var breach) ->
                new ChainShown(
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Breach(breach.number(), Asked.word(breach.how()), breach.sentence())));
        };
    }
}
