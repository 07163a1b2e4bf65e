package dev.headgate.http;

import dev.headgate.operation.Operation;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** What a caller hears of an operation: done, ended by a problem, or look again there. */
final class Answers {

    private Answers() {}

    /** 200 with a success, the problem's status with a problem, 303 to the operation while it goes on. */
    static Response outcome(Operation operation) {
        if (!operation.status().isEnded()) {
            return Response.seeOther(URI.create(path(operation) + "?wait=" + Asked.WAIT.toSeconds() + "s"))
                    .build();
        }
        return operation.problem().isPresent()
                ? Problems.of(operation).toResponse()
                : Response.ok(OperationView.of(operation)).build();
    }

    /** 202 at once. */
    static Response accepted(Operation operation) {
        return Response.accepted(OperationView.of(operation))
                .location(URI.create(path(operation)))
                .header("Preference-Applied", "respond-async")
                .build();
    }

    private static String path(Operation operation) {
        return "/api/v1/operations/" + operation.id();
    }
}
