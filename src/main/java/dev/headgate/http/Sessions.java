package dev.headgate.http;

import dev.headgate.audit.Trail;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.security.Access;
import dev.headgate.security.Caller;
import dev.headgate.security.Identities;
import dev.headgate.security.Policy;
import dev.headgate.security.Principal;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.AuthenticationRedirectException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Who has logged in with a browser: {@code /login} leads to the provider and takes what it sends back, {@code /logout} forgets
 * it here. What is in the cookie is Quarkus' (quarkus-oidc).
 */
@Singleton
final class Sessions {

    private static final Logger LOG = Logger.getLogger("dev.headgate");
    private static final String COOKIE = "q_session";
    private static final String HOME = "/";

    private final HttpAuthenticator authenticator;
    private final Policy policy;
    private final FailureLimit limit;
    private final Trail trail;
    private final ProblemReply problems;

    Sessions(HttpAuthenticator authenticator, Policy policy, FailureLimit limit, Trail trail, ProblemReply problems) {
        this.authenticator = authenticator;
        this.policy = policy;
        this.limit = limit;
        this.trail = trail;
        this.problems = problems;
    }

    void register(@Observes Router router) {
        router.get("/login").handler(this::logIn);
        router.post("/logout").handler(Sessions::logOut);
    }

    /** Whether anybody can log in. */
    boolean areThere() {
        return policy.logIn();
    }

    /**
     * Who it is; a stranger where there is no session.
     *
     * @return fails with {@link Refused} where the session is over, or cannot be verified now
     */
    Future<Principal> principal(RoutingContext route) {
        return !areThere() || cookies(route).findAny().isEmpty()
                ? Future.succeededFuture(new Principal.Anonymous())
                : attempt(route).map(Sessions::principal).recover(thrown -> Future.failedFuture(refused(thrown)));
    }

    private void logIn(RoutingContext route) {
        if (!areThere()) {
            redirect(route, HOME); // which says how to come in
            return;
        }
        attempt(route)
                .onSuccess(identity -> {
                    if (principal(identity) instanceof Principal.Anonymous) {
                        challenge(route);
                    } else {
                        redirect(route, HOME);
                    }
                })
                .onFailure(thrown -> {
                    if (thrown instanceof AuthenticationRedirectException to) {
                        redirect(route, to.getRedirectUri());
                    } else if (thrown instanceof AuthenticationFailedException
                            && route.request().getParam("code") == null) {
                        challenge(route); // an old session
                    } else {
                        refuse(route, refused(thrown));
                    }
                });
    }

    private void challenge(RoutingContext route) {
        authenticator
                .getChallenge(route)
                .subscribe()
                .with(
                        to -> {
                            to.getHeaders()
                                    .forEach((name, value) -> route.response().putHeader(name, String.valueOf(value)));
                            route.response().setStatusCode(to.status).end();
                        },
                        thrown -> refuse(route, refused(thrown)));
    }

    private void refuse(RoutingContext route, Refused refused) {
        Refusal refusal = refused.refusal();
        Caller stranger = Doorman.stranger(route.request());
        if (limit.isNews(stranger, refusal.reason())) {
            trail.note(Entrance.refused(route.request(), stranger, refusal));
        }
        problems.refuse(route.response(), refusal);
    }

    private static void logOut(RoutingContext route) {
        cookies(route)
                .toList()
                .forEach(cookie -> route.response()
                        .addCookie(Cookie.cookie(cookie.getName(), "")
                                .setPath("/")
                                .setMaxAge(0)
                                .setHttpOnly(true)));
        redirect(route, HOME);
    }

    private static void redirect(RoutingContext route, String to) {
        route.response().setStatusCode(303).putHeader(HttpHeaders.LOCATION, to).end();
    }

    private Future<SecurityIdentity> attempt(RoutingContext route) {
        Promise<SecurityIdentity> known = Promise.promise();
        authenticator
                .attemptAuthentication(route)
                .subscribe()
                .with(identity -> known.complete(identity), thrown -> known.fail(thrown));
        return known.future();
    }

    private static Principal principal(SecurityIdentity identity) {
        return Optional.ofNullable(identity)
                .map(known -> known.<Principal>getAttribute(Identities.ATTRIBUTE))
                .orElseGet(Principal.Anonymous::new);
    }

    private static Stream<Cookie> cookies(RoutingContext route) {
        return route.request().cookies().stream()
                .filter(cookie -> cookie.getName().startsWith(COOKIE));
    }

    private static Refused refused(Throwable thrown) {
        return switch (thrown) {
            case Refused refused -> refused;
            case AuthenticationRedirectException over ->
                Access.unauthenticated("the session is over; GET /login begins another");
            case AuthenticationCompletionException wrong ->
                Access.unauthenticated(
                        "the log-in was not completed, or was completed before; GET /login begins another");
            case AuthenticationFailedException over ->
                Access.unauthenticated("the session is not right, or over; GET /login begins another");
            default -> unavailable(thrown);
        };
    }

    private static Refused unavailable(Throwable thrown) {
        LOG.warnf("the OpenID provider cannot be asked: %s", thrown.getClass().getSimpleName());
        return Refusal.of(Reason.IDENTITY_UNAVAILABLE, "the OpenID provider does not answer; try again")
                .thrown();
    }
}
