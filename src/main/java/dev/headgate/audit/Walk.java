package dev.headgate.audit;

import dev.headgate.audit.Breach.How;
import java.util.Optional;

/** Goes along the chain, row after row, until one does not fit. Of what was done to that one, the row after it may tell. */
final class Walk {

    private final Optional<Anchor> anchor;
    private Optional<Link> first = Optional.empty();
    private Optional<Link> last = Optional.empty();
    private Optional<Link> suspect = Optional.empty();

    Walk(Optional<Anchor> anchor) {
        this.anchor = anchor;
    }

    /** The first and the last of those that fit. */
    Optional<Link> first() {
        return first;
    }

    Optional<Link> last() {
        return last;
    }

    /** The next row by its number; what is wrong, if that is known now. */
    Optional<Breach> next(Link link) {
        if (suspect.isPresent()) {
            return Optional.of(judge(suspect.get(), Optional.of(link)));
        }
        Head before = here();
        long expected = before.rows() + 1;
        if (link.number() < expected) {
            return broken(How.INSERTED, link.number(), "row %d is none of the chain, which begins with 1");
        }
        if (link.number() > expected) {
            return broken(How.MISSING, expected, "row %d is not there");
        }
        if (!Chain.holds(link)) {
            suspect = Optional.of(link);
            return Optional.empty();
        }
        if (!link.previous().equals(before.hash())) {
            return broken(
                    How.CHANGED,
                    Math.max(1, before.rows()),
                    "row %d is not the one that the next one follows: it was changed, and its hash made anew");
        }
        if (anchor.filter(known -> known.number() == expected && !known.hash().equals(link.hash()))
                .isPresent()) {
            return broken(How.CHANGED, expected, "row %d is not the one of this hash: it was changed since");
        }
        first = first.or(() -> Optional.of(link));
        last = Optional.of(link);
        return Optional.empty();
    }

    /** There are no more rows up to the head's; what is wrong. */
    Optional<Breach> end(Head head) {
        if (suspect.isPresent()) {
            return Optional.of(judge(suspect.get(), Optional.empty()));
        }
        Head end = here();
        if (end.rows() < head.rows()
                || anchor.filter(known -> known.number() > end.rows()).isPresent()) {
            return broken(How.CUT_OFF, end.rows() + 1, "row %d is not there, nor any after it: the end was cut off");
        }
        return end.equals(head)
                ? Optional.empty()
                : broken(
                        How.CHANGED,
                        end.rows(),
                        "row %d is not the one that the head of the chain names: one of both was changed");
    }

    /** There are rows beyond the head. */
    static Breach beyond(Head head) {
        return breach(
                How.INSERTED,
                head.rows() + 1,
                "row %d is beyond the head of the chain: it was inserted by hand, or the head was put back");
    }

    private Head here() {
        return last.map(Link::head).orElse(Head.EMPTY);
    }

    /** A row whose columns do not give its hash. */
    private Breach judge(Link link, Optional<Link> next) {
        boolean isSkipped =
                next.filter(one -> one.previous().equals(here().hash())).isPresent();
        boolean isMoved = Chain.holds(link.numbered(link.number() + 1));
        if (last.filter(before -> before.previous().equals(link.previous())).isPresent()) {
            return breach(How.INSERTED, here().rows(), "row %d was inserted: the next one follows the one before it");
        }
        if (isMoved && isSkipped) {
            return breach(How.CHANGED, link.number(), "row %d has changed places with the next one");
        }
        if (isMoved) {
            return breach(How.MISSING, link.number(), "row %d is not there: those after it were numbered anew");
        }
        return (isSkipped
                ? breach(How.INSERTED, link.number(), "row %d was inserted: the next one follows the one before it")
                : breach(How.CHANGED, link.number(), "row %d was changed: its columns do not give its hash"));
    }

    private static Optional<Breach> broken(How how, long number, String sentence) {
        return Optional.of(breach(how, number, sentence));
    }

    private static Breach breach(How how, long number, String sentence) {
        return new Breach(how, number, sentence.formatted(number));
    }
}
