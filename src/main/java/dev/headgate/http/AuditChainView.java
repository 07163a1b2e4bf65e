package dev.headgate.http;

import dev.headgate.audit.Inspection;
import dev.headgate.audit.Link;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A chain of the audit that is whole, as JSON. */
record AuditChainView(long rows, Optional<End> first, Optional<End> last) {

    /** The row at one of its ends. */
    record End(long number, Instant at, String hash) {

        private static End of(Link link) {
            return new End(link.number(), link.at(), link.hash());
        }
    }

    /**
     * @throws dev.headgate.migration.Refused when it is broken
     */
    static AuditChainView of(Inspection inspection) {
        return switch (inspection) {
            case Inspection.Whole whole ->
                new AuditChainView(
                        whole.rows(), whole.first().map(End::of), whole.last().map(End::of));
            case Inspection.Broken(var breach) ->
                throw new Refusal(
                                Reason.AUDIT_BROKEN,
                                breach.sentence() + ". docs/audit.md says what to look at",
                                Map.of("number", breach.number(), "how", Asked.word(breach.how())))
                        .thrown();
        };
    }
}
