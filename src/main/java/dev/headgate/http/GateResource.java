package dev.headgate.http;

import io.smallrye.common.annotation.NonBlocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What an app calls as it starts. Its query is read by {@link GateDesk}, as that of the {@link GateRoutes}. */
@Path("/api/v1/gates/{target}")
@Tag(name = "gates")
public final class GateResource {

    private final GateStart start;

    GateResource(GateStart start) {
        this.start = start;
    }

    /** In development it has the database brought to head, elsewhere it only verifies. */
    @POST
    @NonBlocking
    @Operation(
            operationId = "start",
            summary = "What an app calls as it starts: in development, ensure; elsewhere, nothing is changed")
    @Parameter(
            name = "atLeast",
            in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.STRING),
            description = "this revision or a newer one",
            example = "8")
    @Parameter(
            name = "exactly",
            in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.STRING),
            description = "this revision and no other",
            example = "8")
    @Parameter(
            name = "release",
            in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.STRING),
            description = "what this release can run on: the digest of its bundle, or its name",
            example = "v8")
    @Parameter(
            name = "wait",
            in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.STRING),
            description = "how long to wait for it to open; at once unless said, and 25s for an ensure",
            example = "30s")
    @Parameter(
            name = "follow",
            in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.BOOLEAN),
            description = "true: while it is closed, after each wait, 303 to the gate itself")
    @APIResponse(
            responseCode = "200",
            description = "Open",
            content =
                    @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = GateView.class)))
    @APIResponse(responseCode = "303", description = "With follow: closed; Location says where to wait")
    @APIResponse(responseCode = "400", description = "bad-request")
    @APIResponse(responseCode = "403", description = "verify-only")
    @APIResponse(responseCode = "404", description = "unknown-target")
    @APIResponse(
            responseCode = "409",
            description =
                    "Closed, and it wants a person: the same as for 200; in development also the problem that ended the ensure",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = GateView.class)),
                @Content(mediaType = DescribedShapes.PROBLEM, schema = @Schema(ref = "HttpProblem"))
            })
    @APIResponse(responseCode = "422", description = "In development: script-failed")
    @APIResponse(responseCode = "500", description = "internal")
    @APIResponse(
            responseCode = "503",
            description = "Closed for now: the same as for 200; in development also what passes of an ensure",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = GateView.class)),
                @Content(mediaType = DescribedShapes.PROBLEM, schema = @Schema(ref = "HttpProblem"))
            })
    public CompletionStage<Response> start(@PathParam("target") String target, @Context RoutingContext route) {
        return start.ask(target, route);
    }
}
