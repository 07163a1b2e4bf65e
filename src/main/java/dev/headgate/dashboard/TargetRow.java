package dev.headgate.dashboard;

import dev.headgate.gate.Work;
import dev.headgate.http.Asked;
import dev.headgate.http.TargetView;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Version;
import dev.headgate.operation.Board;
import dev.headgate.operation.Operation;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A target among others.
 *
 * @param pending how many revisions and repeatable scripts upgrade would apply; none where nobody can tell, or it would be refused
 * @param wrong what somebody has to know, where all is not well
 * @param open whether its gate lets those in who need the head
 * @param waiting how many wait there, on this replica
 */
public record TargetRow(
        String name,
        Mark mark,
        String current,
        String head,
        Optional<Integer> pending,
        Optional<String> wrong,
        Optional<Progress> work,
        Optional<Last> last,
        Optional<String> holder,
        boolean open,
        int waiting,
        Instant seenAt) {

    private static final String NONE = "–";

    /**
     * The operation under way.
     *
     * @param hindrance what it waits for or tries again, where it does not get on
     */
    public record Progress(
            UUID id,
            String verb,
            String status,
            Optional<String> step,
            int done,
            int steps,
            Optional<String> hindrance) {

        static Progress of(Work work, Optional<String> hindrance) {
            return new Progress(
                    work.id(),
                    work.verb().word(),
                    work.status(),
                    work.step(),
                    work.done(),
                    work.steps(),
                    hindrance.map(why -> "%s: %s".formatted(work.verb().word(), why)));
        }
    }

    /** The newest operation, when none is under way. */
    public record Last(UUID id, String verb, String status, Instant at) {

        static Last of(Operation operation) {
            return new Last(
                    operation.id(),
                    operation.request().verb().word(),
                    Asked.word(operation.course().status()),
                    operation.course().endedAt().orElseGet(operation::createdAt));
        }

        public boolean isWell() {
            return status.equals("succeeded");
        }
    }

    static TargetRow of(Board.Seen seen) {
        Optional<TargetView> view = seen.sight().map(sight -> TargetView.of(sight, Optional.empty(), Optional.empty()));
        Mark mark = Mark.of(seen.sight());
        Optional<Progress> work = seen.work().map(one -> Progress.of(one, seen.hindrance()));
        return new TargetRow(
                seen.target().name().text(),
                mark,
                view.flatMap(TargetView::current).map(Version::toString).orElse(NONE),
                view.flatMap(TargetView::head).map(Version::toString).orElse(NONE),
                seen.situation().flatMap(known -> known.toDo().stream().boxed().findFirst()),
                work.flatMap(Progress::hindrance)
                        .or(() -> Optional.of(seen.failure()
                                        .map(TargetRow::failure)
                                        .orElse(seen.verdict().sentence()))
                                .filter(wrong -> mark != Mark.CURRENT)),
                work,
                seen.work().isPresent() ? Optional.empty() : seen.operation().map(Last::of),
                view.flatMap(TargetView::lock)
                        .filter(lock -> lock.operation().isEmpty())
                        .map(TargetView.Lock::holder),
                seen.verdict().isOpen(),
                seen.waiting(),
                seen.seenAt());
    }

    /** Such as {@code upgrade failed at V3__x.sql, line 3: …}: what happened, not what a gate makes of it. */
    private static String failure(Operation operation) {
        Refusal problem = operation.course().problem().orElseThrow();
        String where = new Details(problem.details())
                .inner("failed")
                .flatMap(report -> report.text("script")
                        .map(script -> " at %s%s: %s"
                                .formatted(
                                        script,
                                        report.number("line")
                                                .map(line -> ", line " + line)
                                                .orElse(""),
                                        report.text("message").orElse(""))))
                .orElse(": " + problem.sentence());
        return operation.request().verb().word() + " failed" + where;
    }

    /** Whether its operation does not get on, so that somebody had better look. */
    boolean isHindered() {
        return work.flatMap(Progress::hindrance).isPresent();
    }

    /** The same but for when it was seen: nothing that somebody who looks has to be told. */
    boolean saysTheSameAs(TargetRow other) {
        return equals(other.at(seenAt));
    }

    private TargetRow at(Instant instant) {
        return new TargetRow(name, mark, current, head, pending, wrong, work, last, holder, open, waiting, instant);
    }
}
