package dev.headgate.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.migration.Refusal;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** Sends problems where no resource method answers. */
@Singleton
final class ProblemReply {

    private final ObjectMapper json;
    private final ProblemPage page;
    private final Visits visits;

    ProblemReply(ObjectMapper json, ProblemPage page, Visits visits) {
        this.json = json;
        this.page = page;
        this.visits = visits;
    }

    void refuse(RoutingContext route, Refusal refusal) {
        visits.refused(refusal.reason());
        send(route, Problems.of(refusal));
    }

    void refuse(HttpServerResponse response, Refusal refusal) {
        visits.refused(refusal.reason());
        send(response, Problems.of(refusal));
    }

    /** As data, or as a page to who asks for one. */
    void send(RoutingContext route, HttpProblem problem) {
        if (ProblemPage.isAskedFor(route)) {
            page.send(route, problem);
        } else {
            send(route.response(), problem);
        }
    }

    void send(HttpServerResponse response, HttpProblem problem) {
        try {
            problem.getHeaders().forEach((name, value) -> response.putHeader(name, String.valueOf(value)));
            response.setStatusCode(problem.getStatusCode())
                    .putHeader(HttpHeaders.CONTENT_TYPE, HttpProblem.MEDIA_TYPE.toString())
                    .end(Buffer.buffer(json.writeValueAsBytes(problem)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
