package dev.headgate.http;

import dev.headgate.gate.Gates;
import dev.headgate.gate.Level;
import dev.headgate.gate.Parked;
import dev.headgate.gate.Verdict;
import dev.headgate.operation.Connections;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One who asks and does not have his answer yet: he may wait for the first look at the target, and then for what he wants. */
final class GateVisit {

    /** How long the first who asks may have to wait until the target was looked at: as long as that may take. */
    static final Duration FIRST_LOOK = Duration.ofSeconds(Connections.FACTS_SECONDS + 1);

    /** How an answer becomes a reply. */
    interface Form {
        GateReply of(GateAnswer answer);
    }

    private final Gates gates;
    private final GateQuestion question;
    private final Optional<String> tags;
    private final String here;
    private final Form form;
    private final Consumer<GateReply> then;
    private volatile @Nullable Parked parked;
    private volatile boolean left = false;

    /**
     * @param tags what the asker has: he wants to hear of something else
     * @param here where he asked
     * @param then has the reply sent, by whatever thread
     */
    GateVisit(
            Gates gates,
            GateQuestion question,
            Optional<String> tags,
            String here,
            Form form,
            Consumer<GateReply> then) {
        this.gates = gates;
        this.question = question;
        this.tags = tags;
        this.here = here;
        this.form = form;
        this.then = then;
    }

    /** Whether the answer is what the asker wants, or he does not wait. */
    static boolean isSettled(GateQuestion question, GateAnswer answer, Optional<String> tags) {
        return question.patience().isEmpty()
                || (tags.isPresent()
                        ? !answer.says(tags.get())
                        : answer.verdict().isOpen());
    }

    void begin(Level level) {
        if (!level.isKnown()) {
            park(Level::isKnown, FIRST_LOOK, this::proceed);
        } else {
            proceed(level);
        }
    }

    /** The asker has gone away. */
    void leave() {
        left = true;
        Parked waiting = parked;
        if (waiting != null) {
            waiting.leave();
        }
    }

    private void proceed(Level level) {
        GateAnswer now = question.answer(level);
        if (isSettled(question, now, tags)) {
            then.accept(form.of(now));
        } else {
            park(until(now), question.patience().orElseThrow(), this::end);
        }
    }

    private void end(Level level) {
        then.accept(question.reply(question.answer(level), here, form));
    }

    private void park(Predicate<Level> until, Duration atMost, Consumer<Level> next) {
        gates.park(question.gate(), until, atMost, next)
                .ifPresentOrElse(this::waits, () -> then.accept(form.of(question.answer())));
    }

    private void waits(Parked waiting) {
        if (waiting.isOver()) {
            return; // and the next wait may have begun
        }
        parked = waiting;
        if (left) {
            waiting.leave(); // while he was on his way
        }
    }

    /** What ends the wait: other news than the asker has; else that it opens, or is closed for another reason. */
    private Predicate<Level> until(GateAnswer now) {
        if (tags.isPresent()) {
            return level -> !question.answer(level).says(tags.get());
        }
        if (question.follows()) {
            return level -> question.verdict(level).isOpen();
        }
        Verdict.Word word = now.verdict().word();
        return level -> question.verdict(level).word() != word;
    }
}
