package dev.headgate.dashboard;

import dev.headgate.migration.Decision;
import dev.headgate.migration.Request;
import dev.headgate.migration.Sight;
import dev.headgate.migration.Situation;
import dev.headgate.migration.State;
import dev.headgate.migration.Target;
import dev.headgate.migration.Verb;
import dev.headgate.operation.Board;
import dev.headgate.operation.Operation;
import java.util.Optional;

/**
 * What is to be done about a target: the first thing that one reads of it.
 *
 * @param sentence what is the matter, and what helps
 * @param link where that is done, where Headgate can do it
 */
public record Next(String sentence, Optional<Link> link) {

    /** Somewhere to go. */
    public record Link(String words, String href) {}

    static Next of(Board.Seen seen) {
        if (seen.work().isPresent()) {
            return underWay(TargetRow.Progress.of(seen.work().get(), seen.hindrance()));
        }
        return seen.sight()
                .map(Sight::standing)
                .map(standing -> switch (standing) {
                    case Sight.Standing.Against against -> of(against.situation(), seen);
                    case Sight.Standing.WithoutBundle without ->
                        only(without.problems().sentence());
                })
                .orElseGet(() -> only("Nobody has looked at it yet. That is being done."));
    }

    private static Next underWay(TargetRow.Progress work) {
        return new Next(
                work.hindrance()
                        .map("%s. Watch it there, and stop it if that is better."::formatted)
                        .orElse("%s is %s. Nothing to do but to watch it.".formatted(work.verb(), work.status())),
                link("Watch it", "/operations/" + work.id()));
    }

    private static Next of(Situation s, Board.Seen seen) {
        if (s.target().mode() == Target.Mode.VERIFY_ONLY && !(s.state() instanceof State.Unreachable)) {
            return only(s.state() instanceof State.Current ? "Nothing to do." : said(s, Verb.UPGRADE));
        }
        if (seen.failure().isPresent() && !(s.state() instanceof State.Failed)) {
            return failed(seen.failure().get());
        }
        return switch (s.state()) {
            case State.Unreachable u ->
                new Next(
                        said(s, Verb.UPGRADE),
                        link("Look again", "/targets/" + s.target().name()));
            case State.Empty e -> new Next("Nothing is there yet: init creates it.", plan(s, Verb.INIT));
            case State.Unstamped u ->
                u.adoptableAt()
                        .map(at -> new Next(
                                "There are objects, but no ledger: upgrade adopts it at %s and applies the rest."
                                        .formatted(at),
                                plan(s, Verb.UPGRADE)))
                        .orElseGet(() -> new Next(said(s, Verb.UPGRADE), plan(s, Verb.STAMP)));
            case State.Behind b ->
                new Next(
                        "%s pending: upgrade applies %s."
                                .formatted(
                                        Sentence.count(
                                                b.revisions().size()
                                                        + b.repeatables().size(),
                                                "script is",
                                                "scripts are"),
                                        b.revisions().size() + b.repeatables().size() == 1 ? "it" : "them"),
                        plan(s, Verb.UPGRADE));
            case State.Current c ->
                seen.verdict().isOpen()
                        ? only("Nothing to do.")
                        : only(seen.verdict().sentence());
            case State.Ahead a ->
                decided(s, Verb.UPGRADE) instanceof Decision.Unchanged unchanged
                        ? only("Nothing to do: %s.".formatted(unchanged.why()))
                        : new Next(
                                said(s, Verb.UPGRADE),
                                s.target().downgradeAllowed() ? plan(s, Verb.DOWNGRADE) : Optional.empty());
            case State.Diverged d -> new Next(said(s, Verb.UPGRADE), plan(s, Verb.REPAIR));
            case State.Failed f ->
                decided(s, Verb.UPGRADE) instanceof Decision.Perform
                        ? seen.failure()
                                .map(Next::failed)
                                .orElseGet(() -> new Next(
                                        "A script was begun and not finished: upgrade goes on with it.",
                                        plan(s, Verb.UPGRADE)))
                        : new Next(said(s, Verb.UPGRADE), plan(s, Verb.REPAIR));
        };
    }

    private static Next failed(Operation last) {
        return new Next(
                "The last %s failed, and so will the next one until its cause is mended."
                        .formatted(last.request().verb().word()),
                link("See why", "/operations/" + last.id()));
    }

    private static Decision decided(Situation s, Verb verb) {
        return s.decide(Request.of(verb));
    }

    private static String said(Situation s, Verb verb) {
        return VerbRow.sentence(decided(s, verb));
    }

    private static Optional<Link> plan(Situation s, Verb verb) {
        return link(
                "Plan the " + verb.word(),
                "/targets/%s/plan?verb=%s".formatted(s.target().name(), verb.word()));
    }

    private static Optional<Link> link(String words, String href) {
        return Optional.of(new Link(words, href));
    }

    private static Next only(String sentence) {
        return new Next(Sentence.of(sentence), Optional.empty());
    }
}
