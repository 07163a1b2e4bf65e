package dev.headgate.http;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** A problem as a page, for people who look with a browser. */
@Singleton
final class ProblemPage {

    static final String TYPE = "text/html; charset=utf-8";
    private static final List<String> NO_PAGES = List.of("/api/", "/q/", "/gates/", "/live/", "/assets/", "/webjars/");

    @CheckedTemplate(basePath = "")
    static class Templates {

        static native TemplateInstance problem(int status, String title, String detail, Optional<String> target);
    }

    /** Whether it is a page that is asked for; other paths answer with data, whatever browsers would like. */
    static boolean isAskedFor(RoutingContext route) {
        String path = Doors.path(route.request());
        return NO_PAGES.stream().noneMatch(path::startsWith)
                && Optional.ofNullable(route.request().getHeader(HttpHeaders.ACCEPT))
                        .filter(accept -> accept.contains("text/html"))
                        .isPresent();
    }

    void send(RoutingContext route, HttpProblem problem) {
        send(route, problem.getStatusCode(), String.valueOf(problem.getTitle()), detail(problem));
    }

    void send(RoutingContext route, int status, String title, String detail) {
        Templates.problem(status, title, detail, target(route))
                .createUni()
                .subscribe()
                .with(
                        html -> route.response()
                                .setStatusCode(status)
                                .putHeader(HttpHeaders.CONTENT_TYPE, TYPE)
                                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                                .end(html),
                        route::fail);
    }

    /** The page's text. */
    static String of(RoutingContext route, HttpProblem problem) {
        return Templates.problem(
                        problem.getStatusCode(), String.valueOf(problem.getTitle()), detail(problem), target(route))
                .render();
    }

    /** What was asked about, which one may go back to. */
    private static Optional<String> target(RoutingContext route) {
        return Doors.target(route.request());
    }

    private static String detail(HttpProblem problem) {
        return Optional.ofNullable(problem.getDetail()).orElse("");
    }
}
