package dev.headgate.http;

import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** May this workload start? The query is read by {@link GateDesk}, which remembers what it has read. */
@Path("/api/v1/gates/{target}")
@Tag(name = "gates")
public final class GateResource {

    private final GateDesk desk;
    private final GateStart start;

    GateResource(GateDesk desk, GateStart start) {
        this.desk = desk;
        this.start = start;
    }

    /** Whether the gate is open; from memory, whatever the number of those who ask. */
    @GET
    @NonBlocking
    @Operation(
            operationId = "gate",
            summary = "Tells whether a workload may start; costs the target's database nothing")
    @Parameter(name = "atLeast", in = ParameterIn.QUERY, description = "this revision or a newer one", example = "8")
    @Parameter(name = "exactly", in = ParameterIn.QUERY, description = "this revision and no other", example = "8")
    @Parameter(
            name = "wait",
            in = ParameterIn.QUERY,
            description =
                    "how long a closed gate is waited for: until it opens, or is closed for another reason; at most 55s",
            example = "30s")
    @Parameter(
            name = "follow",
            in = ParameterIn.QUERY,
            description = "while it is closed, after each wait (25s unless said): 303 to the same place",
            schema = @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.BOOLEAN))
    @Parameter(
            name = "If-None-Match",
            in = ParameterIn.HEADER,
            description = "the ETag of the last answer; with wait, the answer comes as soon as it is another one")
    @APIResponse(
            responseCode = "200",
            description = "Open",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = GateView.class)),
                @Content(mediaType = MediaType.TEXT_PLAIN)
            })
    @APIResponse(responseCode = "303", description = "With follow: closed; Location says where to wait")
    @APIResponse(responseCode = "304", description = "Open, and the answer is the one that If-None-Match names")
    @APIResponse(responseCode = "400", description = "bad-request")
    @APIResponse(responseCode = "404", description = "unknown-target")
    @APIResponse(
            responseCode = "503",
            description = "Closed, or too many wait: the same as for 200; Retry-After says when to ask again")
    public CompletionStage<Response> gate(@PathParam("target") String target, @Context HttpServerRequest http) {
        return desk.ask(target, http);
    }

    /** What an app calls as it starts: in development it has the database brought to head, elsewhere it only verifies. */
    @POST
    @NonBlocking
    @Operation(
            operationId = "start",
            summary = "What an app calls as it starts: in development, ensure; elsewhere, nothing is changed")
    public CompletionStage<Response> start(@PathParam("target") String target, @Context HttpServerRequest http) {
        return start.ask(target, http);
    }
}
