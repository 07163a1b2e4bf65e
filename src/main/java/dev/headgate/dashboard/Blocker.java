package dev.headgate.dashboard;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A session in an operation's way.
 *
 * @param process its process id, or that it has none
 * @param traits its role, application and state, as far as they are told
 * @param query its last statement, without literals
 */
public record Blocker(String process, String traits, Optional<String> query) {

    static List<Blocker> of(Details details) {
        return details.list("blockers").stream().map(Blocker::one).toList();
    }

    private static Blocker one(Details session) {
        return new Blocker(
                session.number("pid")
                        .filter(pid -> pid > 0)
                        .map("process %d"::formatted)
                        .orElse("no process"),
                Stream.of(
                                session.text("application"),
                                session.text("user"),
                                session.text("state"),
                                session.number("transactionMs")
                                        .map(ms -> "in a transaction of " + Times.took(Duration.ofMillis(ms))))
                        .flatMap(Optional::stream)
                        .reduce((one, next) -> one + ", " + next)
                        .orElse(""),
                session.text("query"));
    }
}
