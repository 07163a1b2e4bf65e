package dev.headgate.http;

import dev.headgate.migration.Reason;
import dev.headgate.migration.Refused;
import dev.headgate.security.Access;
import dev.headgate.security.Caller;
import dev.headgate.security.Identities;
import dev.headgate.security.Policy;
import dev.headgate.security.Principal;
import dev.headgate.security.TokenHash;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out who asks. */
@Singleton
final class Doorman {

    private static final int LONGEST_AGENT = 200;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern TRACEPARENT = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([!-~]+) *");

    private final Policy policy;
    private final Identities identities;
    private final FailureLimit limit;
    private final Sessions sessions;

    Doorman(Policy policy, Identities identities, FailureLimit limit, Sessions sessions) {
        this.policy = policy;
        this.identities = identities;
        this.limit = limit;
        this.sessions = sessions;
    }

    /**
     * What one who asks may do, once they have shown who they are; those who show nothing are strangers.
     *
     * @return fails with {@link Refused} where what is shown is not right, or cannot be verified now
     */
    Future<Access> identify(RoutingContext route) {
        Access stranger = stranger(route);
        return stranger.isToAll() ? Future.succeededFuture(stranger) : shown(route);
    }

    /** What somebody may do who has shown nothing. */
    Access stranger(RoutingContext route) {
        boolean isOpen =
                switch (policy.mode()) {
                    case NONE -> true;
                    case LOOPBACK -> Loopback.isAsked(route.request());
                    case REQUIRED -> false;
                };
        return isOpen ? Access.toAll(stranger(route.request())) : access(route, new Principal.Anonymous());
    }

    private Future<Access> shown(RoutingContext route) {
        List<String> shown = route.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        if (shown.isEmpty()) {
            return sessions.principal(route).map(principal -> access(route, principal));
        }
        Matcher bearer = BEARER.matcher(shown.getFirst());
        try {
            return shown.size() > 1 || !bearer.matches() ? malformed(route, shown) : whoseIs(route, bearer.group(1));
        } catch (Refused refused) {
            return Future.failedFuture(refused);
        }
    }

    /** It counts as a token that is wrong: else the audit could be filled with it. */
    private Future<Access> malformed(RoutingContext route, List<String> shown) {
        Caller stranger = stranger(route.request());
        TokenHash hash = TokenHash.of(String.join("\n", shown));
        limit.check(stranger, hash);
        limit.failed(stranger, hash);
        return Future.failedFuture(
                Access.unauthenticated("Authorization is to be Bearer, a space and a token, and there is one of it"));
    }

    private Future<Access> whoseIs(RoutingContext route, String token) {
        Caller stranger = stranger(route.request());
        TokenHash hash = TokenHash.of(token);
        limit.check(stranger, hash);
        return Future.fromCompletionStage(
                        identities.whoseIs(token), route.vertx().getOrCreateContext())
                .map(principal -> {
                    limit.passed(hash);
                    return access(route, principal);
                })
                .recover(thrown -> {
                    Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null
                            ? thrown.getCause()
                            : thrown;
                    if (cause instanceof Refused refused && refused.refusal().reason() == Reason.UNAUTHENTICATED) {
                        limit.failed(stranger, hash);
                    }
                    return Future.failedFuture(cause);
                });
    }

    /** Whether a refusal is taken down: nobody is to fill the audit by asking again and again with nothing to show. */
    boolean isNews(RoutingContext route, Reason reason) {
        if (reason == Reason.TOO_MANY_FAILURES) {
            return false; // taken down as it began
        }
        boolean isLimited = reason == Reason.UNAUTHENTICATED
                && route.request().headers().contains(HttpHeaders.AUTHORIZATION); // each counts as a failure
        boolean isAnybodys = reason == Reason.UNAUTHENTICATED || reason == Reason.IDENTITY_UNAVAILABLE;
        return isLimited || !isAnybodys || limit.isNews(stranger(route.request()), reason);
    }

    private Access access(RoutingContext route, Principal principal) {
        return Access.of(principal, caller(route.request(), principal), policy.grants());
    }

    /** Somebody of whom it is known only where the request comes from. */
    static Caller stranger(HttpServerRequest http) {
        return caller(http, new Principal.Anonymous());
    }

    private static Caller caller(HttpServerRequest http, Principal principal) {
        return new Caller(
                principal.text(),
                Optional.ofNullable(http.remoteAddress()).map(SocketAddress::hostAddress),
                Optional.ofNullable(http.getHeader("User-Agent"))
                        .map(agent -> CONTROL.matcher(agent).replaceAll(" "))
                        .map(agent -> agent.length() > LONGEST_AGENT ? agent.substring(0, LONGEST_AGENT) : agent),
                Optional.ofNullable(http.getHeader("traceparent"))
                        .filter(trace -> TRACEPARENT.matcher(trace).matches()));
    }
}
