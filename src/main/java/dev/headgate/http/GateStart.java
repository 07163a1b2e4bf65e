package dev.headgate.http;

import dev.headgate.migration.Request;
import dev.headgate.migration.Target;
import dev.headgate.migration.Target.Environment;
import dev.headgate.migration.Target.Mode;
import dev.headgate.migration.Verb;
import dev.headgate.operation.Dispatch;
import dev.headgate.operation.Gatekeeper;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Operations;
import dev.headgate.security.Access;
import dev.headgate.security.Caller;
import dev.headgate.security.Role;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An app starts: its developers' database is brought to head first, every other one is only looked at. */
@Singleton
final class GateStart {

    private final GateDesk desk;
    private final Operations operations;
    private final Dispatch dispatch;
    private final Gatekeeper gatekeeper;

    GateStart(GateDesk desk, Operations operations, Dispatch dispatch, Gatekeeper gatekeeper) {
        this.desk = desk;
        this.operations = operations;
        this.dispatch = dispatch;
        this.gatekeeper = gatekeeper;
    }

    /**
     * @throws dev.headgate.migration.Refused when there is no such target, or the question is malformed
     */
    CompletionStage<Response> ask(String target, RoutingContext route) {
        HttpServerRequest http = route.request();
        GateQuestion question = desk.question(target, http);
        Target asked = question.gate().target();
        if (asked.environment() != Environment.DEVELOPMENT || asked.mode() == Mode.VERIFY_ONLY) {
            return look(question, http);
        }
        Access access = Entrance.access(route);
        access.require(Role.toAsk(Verb.ENSURE), asked.name());
        String here = GateDesk.here(question, http);
        return dispatch.later(() -> ensure(question, access.caller(), here));
    }

    private CompletionStage<Response> look(GateQuestion question, HttpServerRequest http) {
        CompletableFuture<Response> response = new CompletableFuture<>();
        Optional<GateAnswer> now = desk.atOnce(question, Optional.empty());
        if (now.isPresent()) {
            response.complete(GateReply.toStart(now.get()).toResponse());
            return response;
        }
        GateVisit visit = desk.visit(
                question, http, Optional.empty(), GateReply::toStart, reply -> response.complete(reply.toResponse()));
        response.whenComplete((answer, left) -> visit.leave()); // cancelled when the asker has gone away
        return response;
    }

    private Response ensure(GateQuestion question, Caller caller, String here) {
        Operation accepted =
                operations.submit(question.gate().target().name(), Request.of(Verb.ENSURE), caller, Optional.empty());
        Duration patience = question.patience().orElse(Asked.WAIT);
        Operation operation = operations.await(accepted.id(), patience);
        if (operation.course().problem().isPresent()) {
            return Problems.of(operation).toResponse();
        }
        gatekeeper.lookNow(question.gate());
        GateAnswer answer = question.answer();
        desk.count(answer);
        return question.reply(answer, here, GateReply::toStart).toResponse();
    }
}
