package dev.headgate.http;

import dev.headgate.audit.Trail;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.security.Caller;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * No other site's page changes anything through the browser of somebody who may. Every browser says where a request comes
 * from (W3C Fetch Metadata, {@code Sec-Fetch-Site}, sent over TLS and to localhost; {@code Origin} always), so this needs no
 * tokens; the rule is that of Go's {@code net/http.CrossOriginProtection}. What is no browser says neither, and passes.
 */
@Singleton
final class CrossSite {

    private static final int ORDER = -55; // after SecurityHeaders, before anybody is asked who they are
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final String SITE = "Sec-Fetch-Site";
    private static final Set<String> OWN = Set.of("same-origin", "none"); // none: somebody's own doing
    private static final Pattern ORIGIN = Pattern.compile("https?://([^/?#@]+)", Pattern.CASE_INSENSITIVE);

    private final FailureLimit limit;
    private final Trail trail;
    private final ProblemReply problems;

    CrossSite(FailureLimit limit, Trail trail, ProblemReply problems) {
        this.limit = limit;
        this.trail = trail;
        this.problems = problems;
    }

    void register(@Observes Router router) {
        router.route().order(ORDER).handler(this::check);
    }

    private void check(RoutingContext route) {
        HttpServerRequest request = route.request();
        if (SAFE.contains(request.method()) || isOwn(request)) {
            route.next();
        } else {
            refuse(route);
        }
    }

    private static boolean isOwn(HttpServerRequest request) {
        List<String> sites = request.headers().getAll(SITE);
        List<String> origins = request.headers().getAll(HttpHeaders.ORIGIN);
        if (!sites.isEmpty()) {
            return OWN.containsAll(sites);
        }
        return origins.stream().allMatch(origin -> isAt(origin, request));
    }

    /** Whether the scheme is the same cannot be known behind a proxy. */
    private static boolean isAt(String origin, HttpServerRequest request) {
        Matcher matcher = ORIGIN.matcher(origin);
        return matcher.matches()
                && Optional.ofNullable(request.authority())
                        .map(HostAndPort::toString)
                        .filter(matcher.group(1)::equalsIgnoreCase)
                        .isPresent();
    }

    private void refuse(RoutingContext route) {
        HttpServerRequest request = route.request();
        Refusal refusal = Refusal.of(
                Reason.CROSS_SITE,
                "a page of another site has a browser ask for this, so it is not done; use Headgate's own address. Where a proxy is between, it has to pass the Host header on as it came");
        Caller stranger = Doorman.stranger(request);
        if (limit.isNews(stranger, refusal.reason())) {
            trail.note(Entrance.refused(request, stranger, refusal));
        }
        problems.refuse(route, refusal);
    }
}
