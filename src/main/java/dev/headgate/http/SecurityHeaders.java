package dev.headgate.http;

import io.quarkus.runtime.LaunchMode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * What every answer tells browsers, whoever gives it: resources, gates, refusals and failures (OWASP REST Security Cheat
 * Sheet, "Security Headers"). It is said before the answer is made, so whatever knows better says it again.
 */
@Singleton
final class SecurityHeaders {

    static final int ORDER = -60; // before all that answers
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence POLICY = HttpHeaders.createOptimized("Content-Security-Policy");
    private static final CharSequence FOR_DATA =
            HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");
    private static final CharSequence FOR_PAGES = HttpHeaders.createOptimized(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    private static final CharSequence REFERRER_POLICY = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
    /** To ourselves only; without any a browser sends our own forms with {@code Origin: null} (Fetch, 3.2), which no site has. */
    private static final CharSequence TO_US = HttpHeaders.createOptimized("same-origin");

    private static final CharSequence FRAME_OPTIONS = HttpHeaders.createOptimized("X-Frame-Options");
    private static final CharSequence DENY = HttpHeaders.createOptimized("DENY");
    private static final CharSequence RESOURCE_POLICY = HttpHeaders.createOptimized("Cross-Origin-Resource-Policy");
    private static final CharSequence SAME_ORIGIN = HttpHeaders.createOptimized("same-origin");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence TRANSPORT = HttpHeaders.createOptimized("Strict-Transport-Security");
    private static final CharSequence TWO_YEARS = HttpHeaders.createOptimized("max-age=63072000");

    void register(@Observes Router router) {
        router.route().order(ORDER).handler(route -> {
            tell(route);
            route.next();
        });
    }

    /** Says it with this answer, which is still to be made. */
    static void tell(RoutingContext route) {
        HttpServerRequest request = route.request();
        MultiMap headers = route.response().headers();
        String path = Optional.ofNullable(request.path()).orElse("");
        headers.add(CONTENT_TYPE_OPTIONS, NOSNIFF);
        if (!isGate(path)) {
            tell(headers, path);
            route.addHeadersEndHandler(before -> keepNothing(headers, path));
        }
        if (request.isSSL()) {
            headers.add(TRANSPORT, TWO_YEARS);
        }
    }

    private static void tell(MultiMap headers, String path) {
        headers.add(REFERRER_POLICY, isData(path) ? NO_REFERRER : TO_US)
                .add(FRAME_OPTIONS, DENY)
                .add(RESOURCE_POLICY, SAME_ORIGIN);
        if (!isDevelopers(path)) {
            headers.add(POLICY, isData(path) ? FOR_DATA : FOR_PAGES);
        }
    }

    /** Unless whoever answers has said how long it holds. */
    private static void keepNothing(MultiMap headers, String path) {
        if (isData(path) && !headers.contains(HttpHeaders.CACHE_CONTROL)) {
            headers.add(HttpHeaders.CACHE_CONTROL, NO_STORE);
        }
    }

    /** Whether these headers are there already. */
    static boolean areToldBy(HttpServerResponse response) {
        return response.headers().contains(CONTENT_TYPE_OPTIONS);
    }

    private static boolean isData(String path) {
        return path.startsWith("/api/") || path.startsWith("/q/");
    }

    private static boolean isGate(String path) {
        return path.startsWith(GateDesk.SHORT) || path.startsWith(GateDesk.API);
    }

    /** Quarkus' own pages for developers, which no other profile has, bring scripts of all kinds. */
    private static boolean isDevelopers(String path) {
        return LaunchMode.current() == LaunchMode.DEVELOPMENT && path.startsWith("/q/");
    }
}
