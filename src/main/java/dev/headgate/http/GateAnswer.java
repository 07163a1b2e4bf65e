package dev.headgate.http;

import dev.headgate.gate.Level;
import dev.headgate.gate.Verdict;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a gate says at one moment, ready to be sent.
 *
 * @param second the moment, in seconds: the age is right for so long
 * @param tag what it says without the time, as an entity tag (RFC 9110, 8.8.3)
 */
record GateAnswer(Level level, long second, Verdict verdict, String type, byte[] body, String tag, long age) {

    private static final String SHORTLY = "5"; // seconds; as often as a target is looked at

    boolean isFor(Level now, long at) {
        return level == now && second == at;
    }

    /** 200 open, 503 closed; 304 where the asker has it already. */
    Response toGate(@Nullable String ifNoneMatch) {
        return verdict.isOpen() && says(ifNoneMatch)
                ? headers(Response.status(304)).build()
                : headers(Response.status(verdict.isOpen() ? 200 : 503))
                        .type(type)
                        .entity(body)
                        .build();
    }

    /** The same to an app that starts: 409 where waiting does not help. */
    Response toStart() {
        int status =
                switch (verdict.word().opens()) {
                    case NOW -> 200;
                    case LATER -> 503;
                    case BY_HAND -> 409;
                };
        return headers(Response.status(status)).type(type).entity(body).build();
    }

    /** Whether that is what the asker has. */
    boolean says(@Nullable String ifNoneMatch) {
        return Optional.ofNullable(ifNoneMatch)
                .filter(tags -> tags.equals("*") || tags.contains(tag))
                .isPresent();
    }

    private Response.ResponseBuilder headers(Response.ResponseBuilder answer) {
        answer.header(HttpHeaders.ETAG, tag).header("Age", age).header(HttpHeaders.CACHE_CONTROL, "no-cache");
        return verdict.isOpen() ? answer : answer.header(HttpHeaders.RETRY_AFTER, SHORTLY);
    }
}
