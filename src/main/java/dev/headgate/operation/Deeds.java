package dev.headgate.operation;

import dev.headgate.audit.Entry;
import dev.headgate.migration.Digest;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Version;
import dev.headgate.security.Caller;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** What was done, as the audit has it. */
public final class Deeds {

    private static final String DONE = "done";
    private static final String ACCEPTED = "accepted";
    private static final String ACTIVATE = "activate";

    private Deeds() {}

    /** Somebody asked for an operation, and it was recorded. */
    public static Entry accepted(Operation operation) {
        return of(
                operation,
                ACCEPTED,
                facts(List.of(
                        fact(
                                "force",
                                Optional.of(true)
                                        .filter(force -> operation.request().force())),
                        fact("to", operation.request().to()),
                        fact("versions", versions(operation)),
                        fact("bundle", Optional.of(operation.bundle().text())),
                        fact("activates", Optional.of(true).filter(activates -> operation.activates())))));
    }

    /** It has ended. */
    public static Entry ended(Operation operation) {
        Operation.Course course = operation.course();
        return of(
                operation,
                word(course.status()),
                facts(List.of(
                        fact("outcome", course.outcome().map(Deeds::word)),
                        fact(
                                "problem",
                                course.problem().map(problem -> problem.reason().word())),
                        fact("decision", course.decision()),
                        fact("from", course.from()),
                        fact("to", course.to()))));
    }

    /** Somebody asked it to stop. */
    public static Entry cancelled(UUID operation, TargetName target, Cancellation cancellation, Caller by) {
        return new Entry(
                by,
                "cancel",
                Optional.of(target.text()),
                Optional.of(operation),
                cancellation.reason(),
                ACCEPTED,
                facts(List.of(fact("mode", Optional.of(word(cancellation.mode()))))));
    }

    /** A bundle came to a target. */
    public static Entry pushed(TargetName target, Digest bundle, Shelf.Origin origin) {
        return bundle(
                origin.by(),
                "push",
                target,
                facts(List.of(
                        fact("bundle", Optional.of(bundle.text())), fact("source", Optional.of(origin.source())))));
    }

    /** Its bundle became the active one by its success. */
    public static Entry activated(Operation operation) {
        return new Entry(
                operation.caller(),
                ACTIVATE,
                Optional.of(operation.target().text()),
                Optional.of(operation.id()),
                operation.request().reason(),
                DONE,
                facts(List.of(fact("bundle", Optional.of(operation.bundle().text())))));
    }

    /** It became the active one, because somebody wanted it to. */
    public static Entry activated(TargetName target, Digest bundle, Caller by) {
        return bundle(by, ACTIVATE, target, facts(List.of(fact("bundle", Optional.of(bundle.text())))));
    }

    /** It became the active one because it lies in the target's place. */
    static Entry activated(TargetName target, Digest bundle, String place) {
        return bundle(
                Caller.HEADGATE,
                ACTIVATE,
                target,
                facts(List.of(fact("bundle", Optional.of(bundle.text())), fact("source", Optional.of(place)))));
    }

    /** It was taken from the target. */
    public static Entry removed(TargetName target, Digest bundle, Caller by) {
        return bundle(by, "remove", target, facts(List.of(fact("bundle", Optional.of(bundle.text())))));
    }

    private static Entry bundle(Caller by, String act, TargetName target, Optional<String> detail) {
        return new Entry(by, act, Optional.of(target.text()), Optional.empty(), Optional.empty(), DONE, detail);
    }

    private static Entry of(Operation operation, String outcome, Optional<String> detail) {
        return new Entry(
                operation.caller(),
                operation.request().verb().word(),
                Optional.of(operation.target().text()),
                Optional.of(operation.id()),
                operation.request().reason(),
                outcome,
                detail);
    }

    private static Optional<String> versions(Operation operation) {
        return Optional.of(operation.request().versions().stream()
                        .map(Version::toString)
                        .collect(Collectors.joining(",")))
                .filter(text -> !text.isEmpty());
    }

    private static Optional<String> fact(String name, Optional<?> value) {
        return value.map(known -> name + "=" + known);
    }

    private static Optional<String> facts(List<Optional<String>> facts) {
        return Optional.of(facts.stream().flatMap(Optional::stream).collect(Collectors.joining(" ")))
                .filter(text -> !text.isEmpty());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
