package dev.headgate.http;

import dev.headgate.operation.Operation;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** What a caller hears of an operation: done, ended by a problem, or look again there. */
final class Answers {

    private Answers() {}

    /** 200 with a success, the problem's status with a problem, 303 to the operation while it goes on. */
    static Response outcome(Operation operation) {
        if (!operation.status().isEnded()) {
            return Response.status(Response.Status.SEE_OTHER)
                    .header(HttpHeaders.LOCATION, path(operation) + "?wait=" + Asked.WAIT.toSeconds() + "s")
                    .build();
        }
        return operation.problem().isPresent()
                ? Problems.of(operation).toResponse()
                : Response.ok(OperationView.of(operation)).build();
    }

    /** 202 at once. */
    static Response accepted(Operation operation) {
        return Response.accepted(OperationView.of(operation))
                .header(HttpHeaders.LOCATION, path(operation))
                .header("Preference-Applied", "respond-async")
                .build();
    }

    /** Relative (RFC 9110, 10.2.2), so that it holds behind any proxy. */
    private static String path(Operation operation) {
        return "/api/v1/operations/" + operation.id();
    }
}
