package dev.headgate.http;

import dev.headgate.audit.Trail;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.EnumSet;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers what resources refuse, and has it taken down: each change that was not made, and each question that was forbidden. */
@Singleton
final class ThrownRefusals {

    private static final Set<Reason> NOT_THEIRS = EnumSet.of(Reason.UNAUTHENTICATED, Reason.FORBIDDEN);

    private final Trail trail;
    private final Visits visits;

    ThrownRefusals(Trail trail, Visits visits) {
        this.trail = trail;
        this.visits = visits;
    }

    @ServerExceptionMapper
    Response map(Refused refused, RoutingContext route) {
        Refusal refusal = refused.refusal();
        visits.refused(refusal.reason());
        if (NOT_THEIRS.contains(refusal.reason()) || isChange(route)) {
            trail.note(Entrance.refused(route, refusal));
        }
        HttpProblem problem = Problems.of(refusal);
        return ProblemPage.isAskedFor(route)
                ? Response.status(problem.getStatusCode())
                        .type(ProblemPage.TYPE)
                        .entity(ProblemPage.of(route, problem))
                        .build()
                : problem.toResponse();
    }

    /** Whoever asks at a gate changes nothing, whatever the method, unless it is an operation that says so by itself. */
    private static boolean isChange(RoutingContext route) {
        HttpMethod method = route.request().method();
        return !method.equals(HttpMethod.GET)
                && !method.equals(HttpMethod.HEAD)
                && !Doors.path(route.request()).contains("/gates/");
    }
}
