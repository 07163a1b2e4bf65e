package dev.headgate.http;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** Whoever comes to a page with a browser and is nobody yet: they are led to log in, or told how to come in. */
@Singleton
final class Strangers {

    private static final String HOW =
            "Headgate does not know who you are, and browsers log in where headgate.auth.oidc is configured, which it is not. Tools send a token: curl -H \"Authorization: Bearer $TOKEN\"";

    private final Sessions sessions;
    private final ProblemPage pages;

    Strangers(Sessions sessions, ProblemPage pages) {
        this.sessions = sessions;
        this.pages = pages;
    }

    /** Whether it is such a one. */
    boolean isOne(RoutingContext route, Refusal refusal) {
        return ProblemPage.isAskedFor(route)
                && refusal.reason() == Reason.UNAUTHENTICATED
                && !route.request().headers().contains(HttpHeaders.AUTHORIZATION);
    }

    void lead(RoutingContext route) {
        if (sessions.areThere()) {
            route.response()
                    .setStatusCode(303)
                    .putHeader(HttpHeaders.LOCATION, "/login")
                    .end();
        } else {
            pages.send(route, 401, "Who are you?", HOW);
        }
    }
}
