package dev.headgate.audit;

import dev.headgate.audit.Breach.How;
import java.util.List;
import java.util.Optional;

/** What became of looking at the whole chain. */
public sealed interface Inspection {

    /** All rows fit. */
    record Whole(long rows, Optional<Link> first, Optional<Link> last) implements Inspection {}

    /** One does not. */
    record Broken(Breach breach) implements Inspection {}

    /**
     * Goes along all rows that there are now, a few in memory at a time. Those that come meanwhile are not looked at.
     *
     * @param anchor a row that must still be the same
     * @throws dev.headgate.migration.Refused when the store does not answer
     */
    static Inspection of(Register register, Optional<Anchor> anchor) {
        Optional<Register.Standing> standing = register.standing();
        if (standing.isEmpty()) {
            return new Broken(new Breach(How.MISSING, 0, "the head of the chain is not there"));
        }
        Head head = standing.get().head();
        Walk walk = new Walk(anchor);
        Optional<Breach> breach = along(register, walk, head)
                .or(() -> walk.end(head))
                .or(() -> Optional.of(Walk.beyond(head))
                        .filter(beyond -> standing.get().newest() > head.rows()));
        return breach.isPresent() ? new Broken(breach.get()) : new Whole(head.rows(), walk.first(), walk.last());
    }

    private static Optional<Breach> along(Register register, Walk walk, Head head) {
        long above = Long.MIN_VALUE;
        while (true) {
            List<Link> some = register.between(above, head.rows());
            if (some.isEmpty()) {
                return Optional.empty();
            }
            for (Link link : some) {
                Optional<Breach> breach = walk.next(link);
                if (breach.isPresent()) {
                    return breach;
                }
            }
            above = some.getLast().number();
        }
    }
}
