package dev.headgate.http;

import dev.headgate.operation.Cancellation;
import dev.headgate.operation.Dispatch;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Operations;
import dev.headgate.security.Access;
import dev.headgate.security.Caller;
import dev.headgate.security.Role;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What stops an operation before its end. */
@Path("/api/v1/operations/{id}/cancel")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operations")
public final class CancelResource {

    private final Operations operations;
    private final Dispatch dispatch;

    CancelResource(Operations operations, Dispatch dispatch) {
        this.operations = operations;
        this.dispatch = dispatch;
    }

    /** The body; all of it optional. */
    record CancelBody(
            @Schema(description = "cancel the statement that runs too, instead of stopping before the next step")
            boolean atOnce,

            @Nullable @Schema(description = "why; kept with the operation")
            String reason) {

        static final CancelBody EMPTY = new CancelBody(false, null);

        Cancellation by(Caller caller) {
            return new Cancellation(
                    atOnce ? Cancellation.Mode.STATEMENT : Cancellation.Mode.STEP,
                    caller.toString(),
                    Asked.reason(reason));
        }
    }

    /**
     * Asks an operation to stop, and waits for that.
     *
     * @param wait how long; 25 s unless said
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @org.eclipse.microprofile.openapi.annotations.Operation(
            operationId = "cancel",
            summary = "Stops an operation before its next step, or at once; what was done stays, and is told")
    @APIResponse(
            responseCode = "200",
            description = "It has stopped",
            content = @Content(schema = @Schema(implementation = OperationView.class)))
    @APIResponse(
            responseCode = "202",
            description = "It will stop after the step that runs; Location says where to look")
    @APIResponse(responseCode = "400", description = "bad-request")
    @APIResponse(responseCode = "404", description = "unknown-operation")
    @APIResponse(responseCode = "409", description = "already-ended")
    @APIResponse(responseCode = "413", description = "too-large")
    @APIResponse(responseCode = "415", description = "unsupported-media-type: the body is JSON")
    @APIResponse(responseCode = "500", description = "internal")
    @APIResponse(responseCode = "503", description = "store-unavailable")
    public CompletionStage<Response> cancel(
            @PathParam("id") String id,
            @QueryParam("wait") @Parameter(example = "25s") @Nullable String wait,
            @HeaderParam("Prefer") @Nullable String prefer,
            @Context RoutingContext route,
            @RequestBody(required = false) @Nullable CancelBody body) {
        Asked.onlyQuery(route.request().params(), "wait");
        boolean async = Asked.prefersAsync(prefer);
        Duration patience = async ? Duration.ZERO : Asked.wait(wait, prefer);
        Access access = Entrance.access(route);
        return dispatch.later(() -> cancel(
                access,
                Asked.operation(id),
                Optional.ofNullable(body).orElse(CancelBody.EMPTY).by(access.caller()),
                patience,
                async));
    }

    private Response cancel(Access access, UUID id, Cancellation cancellation, Duration patience, boolean async) {
        access.require(Role.OPERATOR, operations.find(id).target());
        Operation operation = operations.cancel(id, cancellation, access.caller(), patience);
        return operation.hasEnded()
                ? Response.ok(OperationView.of(operation)).build()
                : Answers.accepted(operation, async);
    }
}
