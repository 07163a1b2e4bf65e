package dev.headgate.postgres;

import dev.headgate.migration.Given;
import dev.headgate.migration.Request;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Verb;
import dev.headgate.operation.Event;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Operation.Course;
import dev.headgate.operation.Operation.Status;
import dev.headgate.security.Caller;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Operations as they are asked for, and as they end. */
final class Asked {

    static final Caller HOOK = new Caller(
            "hook",
            Optional.empty(),
            Optional.empty(),
            Optional.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

    private Asked() {}

    static Operation upgrade(String target, int bundle) {
        return upgrade(target, bundle, false);
    }

    /** One that makes its bundle the active one. */
    static Operation release(String target, int bundle) {
        return upgrade(target, bundle, true);
    }

    private static Operation upgrade(String target, int bundle, boolean activates) {
        return new Operation(
                UUID.randomUUID(),
                new TargetName(target),
                Request.of(Verb.UPGRADE),
                Given.digest(bundle),
                activates,
                HOOK,
                Given.NOW,
                1,
                Optional.empty(),
                course(Status.QUEUED),
                List.of());
    }

    static Operation at(Operation operation, Status status) {
        return new Operation(
                operation.id(),
                operation.target(),
                operation.request(),
                operation.bundle(),
                operation.activates(),
                operation.caller(),
                operation.createdAt(),
                operation.attempt(),
                operation.cancellation(),
                course(status),
                operation.steps());
    }

    private static Course course(Status status) {
        boolean hasEnded = status == Status.SUCCEEDED || status == Status.FAILED || status == Status.REFUSED;
        return new Course(
                status,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Given.NOW.plusSeconds(60)).filter(end -> hasEnded),
                Optional.empty(),
                Optional.empty());
    }

    static Event event(Operation operation) {
        return new Event(0, Given.NOW, operation.hasEnded() ? Event.Kind.DONE : Event.Kind.RETRY, "so it is", Map.of());
    }
}
