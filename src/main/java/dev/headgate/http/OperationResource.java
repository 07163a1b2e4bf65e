package dev.headgate.http;

import dev.headgate.migration.TargetName;
import dev.headgate.operation.Dispatch;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Operations;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
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
    private final Dispatch dispatch;

    OperationResource(Operations operations, Dispatch dispatch) {
        this.operations = operations;
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
                    String size) {
        return list(
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
            @HeaderParam("Accept") @Parameter(hidden = true) @Nullable String accept) {
        return dispatch.later(() -> {
            UUID asked = Asked.operation(id);
            Optional<Duration> patience = Asked.optional(wait, Asked::duration);
            return Asked.isPlain(accept) ? tale(asked, patience) : operation(asked, patience);
        });
    }

    private Response operation(UUID id, Optional<Duration> wait) {
        return wait.map(w -> Answers.outcome(operations.await(id, w), w))
                .orElseGet(
                        () -> Response.ok(OperationView.of(operations.find(id))).build());
    }

    private Response tale(UUID id, Optional<Duration> wait) {
        return wait.map(w -> Answers.outcome(operations.await(id, w), operations.events(id, 0), w))
                .orElseGet(() -> Response.ok(Answers.tale(operations.events(id, 0)))
                        .type(MediaType.TEXT_PLAIN_TYPE.withCharset("UTF-8"))
                        .build());
    }

    private Page<OperationView> list(
            Optional<TargetName> target, Optional<Operation.Status> status, int page, int size) {
        List<OperationView> found = operations.list(target, status, (page - 1) * size, size + 1).stream()
                .map(OperationView::of)
                .toList();
        String filter = target.map(t -> "target=" + t + "&").orElse("")
                + status.map(s -> "status=" + Asked.word(s) + "&").orElse("");
        return Page.of(found, page, size, "/api/v1/operations?" + filter);
    }
}
