package dev.headgate.operation;

import dev.headgate.migration.Courtesy;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** How often a step that found somebody in its way, or was in theirs, is tried again, and when. */
final class Retries {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final Courtesy courtesy;
    private final Journey journey;
    private final Clock clock;
    private final Map<String, Integer> retries = new HashMap<>(); // by script: in one transaction, they may take turns

    Retries(Courtesy courtesy, Journey journey, Clock clock) {
        this.courtesy = courtesy;
        this.journey = journey;
        this.clock = clock;
    }

    /**
     * Waits a moment, so that those who queued behind it may have their turn, and somebody in its way may go.
     *
     * @throws ScriptFailure when it is not to be tried again
     * @throws dev.headgate.migration.Refused as soon as the operation is to stop
     */
    void bear(ScriptFailure failure, Watch watch) {
        ScriptFailure.Report report = failure.report();
        Optional<String> takenBack = watch.takenBack().filter(why -> report.isCancelled());
        if (report.left() == ScriptFailure.Left.TO_LOOK_AT || (!report.isNotNow() && takenBack.isEmpty())) {
            throw failure.because(takenBack);
        }
        int before = retries.getOrDefault(report.script(), 0);
        if (before >= courtesy.lockRetries()) {
            throw failure.after(before, takenBack, watch.blockers());
        }
        retries.put(report.script(), before + 1);
        Duration pause = pause(before);
        journey.retries(StepEvent.retry(
                report, takenBack, watch.blockers(), before + 1, courtesy.lockRetries(), pause, clock.instant()));
        journey.pause(pause);
    }

    /** Twice as long each time, and jittered, so that it does not meet the same again. */
    private static Duration pause(int retries) {
        long doubled = FIRST_PAUSE.toMillis() << Math.min(retries, 10);
        long ms = Math.min(doubled, LONGEST_PAUSE.toMillis());
        return Duration.ofMillis(ms / 2 + ThreadLocalRandom.current().nextLong(ms));
    }
}
