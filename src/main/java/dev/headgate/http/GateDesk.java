package dev.headgate.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.headgate.gate.Answered;
import dev.headgate.gate.Gate;
import dev.headgate.gate.Gates;
import dev.headgate.gate.Level;
import dev.headgate.gate.Requirement;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Version;
import dev.headgate.operation.Gatekeeper;
import dev.headgate.operation.Targets;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Answers at gates from memory, and lets askers wait. It never blocks: it is on the event loop. */
@Singleton
final class GateDesk {

    private static final int MOST_QUESTIONS =
            10_000; // that are remembered; whoever asks others has them read each time
    private static final int LONGEST_QUERY = 512;

    static final String API = "/api/v1/gates";
    static final String SHORT = "/gates";
    private static final Set<String> ASKED = Set.of("atLeast", "exactly", "release", "wait", "follow");
    private static final Pattern RELEASE = Pattern.compile("[\\x21-\\x7e]{1,100}");

    private final Gates gates;
    private final Gatekeeper gatekeeper;
    private final Targets targets;
    private final ObjectWriter json;
    private final Answered answered;
    private final Clock clock;
    private final Map<String, GateQuestion> questions = new ConcurrentHashMap<>();

    GateDesk(Gates gates, Gatekeeper gatekeeper, Targets targets, ObjectMapper json, Answered answered, Clock clock) {
        this.gates = gates;
        this.gatekeeper = gatekeeper;
        this.targets = targets;
        this.json = json.writerFor(GateView.class);
        this.answered = answered;
        this.clock = clock;
    }

    /** The answer, where nobody has to wait for it. */
    Optional<GateAnswer> atOnce(GateQuestion question, Optional<String> tags) {
        gatekeeper.attend(question.gate());
        Level level = question.gate().level();
        if (!level.isKnown()) {
            return Optional.empty();
        }
        GateAnswer now = question.answer(level);
        if (!GateVisit.isSettled(question, now, tags)) {
            return Optional.empty();
        }
        count(now);
        return Optional.of(now);
    }

    /** This is answered. */
    void count(GateAnswer answer) {
        answered.add(answer.verdict().word());
    }

    /** Waits for an answer; whoever asks and goes away has to {@link GateVisit#leave}. */
    GateVisit visit(
            GateQuestion question,
            HttpServerRequest http,
            Optional<String> tags,
            GateVisit.Form form,
            Consumer<GateReply> then) {
        GateVisit visit = new GateVisit(gates, question, tags, here(question, http), form, reply -> {
            count(reply.answer());
            then.accept(reply);
        });
        visit.begin(question.gate().level());
        return visit;
    }

    /** Where it was asked, relative (RFC 9110, 10.2.2), so that it holds behind any proxy; and nothing else that was sent. */
    static String here(GateQuestion question, HttpServerRequest http) {
        return "%s/%s%s"
                .formatted(
                        http.uri().contains(API) ? API : SHORT,
                        question.gate().target().name(),
                        Optional.ofNullable(http.query())
                                .map(query -> "?" + query)
                                .orElse(""));
    }

    /** What is known at a gate, once its target was looked at; it is not kept up for this. */
    CompletionStage<Level> glance(Gate gate) {
        CompletableFuture<Level> seen = new CompletableFuture<>();
        gatekeeper.glance(gate);
        if (gate.level().isKnown()
                || gates.park(gate, Level::isKnown, GateVisit.FIRST_LOOK, seen::complete)
                        .isEmpty()) {
            seen.complete(gate.level());
        }
        return seen;
    }

    /**
     * What was asked, as a value.
     *
     * @throws dev.headgate.migration.Refused when there is no such target, or the question is malformed
     */
    GateQuestion question(String target, HttpServerRequest http) {
        boolean plain = Asked.isPlain(http.getHeader(HttpHeaders.ACCEPT));
        String asked = plain ? http.uri() + " " : http.uri();
        GateQuestion known = questions.get(asked);
        if (known != null) {
            return known;
        }
        GateQuestion read = read(target, Optional.ofNullable(http.query()).orElse(""), plain);
        if (questions.size() < MOST_QUESTIONS) {
            questions.put(asked, read);
        }
        return read;
    }

    private GateQuestion read(String target, String raw, boolean plain) {
        if (raw.length() > LONGEST_QUERY) {
            throw bad("the query is longer than %d characters".formatted(LONGEST_QUERY));
        }
        Gate gate = gates.of(targets.named(Asked.target(target)).name()).orElseThrow();
        Map<String, String> query = new HashMap<>();
        new QueryStringDecoder(raw, false).parameters().forEach((asked, values) -> {
            if (!ASKED.contains(asked) || values.size() > 1) {
                throw bad(
                        "\"%s\" is not asked like this; a gate takes atLeast=8, exactly=8 or release=v8, and wait=30s and follow=true, each once"
                                .formatted(asked));
            }
            query.put(asked, values.getFirst());
        });
        Optional<Duration> wait = Asked.optional(query.get("wait"), Asked::duration);
        boolean follow = Asked.flag("follow", query.get("follow"));
        return new GateQuestion(
                gate,
                requirement(query),
                follow ? wait.or(() -> Optional.of(Asked.WAIT)) : wait,
                follow,
                plain,
                json,
                clock);
    }

    private static Requirement requirement(Map<String, String> query) {
        Optional<Requirement> atLeast = Optional.ofNullable(query.get("atLeast"))
                .map(text -> new Requirement.AtLeast(revision("atLeast", text)));
        Optional<Requirement> exactly = Optional.ofNullable(query.get("exactly"))
                .map(text -> new Requirement.Exactly(revision("exactly", text)));
        Optional<Requirement> release =
                Optional.ofNullable(query.get("release")).map(text -> new Requirement.OfRelease(release(text)));
        List<Requirement> asked =
                Stream.of(atLeast, exactly, release).flatMap(Optional::stream).toList();
        if (asked.size() > 1) {
            throw bad("atLeast, exactly and release exclude each other; ask for one of them");
        }
        return asked.isEmpty() ? new Requirement.Head() : asked.getFirst();
    }

    private static String release(String text) {
        if (!RELEASE.matcher(text).matches()) {
            throw bad("release is the digest of a bundle, or a name of 1 to 100 visible characters");
        }
        return text;
    }

    private static Version revision(String name, String text) {
        return Version.parse(text)
                .filter(version -> !version.isZero())
                .orElseThrow(() -> bad("%s is '%s'; it is a revision, such as %s=8".formatted(name, text, name)));
    }

    private static RuntimeException bad(String sentence) {
        return Refusal.of(Reason.BAD_REQUEST, sentence).thrown();
    }
}
