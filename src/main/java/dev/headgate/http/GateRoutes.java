package dev.headgate.http;

import dev.headgate.migration.Refused;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * The gates' GET, as routes of the HTTP server itself: very many ask, very often, and very many may wait (docs/decisions/0014).
 * What they answer is described in {@code META-INF/openapi.yaml}.
 */
@Singleton
final class GateRoutes {

    private static final List<String> PATHS = List.of(GateDesk.SHORT + "/:target", GateDesk.API + "/:target");

    private final GateDesk desk;
    private final ProblemReply problems;

    GateRoutes(GateDesk desk, ProblemReply problems) {
        this.desk = desk;
        this.problems = problems;
    }

    void register(@Observes Router router) {
        PATHS.forEach(path -> router.route(path)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::answer));
    }

    private void answer(RoutingContext route) {
        try {
            GateQuestion question =
                    desk.question(Optional.ofNullable(route.pathParam("target")).orElse(""), route.request());
            Optional<String> tags = tags(route.request().headers());
            desk.atOnce(question, tags)
                    .map(answer -> GateReply.toGate(answer, tags))
                    .ifPresentOrElse(reply -> reply.send(route.response()), () -> wait(route, question, tags));
        } catch (Refused refused) {
            problems.refuse(route.response(), refused.refusal());
        }
    }

    private static Optional<String> tags(MultiMap headers) {
        return headers.contains(HttpHeaders.IF_NONE_MATCH)
                ? Optional.of(String.join(",", headers.getAll(HttpHeaders.IF_NONE_MATCH)))
                : Optional.empty();
    }

    private void wait(RoutingContext route, GateQuestion question, Optional<String> tags) {
        HttpServerResponse response = route.response();
        Context context = route.vertx().getOrCreateContext();
        GateVisit visit = desk.visit(
                question,
                route.request(),
                tags,
                answer -> GateReply.toGate(answer, tags),
                reply -> context.runOnContext(on -> reply.send(response)));
        response.closeHandler(gone -> visit.leave());
    }
}
