package dev.headgate.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.headgate.gate.Gate;
import dev.headgate.gate.Gates;
import dev.headgate.gate.Level;
import dev.headgate.gate.Requirement;
import dev.headgate.gate.Verdict;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Version;
import dev.headgate.operation.Connections;
import dev.headgate.operation.Gatekeeper;
import dev.headgate.operation.Targets;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers at gates from memory, and lets askers wait. It never blocks: it is on the event loop. */
@Singleton
final class GateDesk {

    private static final int MOST_QUESTIONS =
            10_000; // that are remembered; whoever asks others has them read each time
    private static final int LONGEST_QUERY = 512;

    /** How long the first who asks may have to wait until the target was looked at: as long as that may take. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(Connections.FACTS_SECONDS + 1);

    private final Gates gates;
    private final Gatekeeper gatekeeper;
    private final Targets targets;
    private final ObjectWriter json;
    private final Clock clock;
    private final Map<String, GateQuestion> questions = new ConcurrentHashMap<>();

    GateDesk(Gates gates, Gatekeeper gatekeeper, Targets targets, ObjectMapper json, Clock clock) {
        this.gates = gates;
        this.gatekeeper = gatekeeper;
        this.targets = targets;
        this.json = json.writerFor(GateView.class);
        this.clock = clock;
    }

    /**
     * @throws dev.headgate.migration.Refused when there is no such target, or the question is malformed
     */
    CompletionStage<Response> ask(String target, HttpServerRequest http) {
        String tags = http.getHeader(HttpHeaders.IF_NONE_MATCH);
        return answer(question(target, http), http, Optional.ofNullable(tags), answer -> answer.toGate(tags));
    }

    /** The same for an app that starts. */
    CompletionStage<Response> start(String target, HttpServerRequest http) {
        return answer(question(target, http), http, Optional.empty(), GateAnswer::toStart);
    }

    /** What was asked, as a value. */
    GateQuestion question(String target, HttpServerRequest http) {
        boolean plain = Asked.isPlain(http.getHeader(HttpHeaders.ACCEPT));
        String asked = plain ? http.uri() + " " : http.uri();
        GateQuestion known = questions.get(asked);
        if (known != null) {
            return known;
        }
        GateQuestion read = read(target, http.query(), http.params(), plain);
        if (questions.size() < MOST_QUESTIONS) {
            questions.put(asked, read);
        }
        return read;
    }

    private GateQuestion read(String target, @Nullable String raw, MultiMap query, boolean plain) {
        if (raw != null && raw.length() > LONGEST_QUERY) {
            throw bad("the query is longer than %d characters".formatted(LONGEST_QUERY));
        }
        TargetName name = Asked.target(target);
        Gate gate = gates.of(name).orElseThrow(() -> {
            targets.named(name); // which says what to do
            return new IllegalStateException("no gate for " + name);
        });
        Stream.of(query.names().toArray(String[]::new))
                .filter(asked -> !asked.matches("atLeast|exactly|wait|follow")
                        || query.getAll(asked).size() > 1)
                .findFirst()
                .ifPresent(asked -> {
                    throw bad(
                            "\"%s\" is not asked like this; a gate takes atLeast=8 or exactly=8, and wait=30s and follow=true, each once"
                                    .formatted(asked));
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

    private static Requirement requirement(MultiMap query) {
        Optional<Requirement> atLeast = Optional.ofNullable(query.get("atLeast"))
                .map(text -> new Requirement.AtLeast(revision("atLeast", text)));
        Optional<Requirement> exactly = Optional.ofNullable(query.get("exactly"))
                .map(text -> new Requirement.Exactly(revision("exactly", text)));
        if (atLeast.isPresent() && exactly.isPresent()) {
            throw bad("atLeast and exactly exclude each other; ask for one of them");
        }
        return atLeast.or(() -> exactly).orElseGet(Requirement.Head::new);
    }

    private static Version revision(String name, String text) {
        return Version.parse(text)
                .filter(version -> !version.isZero())
                .orElseThrow(() -> bad("%s is '%s'; it is a revision, such as %s=8".formatted(name, text, name)));
    }

    /** What is known at a gate, once its target was looked at. */
    CompletionStage<Level> level(Gate gate) {
        gatekeeper.attend(gate);
        Level now = gate.level();
        return now.isKnown()
                ? CompletableFuture.completedFuture(now)
                : gates.park(gate, Level::isKnown, FIRST_LOOK).orElseGet(() -> CompletableFuture.completedFuture(now));
    }

    private CompletionStage<Response> answer(
            GateQuestion question, HttpServerRequest http, Optional<String> tags, Function<GateAnswer, Response> form) {
        gatekeeper.attend(question.gate());
        Level level = question.gate().level();
        if (level.isKnown()) {
            return answer(level, question, http, tags, form);
        }
        return chained(level(question.gate()), known -> answer(known, question, http, tags, form));
    }

    private CompletionStage<Response> answer(
            Level level,
            GateQuestion question,
            HttpServerRequest http,
            Optional<String> tags,
            Function<GateAnswer, Response> form) {
        GateAnswer now = question.answer(level);
        boolean settled = tags.map(t -> !now.says(t)).orElse(now.verdict().isOpen());
        if (settled || question.patience().isEmpty()) {
            return CompletableFuture.completedFuture(form.apply(now));
        }
        String back = http.path() + "?" + http.query();
        return gates.park(
                        question.gate(),
                        until(question, now, tags),
                        question.patience().get())
                .map(parked -> chained(
                        parked,
                        later -> CompletableFuture.completedFuture(
                                question.follows() && !question.verdict(later).isOpen()
                                        ? Response.status(Response.Status.SEE_OTHER)
                                                .header(HttpHeaders.LOCATION, back)
                                                .build()
                                        : form.apply(question.answer(later)))))
                .orElseGet(() -> CompletableFuture.completedFuture(form.apply(now)));
    }

    /** What ends the wait: other news than the asker has; else that it opens, or is closed for another reason. */
    private static Predicate<Level> until(GateQuestion question, GateAnswer now, Optional<String> tags) {
        if (tags.isPresent()) {
            return level -> !question.answer(level).says(tags.get());
        }
        if (question.follows()) {
            return level -> question.verdict(level).isOpen();
        }
        Verdict.Word word = now.verdict().word();
        return level -> question.verdict(level).word() != word;
    }

    /** What comes after the wait; whoever gives it up, because the asker has gone away, gives up the wait. */
    private static CompletionStage<Response> chained(
            CompletionStage<Level> wait, Function<Level, CompletionStage<Response>> next) {
        CompletableFuture<Response> response = wait.thenCompose(next).toCompletableFuture();
        response.whenComplete((answer, left) -> wait.toCompletableFuture().cancel(false));
        return response;
    }

    private static RuntimeException bad(String sentence) {
        return Refusal.of(Reason.BAD_REQUEST, sentence).thrown();
    }
}
