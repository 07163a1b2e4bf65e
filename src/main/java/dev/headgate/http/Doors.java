package dev.headgate.http;

import dev.headgate.migration.Refused;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Verb;
import dev.headgate.security.Access;
import dev.headgate.security.Role;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every way into Headgate, and the role that it takes. What is not listed is not there: closed by construction. What depends
 * on more than path and method is asked again where that is known.
 */
final class Doors {

    /** What a door takes. */
    sealed interface Needs {

        /** It is open to everybody. */
        record Nothing() implements Needs {}

        /** To be known; behind the door each is shown what is theirs. */
        record ToBeKnown() implements Needs {}

        /** A role on the target of the operation in the path, which is looked up behind the door. */
        record OfOperation(Role role) implements Needs {}

        /** A role on the target in the path. */
        record OnTarget(Role role) implements Needs {}

        /** What {@link Role#toAsk} says of the verb in the path. */
        record ForVerb() implements Needs {}

        /** A role on any target; behind the door each is shown what has to do with those. */
        record Somewhere(Role role) implements Needs {}

        /** A role on all targets. */
        record Everywhere(Role role) implements Needs {}

        /** Open, or that of a viewer of the target, as {@code headgate.auth.gates} says. */
        record Gate() implements Needs {}

        /** Open, or that of a viewer of all targets, as {@code headgate.auth.health} says. */
        record Health() implements Needs {}
    }

    /** One of them. */
    record Door(HttpMethod method, List<String> path, Needs needs) {

        private boolean leadsTo(List<String> asked) {
            return path.size() == asked.size()
                    && IntStream.range(0, path.size()).allMatch(i -> isOpenTo(path.get(i), asked.get(i)));
        }

        private static boolean isOpenTo(String part, String asked) {
            return part.startsWith("{") ? !asked.isEmpty() : part.equals(asked);
        }

        /**
         * @throws Refused unauthenticated or forbidden
         */
        void check(Access access, List<String> asked) {
            switch (needs) {
                case Needs.Nothing nothing -> {}
                case Needs.ToBeKnown known -> access.requireKnown();
                case Needs.OfOperation of -> access.requireKnown();
                case Needs.OnTarget on -> access.require(on.role(), named(access, asked));
                case Needs.ForVerb verb -> access.require(forVerb(asked.get(path.indexOf(VERB))), named(access, asked));
                case Needs.Somewhere somewhere -> access.requireSomewhere(somewhere.role());
                case Needs.Everywhere everywhere -> access.requireEverywhere(everywhere.role());
                case Needs.Gate gate -> access.require(Role.VIEWER, named(access, asked));
                case Needs.Health health -> access.requireEverywhere(Role.VIEWER);
            }
        }

        /** Strangers are not told that there can be no such target: they have to say who they are. */
        private TargetName named(Access access, List<String> asked) {
            try {
                return Asked.target(target(asked).orElseThrow());
            } catch (Refused unknown) {
                access.requireKnown();
                throw unknown;
            }
        }

        /** What stands in the place of the target. */
        Optional<String> target(List<String> asked) {
            return path.contains(TARGET) ? Optional.of(asked.get(path.indexOf(TARGET))) : Optional.empty();
        }

        /** Its path, with what may stand where in braces. */
        String template() {
            return "/" + String.join("/", path);
        }

        @Override
        public String toString() {
            return method + " " + template();
        }
    }

    private static final String TARGET = "{target}";
    private static final String VERB = "{verb}";
    private static final Pattern PLAIN = Pattern.compile("/|(/(?!\\.{1,2}(/|$))[^/;\\\\]+)+");
    private static final Pattern TWOFOLD = Pattern.compile("(?i)%(2e|2f|3b|5c)"); // dots, slashes and matrix parameters
    private static final Pattern UNREADABLE = Pattern.compile("[\\p{Cntrl}\uFFFD]");
    private static final Needs KNOWN = new Needs.ToBeKnown();
    private static final String ONE = "/api/v1/targets/{target}";

    static final List<Door> ALL = List.of(
            door(HttpMethod.GET, "/", KNOWN),
            door(HttpMethod.GET, "/live/targets", KNOWN),
            door(HttpMethod.GET, "/targets/{target}", on(Role.VIEWER)),
            door(HttpMethod.GET, "/live/targets/{target}", on(Role.VIEWER)),
            door(HttpMethod.GET, "/targets/{target}/plan", on(Role.VIEWER)),
            door(HttpMethod.GET, "/targets/{target}/{verb}", on(Role.VIEWER)),
            door(HttpMethod.POST, "/targets/{target}/{verb}", new Needs.ForVerb()),
            door(HttpMethod.GET, "/operations", KNOWN),
            door(HttpMethod.GET, "/operations/{id}", of(Role.VIEWER)),
            door(HttpMethod.GET, "/live/operations/{id}", of(Role.VIEWER)),
            door(HttpMethod.POST, "/operations/{id}/cancel", of(Role.OPERATOR)),
            door(HttpMethod.GET, "/audit", new Needs.Somewhere(Role.ADMIN)),
            door(HttpMethod.GET, "/audit/verify", new Needs.Everywhere(Role.ADMIN)),
            door(HttpMethod.GET, "/assets/{file}", new Needs.Nothing()),
            door(HttpMethod.GET, "/webjars/htmx.org/{version}/dist/htmx.min.js", new Needs.Nothing()),
            door(HttpMethod.GET, "/webjars/htmx-ext-sse/{version}/sse.js", new Needs.Nothing()),
            door(HttpMethod.GET, "/login", new Needs.Nothing()),
            door(HttpMethod.POST, "/logout", new Needs.Nothing()),
            door(HttpMethod.GET, "/api/v1/targets", KNOWN),
            door(HttpMethod.GET, ONE, on(Role.VIEWER)),
            door(HttpMethod.GET, ONE + "/plan", on(Role.VIEWER)),
            door(HttpMethod.GET, ONE + "/history", on(Role.VIEWER)),
            door(HttpMethod.GET, ONE + "/verify", on(Role.VIEWER)),
            door(HttpMethod.GET, ONE + "/can-rollback", on(Role.VIEWER)),
            door(HttpMethod.GET, ONE + "/bundles", on(Role.VIEWER)),
            door(HttpMethod.PUT, ONE + "/bundles", on(Role.DEPLOYER)),
            door(HttpMethod.POST, ONE + "/bundles", on(Role.DEPLOYER)), // answers that it is PUT
            door(HttpMethod.GET, ONE + "/bundles/{digest}", on(Role.VIEWER)),
            door(HttpMethod.DELETE, ONE + "/bundles/{digest}", on(Role.OPERATOR)),
            door(HttpMethod.POST, ONE + "/bundles/{digest}/activate", on(Role.DEPLOYER)),
            door(HttpMethod.POST, ONE + "/{verb}", new Needs.ForVerb()),
            door(HttpMethod.PUT, ONE + "/{verb}", new Needs.ForVerb()), // answers that it is POST
            door(HttpMethod.GET, "/api/v1/operations", KNOWN),
            door(HttpMethod.GET, "/api/v1/operations/{id}", of(Role.VIEWER)),
            door(HttpMethod.GET, "/api/v1/operations/{id}/events", of(Role.VIEWER)),
            door(HttpMethod.POST, "/api/v1/operations/{id}/cancel", of(Role.OPERATOR)),
            door(HttpMethod.GET, "/api/v1/audit", new Needs.Somewhere(Role.ADMIN)),
            door(HttpMethod.GET, "/api/v1/audit/verify", new Needs.Everywhere(Role.ADMIN)),
            door(HttpMethod.GET, "/gates/{target}", new Needs.Gate()),
            door(HttpMethod.POST, "/gates/{target}", new Needs.Gate()),
            door(HttpMethod.GET, "/api/v1/gates/{target}", new Needs.Gate()),
            door(HttpMethod.POST, "/api/v1/gates/{target}", new Needs.Gate()),
            door(HttpMethod.GET, "/q/health", new Needs.Health()),
            door(HttpMethod.GET, "/q/health/{probe}", new Needs.Health()),
            door(HttpMethod.GET, "/q/health/group/targets", new Needs.Health()),
            door(HttpMethod.GET, "/q/metrics", new Needs.Everywhere(Role.VIEWER)),
            door(HttpMethod.GET, "/q/openapi", new Needs.Nothing()));

    private static final Map<Integer, List<Door>> BY_LENGTH =
            ALL.stream().collect(Collectors.groupingBy(door -> door.path().size()));

    private Doors() {}

    /** The doors at a path, whatever their method; of several the one that is listed first counts. */
    static List<Door> at(List<String> asked) {
        return BY_LENGTH.getOrDefault(asked.size(), List.of()).stream()
                .filter(door -> door.leadsTo(asked))
                .toList();
    }

    static Optional<Door> of(HttpMethod method, List<Door> there) {
        HttpMethod asked = method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method;
        return there.stream().filter(door -> door.method().equals(asked)).findFirst();
    }

    /** The target that a request is about, where its path names one. */
    static Optional<String> target(HttpServerRequest request) {
        List<String> asked = parts(path(request));
        return of(request.method(), at(asked)).flatMap(door -> door.target(asked));
    }

    /** The path of a request; empty where it is about none. */
    static String path(HttpServerRequest request) {
        return Optional.ofNullable(request.path()).orElse("");
    }

    /** The methods that doors take, as a header says them. */
    static String allowed(List<Door> there) {
        return Stream.concat(
                        there.stream().map(door -> door.method().name()),
                        there.stream().anyMatch(door -> door.method().equals(HttpMethod.GET))
                                ? Stream.of("HEAD", "OPTIONS")
                                : Stream.of("OPTIONS"))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** What a verb takes at least; with force it is more. One that there is not is told so to whoever may read. */
    static Role forVerb(String word) {
        return Stream.of(Verb.values())
                .filter(verb -> verb.word().equals(word))
                .findFirst()
                .map(Role::toAsk)
                .orElse(Role.VIEWER);
    }

    private static Door door(HttpMethod method, String path, Needs needs) {
        return new Door(method, List.of(path.substring(1).split("/", -1)), needs);
    }

    private static Needs on(Role role) {
        return new Needs.OnTarget(role);
    }

    private static Needs of(Role role) {
        return new Needs.OfOperation(role);
    }

    /** The parts of a path as it is asked for; none where it is written in a way that somebody might read otherwise. */
    static List<String> parts(String path) {
        String whole = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (!PLAIN.matcher(whole).matches() || TWOFOLD.matcher(whole).find()) {
            return List.of();
        }
        try {
            String read = URLDecoder.decode(whole.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
            return UNREADABLE.matcher(read).find() ? List.of() : List.of(read.split("/", -1));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
