package dev.headgate.http;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What bodies may be before anybody reads them: how large, and how long they may take to come. An answer that comes before
 * the end of the body reaches whoever is still sending it.
 */
@Singleton
final class Bodies {

    private static final int FIRST = -10; // Quarkus' own answer to what is too large, at -2, has nothing in it
    private static final long SMALL = 1L << 20;
    private static final long AROUND = 32L << 20; // what a form has beside its files, which are put on the disk unseen
    private static final Pattern MAY_CARRY_A_BUNDLE = Pattern.compile("/api/v1/targets/[^/]+/[^/]+");
    private static final Duration LONGEST = Arriving.LONGEST.plusSeconds(30); // who reads says it better, at its time
    private static final Duration LINGERING = Duration.ofSeconds(30);

    private final ProblemReply problems;
    private final long bundle;
    private final long most;
    private final BodyHandler small = BodyHandler.create(false).setBodyLimit(SMALL);

    /**
     * @param server as much as the server takes
     * @param bundle as much as a bundle may have
     */
    Bodies(
            ProblemReply problems,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize server,
            @ConfigProperty(name = "headgate.bundle.max-size", defaultValue = "64M") MemorySize bundle) {
        this.problems = problems;
        this.bundle = bundle.asLongValue();
        this.most = Math.min(server.asLongValue(), this.bundle + AROUND);
    }

    void register(@Observes Router router) {
        router.route()
                .order(FIRST)
                .method(HttpMethod.POST)
                .method(HttpMethod.PUT)
                .method(HttpMethod.PATCH)
                .method(HttpMethod.DELETE)
                .handler(this::receive)
                .failureHandler(this::fail);
    }

    private void receive(RoutingContext route) {
        HttpServerRequest request = route.request();
        Optional<String> length = Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_LENGTH));
        boolean comes = length.map(bytes -> !bytes.equals("0"))
                .orElseGet(() -> request.headers().contains(HttpHeaders.TRANSFER_ENCODING));
        if (!request.headers().contains(HttpHeaders.CONTENT_TYPE)) { // curl -T says none, no more does an empty body
            request.headers()
                    .set(
                            HttpHeaders.CONTENT_TYPE,
                            comes || request.method().equals(HttpMethod.PUT)
                                    ? MediaType.APPLICATION_OCTET_STREAM
                                    : MediaType.APPLICATION_JSON);
        }
        if (!comes) { // or over HTTP/2 without a word of it, which cannot be told apart here
            route.next();
            return;
        }
        linger(route);
        boolean isSmall = !mayBeABundle(request);
        if (length.filter(bytes -> isMore(bytes, isSmall ? SMALL : most)).isPresent()) {
            problems.send(route.response(), Problems.of(tooLarge(isSmall)));
        } else if (isSmall && length.isEmpty()) {
            small.handle(route);
        } else {
            route.next();
        }
    }

    private static boolean mayBeABundle(HttpServerRequest request) {
        return MAY_CARRY_A_BUNDLE
                        .matcher(Optional.ofNullable(request.path()).orElse(""))
                        .matches()
                && Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_TYPE))
                        .filter(type -> type.startsWith(MediaType.APPLICATION_JSON))
                        .isEmpty();
    }

    private static boolean isMore(String bytes, long most) {
        return bytes.length() > 18 || Long.parseLong(bytes) > most; // the server has seen that it is a number
    }

    private Refusal tooLarge(boolean isSmall) {
        return Refusal.of(
                Reason.TOO_LARGE,
                isSmall
                        ? "the body is larger than 1 MiB, which is as much as anything but a bundle may have. A bundle goes as application/gzip, application/x-tar or application/zip to /api/v1/targets/{target}/bundles, or with init, upgrade or ensure"
                        : "the body is larger than a bundle may be: headgate.bundle.max-size is %d bytes. Nothing was kept; send less, or have the limit raised"
                                .formatted(bundle));
    }

    private void fail(RoutingContext route) {
        if (route.statusCode() == HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE.code()
                && !route.response().headWritten()) {
            problems.send(route.response(), Problems.of(tooLarge(true)));
        } else {
            route.next();
        }
    }

    /**
     * Whoever is answered before all was sent may still be sending, and would see a broken pipe instead of the answer if the
     * connection was closed at once (RFC 9112, 9.6).
     */
    private static void linger(RoutingContext route) {
        HttpServerRequest request = route.request();
        HttpServerResponse response = route.response();
        long timer = route.vertx().setTimer(LONGEST.toMillis(), late -> close(request));
        route.addHeadersEndHandler(before -> {
            if (!request.isEnded() && request.version() != HttpVersion.HTTP_2) {
                response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
        });
        route.addEndHandler(after -> {
            route.vertx().cancelTimer(timer);
            if (!request.isEnded() && !response.closed()) {
                long rest = route.vertx().setTimer(LINGERING.toMillis(), late -> close(request));
                request.exceptionHandler(gone -> route.vertx().cancelTimer(rest));
                request.handler(unread -> {});
                request.endHandler(end -> {
                    route.vertx().cancelTimer(rest);
                    if (request.version() != HttpVersion.HTTP_2) {
                        close(request);
                    }
                });
                request.resume();
            }
        });
    }

    private static void close(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            request.connection().close();
        }
    }
}
