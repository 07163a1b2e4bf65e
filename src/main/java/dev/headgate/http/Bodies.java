package dev.headgate.http;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;
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
    private static final int SECOND = -1; // Quarkus has said by then how much may be read
    private static final long SMALL = 1L << 20;
    private static final long AROUND = 32L << 20; // what a form has beside its files, which are put on the disk unseen
    private static final Pattern MAY_CARRY_A_BUNDLE = Pattern.compile("/api/v1/targets/[^/]+/[^/]+");
    private static final Pattern MAY_BE_JSON =
            Pattern.compile("application/(json|\\*)|\\*", Pattern.CASE_INSENSITIVE); // what takes it for that
    private static final String BUNDLE = MediaType.APPLICATION_OCTET_STREAM;
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
                .handler(this::read)
                .failureHandler(this::fail);
        router.route().order(SECOND).handler(this::limit);
    }

    private void receive(RoutingContext route) {
        HttpServerRequest request = route.request();
        Optional<String> length = Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_LENGTH));
        boolean isEmpty = length.map("0"::equals).orElseGet(() -> !comes(request));
        if (isEmpty) {
            if (!isTyped(request)) {
                type(request, request.method().equals(HttpMethod.PUT) ? BUNDLE : MediaType.APPLICATION_JSON);
            }
            route.next();
            return;
        }
        linger(route);
        boolean isSmall = !mayBeABundle(request);
        if (length.filter(bytes -> isMore(bytes, isSmall ? SMALL : most)).isPresent()) {
            problems.refuse(route.response(), tooLarge(isSmall));
        } else if (request.version() == HttpVersion.HTTP_2) {
            route.next(); // it allows no second reader; there the JSON parser has limits of its own
        } else if (isSmall ? length.isEmpty() : mayBeEither(request, length)) {
            small.handle(route);
        } else {
            route.next();
        }
    }

    /** What was read here, if anything, is known now. */
    private void read(RoutingContext route) {
        Optional<Buffer> body = Optional.ofNullable(route.body().buffer());
        if (body.isEmpty() && route.request().isEnded()) {
            ((RoutingContextInternal) route)
                    .setBody(Buffer.buffer()); // in chunks of which there was none: nobody is to wait for them
        }
        if (!isTyped(route.request()) && mayCarryABundle(route.request())) {
            type(route.request(), body.filter(Bodies::isJson).isPresent() ? MediaType.APPLICATION_JSON : BUNDLE);
        }
        route.next();
    }

    /** As the lengths are held to, so is what has none. */
    private void limit(RoutingContext route) {
        route.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, most);
        route.next();
    }

    /** Without a length: in chunks; or as HTTP/2 has it, which does not say so of an empty one either. */
    private static boolean comes(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || (request.version() == HttpVersion.HTTP_2
                        && (request.method().equals(HttpMethod.PUT)
                                || request.headers().contains(HttpHeaders.CONTENT_TYPE)));
    }

    private static boolean mayCarryABundle(HttpServerRequest request) {
        return MAY_CARRY_A_BUNDLE
                .matcher(Optional.ofNullable(request.path()).orElse(""))
                .matches();
    }

    private static boolean mayBeABundle(HttpServerRequest request) {
        return mayCarryABundle(request)
                && !(isTyped(request)
                        && MAY_BE_JSON
                                .matcher(request.getHeader(HttpHeaders.CONTENT_TYPE))
                                .lookingAt());
    }

    /** Whoever says nothing of a body sends a verb's JSON, or, as {@code curl -T} does, a bundle. */
    private static boolean mayBeEither(HttpServerRequest request, Optional<String> length) {
        return !isTyped(request)
                && request.method().equals(HttpMethod.POST)
                && length.filter(bytes -> !isMore(bytes, SMALL)).isPresent();
    }

    private static boolean isTyped(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_TYPE))
                .filter(type -> !type.isBlank())
                .isPresent();
    }

    private static void type(HttpServerRequest request, String type) {
        request.headers().set(HttpHeaders.CONTENT_TYPE, type);
    }

    private static boolean isJson(Buffer body) {
        return body.length() == 0 || body.toString().stripLeading().startsWith("{");
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
            problems.refuse(route.response(), tooLarge(true));
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
