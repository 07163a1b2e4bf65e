package dev.headgate.http;

import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.operation.Dispatch;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Operations;
import dev.headgate.operation.Targets;
import dev.headgate.security.Access;
import dev.headgate.security.Role;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What Headgate was asked to do, and what became of it. */
@Path("/api/v1/operations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operations")
public final class OperationResource {

    private final Operations operations;
    private final Targets targets;
    private final Dispatch dispatch;

    OperationResource(Operations operations, Targets targets, Dispatch dispatch) {
        this.operations = operations;
        this.targets = targets;
        this.dispatch = dispatch;
    }

    /** Newest first, without their steps. */
    @GET
    @org.eclipse.microprofile.openapi.annotations.Operation(
            operationId = "listOperations",
            summary = "Lists operations, newest first")
    @APIResponse(responseCode = "200", description = "A page of operations")
    @APIResponse(responseCode = "400", description = "bad-request")
    @APIResponse(responseCode = "404", description = "unknown-target")
    @APIResponse(responseCode = "503", description = "store-unavailable")
    public Page<OperationView> list(
            @QueryParam("target") @Nullable String target,
            @QueryParam("status") @Nullable String status,
            @QueryParam("page") @DefaultValue("1") @Schema(implementation = Integer.class, minimum = "1") String page,
            @QueryParam("size")
                    @DefaultValue("50")
                    @Schema(implementation = Integer.class, minimum = "1", maximum = "200")
                    String size,
            @Context RoutingContext route) {
        return list(
                Entrance.access(route),
                Optional.ofNullable(target).map(Asked::target),
                Optional.ofNullable(status).map(Asked::status),
                Asked.page(page),
                Asked.size(size));
    }

    /**
     * One operation.
     *
     * @param wait when given: wait so long for its end, and answer as the verb would have
     * @param accept with text/plain: a line for each thing that happened, for a person
     */
    @GET
    @Path("/{id}")
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    @org.eclipse.microprofile.openapi.annotations.Operation(
            operationId = "operation",
            summary = "Tells of one operation; with wait, answers as its verb would")
    @APIResponse(
            responseCode = "200",
            description = "The operation",
            content = @Content(schema = @Schema(implementation = OperationView.class)))
    @APIResponse(responseCode = "303", description = "With wait: it goes on; Location says where to wait")
    @APIResponse(responseCode = "400", description = "bad-request")
    @APIResponse(responseCode = "403", description = "With wait: verify-only")
    @APIResponse(responseCode = "404", description = "unknown-operation")
    @APIResponse(responseCode = "409", description = "With wait: the refusal that ended it")
    @APIResponse(responseCode = "422", description = "With wait: script-failed")
    @APIResponse(responseCode = "500", description = "internal")
    @APIResponse(
            responseCode = "503",
            description = "store-unavailable; with wait, also blocked, locked, lock-lost, unreachable, interrupted")
    public CompletionStage<Response> operation(
            @PathParam("id") String id,
            @QueryParam("wait") @Parameter(example = "25s") @Nullable String wait,
            @HeaderParam("Accept") @Parameter(hidden = true) @Nullable String accept,
            @Context RoutingContext route) {
        Access access = Entrance.access(route);
        return dispatch.later(() -> {
            UUID asked = Asked.operation(id);
            Operation found = operations.find(asked);
            access.require(Role.VIEWER, found.target());
            Optional<Duration> patience = Asked.optional(wait, Asked::duration);
            return Asked.isPlain(accept) ? tale(asked, patience) : operation(found, patience);
        });
    }

    private Response operation(Operation found, Optional<Duration> wait) {
        return wait.map(w -> Answers.outcome(operations.await(found.id(), w), w))
                .orElseGet(() -> Response.ok(OperationView.of(found)).build());
    }

    private Response tale(UUID id, Optional<Duration> wait) {
        return wait.map(w -> Answers.outcome(operations.await(id, w), operations.events(id, 0), w))
                .orElseGet(() -> Response.ok(Answers.tale(operations.events(id, 0)))
                        .type(MediaType.TEXT_PLAIN_TYPE.withCharset("UTF-8"))
                        .build());
    }

    private Page<OperationView> list(
            Access access, Optional<TargetName> target, Optional<Operation.Status> status, int page, int size) {
        int offset = (page - 1) * size;
        target.ifPresent(asked -> access.require(Role.VIEWER, asked));
        List<OperationView> found = target
                .map(asked -> operations.list(asked, status, offset, size + 1))
                .orElseGet(() -> operations.list(
                        access.only(Role.VIEWER, targets.all().stream().map(Target::name)), status, offset, size + 1))
                .stream()
                .map(OperationView::of)
                .toList();
        String filter = target.map(t -> "target=" + t + "&").orElse("")
                + status.map(s -> "status=" + Asked.word(s) + "&").orElse("");
        return Page.of(found, page, size, "/api/v1/operations?" + filter);
    }
}
