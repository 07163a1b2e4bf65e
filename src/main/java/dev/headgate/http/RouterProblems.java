package dev.headgate.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * What the router itself refuses, before any of the routes is asked: a path with a bad escape, a request without a host.
 * Quarkus would log that as a failure of Headgate's, with a stack trace for each.
 */
@Singleton
final class RouterProblems {

    private static final int ORDER = SecurityHeaders.ORDER - 1;

    private final ProblemReply problems;

    RouterProblems(ProblemReply problems) {
        this.problems = problems;
    }

    void register(@Observes Router router) {
        router.route().order(ORDER).failureHandler(this::fail);
    }

    private void fail(RoutingContext route) {
        if (isCallers(route.statusCode()) && !SecurityHeaders.areToldBy(route.response())) { // no route was asked
            SecurityHeaders.tell(route);
            problems.send(route.response(), FrameworkProblems.of(route.statusCode()));
        } else {
            route.next();
        }
    }

    private static boolean isCallers(int status) {
        return status >= 400 && status < 500;
    }
}
