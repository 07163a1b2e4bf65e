package dev.headgate.gate;

import dev.headgate.migration.Verb;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The operation under way on a target, as far as somebody who waits wants to know it.
 *
 * @param status its word: queued, waiting, running or interrupted
 * @param step the step that runs, by version and description
 * @param done how many steps are done
 * @param steps how many there are; none before it has a plan
 * @param since when it was asked for
 */
public record Work(UUID id, Verb verb, String status, Optional<String> step, int done, int steps, Instant since) {

    /** For a sentence, such as {@code upgrade is running, step 2 of 5 (8 endpoint status reason)}. */
    String words() {
        String course = "%s is %s".formatted(verb.word(), status);
        return steps == 0
                ? course
                : "%s, step %d of %d%s"
                        .formatted(
                                course,
                                Math.min(done + 1, steps),
                                steps,
                                step.map(" (%s)"::formatted).orElse(""));
    }
}
