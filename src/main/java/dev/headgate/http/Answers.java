package dev.headgate.http;

import dev.headgate.operation.Event;
import dev.headgate.operation.Operation;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What a caller hears of an operation: done, ended by a problem, or look again there. */
final class Answers {

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    private Answers() {}

    /**
     * 200 with a success, the problem's status with a problem, 303 to the operation while it goes on.
     *
     * @param wait how long the caller is ready to wait each time; at least a second, so that it does not spin
     */
    static Response outcome(Operation operation, Duration wait) {
        if (!operation.hasEnded()) {
            return Response.status(Response.Status.SEE_OTHER)
                    .header(HttpHeaders.LOCATION, path(operation) + "?wait=" + inWords(wait))
                    .build();
        }
        return operation.course().problem().isPresent()
                ? Problems.of(operation).toResponse()
                : Response.ok(OperationView.of(operation)).build();
    }

    /** The same for a person: the tale of it, a line for each event. */
    static Response outcome(Operation operation, List<Event> events, Duration wait) {
        Response response = outcome(operation, wait);
        return response.getStatus() == Response.Status.SEE_OTHER.getStatusCode()
                ? response
                : Response.fromResponse(response)
                        .entity(tale(events))
                        .type(MediaType.TEXT_PLAIN_TYPE.withCharset("UTF-8"))
                        .build();
    }

    static String tale(List<Event> events) {
        return events.stream().map(event -> EventView.line(event) + "\n").collect(Collectors.joining());
    }

    /**
     * 202: it goes on.
     *
     * @param async whether the caller preferred not to wait
     */
    static Response accepted(Operation operation, boolean async) {
        Response.ResponseBuilder answer = Response.accepted(OperationView.of(operation))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.LOCATION, path(operation));
        return (async ? answer.header("Preference-Applied", "respond-async") : answer).build();
    }

    private static String inWords(Duration asked) {
        Duration wait = asked.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : asked;
        return wait.toMillisPart() == 0 ? wait.toSeconds() + "s" : wait.toMillis() + "ms";
    }

    /** Relative (RFC 9110, 10.2.2), so that it holds behind any proxy. */
    private static String path(Operation operation) {
        return "/api/v1/operations/" + operation.id();
    }
}
