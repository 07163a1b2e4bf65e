package dev.headgate.http;

import dev.headgate.audit.Entry;
import dev.headgate.audit.Trail;
import dev.headgate.http.Doors.Door;
import dev.headgate.http.Doors.Needs;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.security.Access;
import dev.headgate.security.Caller;
import dev.headgate.security.Policy;
import io.quarkus.runtime.LaunchMode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The one way in, before anything of a body is read: who asks, and may they pass the door that they ask at? A path without a
 * door leads nowhere.
 */
@Singleton
public final class Entrance {

    /** What is known of who asks, for whoever comes later. */
    static final String ACCESS = "headgate.access";

    private static final Logger LOG = Logger.getLogger("dev.headgate");
    private static final int ORDER = -30; // after what is done to every answer; before Bodies reads

    private final Doorman doorman;
    private final Policy policy;
    private final Trail trail;
    private final ProblemReply problems;
    private final Strangers strangers;
    private final Visits visits;

    Entrance(Doorman doorman, Policy policy, Trail trail, ProblemReply problems, Strangers strangers, Visits visits) {
        this.doorman = doorman;
        this.policy = policy;
        this.trail = trail;
        this.problems = problems;
        this.strangers = strangers;
        this.visits = visits;
    }

    void register(@Observes Router router) {
        router.route().order(ORDER).handler(this::enter);
    }

    /** What one who asks may do. */
    public static Access access(RoutingContext route) {
        return Objects.requireNonNull(route.<Access>get(ACCESS), "everybody comes by the entrance");
    }

    /** That something was refused to one who asks, for the audit. */
    static Entry refused(RoutingContext route, Refusal refusal) {
        return refused(route.request(), access(route).caller(), refusal);
    }

    /** The same, where it is not known yet what they may do. */
    static Entry refused(HttpServerRequest request, Caller caller, Refusal refusal) {
        return Entry.refused(
                caller,
                Doors.target(request),
                refusal.reason().word(),
                "%s %s: %s".formatted(request.method(), request.path(), refusal.sentence()));
    }

    private void enter(RoutingContext route) {
        if (route.get(ACCESS) != null) { // somebody of the house has let them in
            route.next();
            return;
        }
        HttpMethod method = route.request().method();
        List<String> asked = Doors.parts(Doors.path(route.request()));
        List<Door> there = Doors.at(asked);
        Optional<Door> door = Doors.of(method, there);
        visits.begin(route, door);
        if (door.isPresent()) {
            knock(route, door.get(), asked);
        } else if (isDevelopers(route)) {
            route.next();
        } else if (there.isEmpty()) {
            problems.send(route, FrameworkProblems.of(404));
        } else {
            route.response().putHeader(HttpHeaders.ALLOW, Doors.allowed(there));
            if (method.equals(HttpMethod.OPTIONS)) {
                route.response().setStatusCode(204).end();
            } else {
                problems.send(route, FrameworkProblems.of(405));
            }
        }
    }

    /** Quarkus' own pages for developers, which no other profile has; they can do more than Headgate. */
    private static boolean isDevelopers(RoutingContext route) {
        return LaunchMode.current() == LaunchMode.DEVELOPMENT
                && Doors.path(route.request()).startsWith("/q/")
                && Loopback.isAsked(route.request());
    }

    private void knock(RoutingContext route, Door door, List<String> asked) {
        if (isOpen(door) && !isChange(route)) { // very many, at gates; nobody behind it asks who they are
            route.next();
            return;
        }
        route.put(ACCESS, doorman.stranger(route));
        if (isOpen(door) && !isShown(route)) {
            route.next();
            return;
        }
        doorman.identify(route)
                .map(access -> {
                    route.put(ACCESS, access);
                    if (!isOpen(door)) {
                        door.check(access, asked);
                    }
                    return access;
                })
                .onSuccess(access -> route.next())
                .onFailure(thrown -> refuse(route, thrown));
    }

    private boolean isOpen(Door door) {
        return switch (door.needs()) {
            case Needs.Gate gate -> policy.gatesOpen();
            case Needs.Health health -> policy.healthOpen();
            case Needs.Nothing nothing -> true;
            case Needs.ToBeKnown known -> false;
            case Needs.OfOperation of -> false;
            case Needs.OnTarget on -> false;
            case Needs.ForVerb verb -> false;
            case Needs.Somewhere somewhere -> false;
            case Needs.Everywhere everywhere -> false;
        };
    }

    /** Where all are let in, only an app that starts may need to be known: its database may be made then. */
    private static boolean isChange(RoutingContext route) {
        return route.request().method().equals(HttpMethod.POST);
    }

    private static boolean isShown(RoutingContext route) {
        return route.request().headers().contains(HttpHeaders.AUTHORIZATION);
    }

    private void refuse(RoutingContext route, Throwable thrown) {
        if (route.response().ended()) {
            return;
        }
        if (thrown instanceof Refused refused) {
            if (strangers.isOne(route, refused.refusal())) {
                strangers.lead(route);
                return;
            }
            if (doorman.isNews(route, refused.refusal().reason())) {
                trail.note(refused(route, refused.refusal()));
            }
            problems.refuse(route, refused.refusal());
        } else {
            LOG.error("it could not be found out who asks", thrown);
            problems.send(route, FrameworkProblems.of(500));
        }
    }
}
