package dev.headgate.http;

import dev.headgate.gate.Verdict;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/**
 * What is sent to one who asked at a gate.
 *
 * @param answer goes with the status, unless this is 303 or 304 in which case only its headers do
 * @param back where to ask again, with 303
 */
record GateReply(int status, GateAnswer answer, Optional<String> back) {

    private static final CharSequence ETAG = HttpHeaders.createOptimized("ETag");
    private static final CharSequence CACHE_CONTROL = HttpHeaders.createOptimized("Cache-Control");
    private static final CharSequence VARY = HttpHeaders.createOptimized("Vary");
    private static final CharSequence ACCEPT = HttpHeaders.createOptimized("Accept");
    private static final CharSequence CONTENT_TYPE = HttpHeaders.createOptimized("Content-Type");
    private static final CharSequence LOCATION = HttpHeaders.createOptimized("Location");
    private static final CharSequence AGE = HttpHeaders.createOptimized("Age");
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");
    private static final CharSequence SHORTLY =
            HttpHeaders.createOptimized("5"); // seconds; as often as targets are looked at

    /** 200 open, 503 closed; 304 where the asker has it already. */
    static GateReply toGate(GateAnswer answer, Optional<String> tags) {
        boolean open = answer.verdict().isOpen();
        return new GateReply(open ? tags.filter(answer::says).isPresent() ? 304 : 200 : 503, answer, Optional.empty());
    }

    /** To an app that starts: 409 where waiting does not help. */
    static GateReply toStart(GateAnswer answer) {
        return new GateReply(status(answer.verdict().word().opens()), answer, Optional.empty());
    }

    static GateReply askAgain(GateAnswer answer, String back) {
        return new GateReply(303, answer, Optional.of(back));
    }

    private static int status(Verdict.Opens opens) {
        return switch (opens) {
            case NOW -> 200;
            case LATER -> 503;
            case BY_HAND -> 409;
        };
    }

    /** Writes it as it is: what a framework would do with a response of its own costs a third of the requests. */
    void send(HttpServerResponse response) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status);
        back.ifPresent(place -> response.putHeader(LOCATION, place));
        response.headers()
                .add(ETAG, answer.tag())
                .add(AGE, answer.ageText())
                .add(CACHE_CONTROL, NO_CACHE)
                .add(VARY, ACCEPT);
        if (status == 503) {
            response.headers().add(RETRY_AFTER, SHORTLY);
        }
        if (hasBody()) {
            response.headers().add(CONTENT_TYPE, answer.type());
            response.end(answer.body());
        } else {
            response.end();
        }
    }

    Response toResponse() {
        Response.ResponseBuilder response = Response.status(status)
                .header("ETag", answer.tag())
                .header("Age", answer.ageText())
                .header("Cache-Control", "no-cache")
                .header("Vary", "Accept");
        back.ifPresent(place -> response.header("Location", place));
        if (status == 503) {
            response.header("Retry-After", SHORTLY);
        }
        return (hasBody() ? response.type(answer.type()).entity(answer.body().getBytes()) : response).build();
    }

    private boolean hasBody() {
        return status != 303 && status != 304;
    }
}
