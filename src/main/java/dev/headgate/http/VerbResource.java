package dev.headgate.http;

import dev.headgate.migration.Request;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Verb;
import dev.headgate.migration.Version;
import dev.headgate.operation.Dispatch;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Operations;
import dev.headgate.security.Access;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What changes a target. */
@Path("/api/v1/targets/{target}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "verbs")
public final class VerbResource {

    private final Operations operations;
    private final Dispatch dispatch;

    VerbResource(Operations operations, Dispatch dispatch) {
        this.operations = operations;
        this.dispatch = dispatch;
    }

    /** The body of every verb; all of it optional. */
    record Body(
            @Nullable @Schema(description = "the revision to end at; the bundle's head without one", examples = "8")
            String to,

            @Schema(description = "do what the rules would refuse; needs a reason")
            boolean force,

            @Nullable @Schema(description = "why; kept with the operation")
            String reason,

            @Nullable @Schema(description = "repair only: the versions whose ledger rows are to agree with the bundle")
            List<String> versions) {

        static final Body EMPTY = new Body(null, false, null, null);

        Request request(String verb) {
            return Asked.checked(() -> new Request(
                    Verb.of(verb),
                    Asked.optional(to, Version::of),
                    force,
                    Asked.reason(reason),
                    Asked.versions(versions)));
        }
    }

    /**
     * Asks for a verb and waits for its end.
     *
     * @param wait how long; 25 s unless said
     * @param prefer {@code respond-async}, or {@code wait=<seconds>} (RFC 7240)
     */
    @POST
    @Path("/{verb}")
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    @Consumes(MediaType.APPLICATION_JSON)
    @org.eclipse.microprofile.openapi.annotations.Operation(
            operationId = "ask",
            summary = "Takes the target through a verb: init, stamp, upgrade, downgrade, repair or ensure")
    @RequestBody(
            description =
                    "What is asked; or, with init, upgrade and ensure, the bundle to do it with, which becomes the active one when it is done",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Body.class)),
                @Content(mediaType = BundleBody.TAR, schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = BundleBody.GZIP, schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = BundleBody.ZIP, schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(
                        mediaType = MediaType.APPLICATION_OCTET_STREAM,
                        schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(
                        mediaType = MediaType.MULTIPART_FORM_DATA,
                        schema = @Schema(type = SchemaType.OBJECT, description = "Each file as a part"))
            })
    @Parameter(
            name = "to",
            in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.STRING),
            description = "Beside a bundle as the body: the same as there")
    @Parameter(
            name = "force",
            in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.BOOLEAN),
            description = "Beside a bundle as the body: the same as there")
    @Parameter(
            name = "reason",
            in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.STRING),
            description = "Beside a bundle as the body: the same as there")
    @APIResponse(
            responseCode = "200",
            description = "It is done, or there was nothing to do",
            content = @Content(schema = @Schema(implementation = OperationView.class)))
    @APIResponse(responseCode = "202", description = "Accepted, as respond-async asked; Location says where to look")
    @APIResponse(responseCode = "303", description = "It goes on; Location says where to wait")
    @APIResponse(responseCode = "400", description = "bad-request; with a bundle, bundle-unsound, with every problem")
    @APIResponse(responseCode = "403", description = "verify-only")
    @APIResponse(responseCode = "404", description = "unknown-target")
    @APIResponse(
            responseCode = "409",
            description =
                    "a refusal: unknown-revision, nothing-there, not-stamped, not-adopted, over-stamping, under-stamping, ahead, diverged, failed, downgrade-not-allowed, not-below, no-undo, bundle-invalid, no-bundle, bundle-configured, script-unsuitable, pooled-connection, access-refused, key-reused, unfinished, cancelled")
    @APIResponse(responseCode = "413", description = "too-large")
    @APIResponse(responseCode = "415", description = "unsupported-media-type: the body is JSON or a bundle")
    @APIResponse(responseCode = "422", description = "script-failed")
    @APIResponse(responseCode = "500", description = "internal")
    @APIResponse(
            responseCode = "503",
            description =
                    "blocked, locked, busy, lock-lost, unreachable, store-unavailable, interrupted: Retry-After says when to ask again")
    public CompletionStage<Response> ask(
            @PathParam("target") String target,
            @PathParam("verb") @Schema(enumeration = {"init", "stamp", "upgrade", "downgrade", "repair", "ensure"})
                    String verb,
            @QueryParam("wait") @Parameter(example = "25s") @Nullable String wait,
            @HeaderParam("Prefer") @Nullable String prefer,
            @HeaderParam("Idempotency-Key")
                    @Parameter(
                            description =
                                    "the caller's own name for this request: with the same one, the same operation")
                    @Nullable
                    String key,
            @HeaderParam("Accept") @Parameter(hidden = true) @Nullable String accept,
            @Context RoutingContext route,
            @Nullable Body body) {
        Asked.onlyQuery(route.request().params(), "wait");
        Manner manner = Manner.of(wait, prefer, accept);
        Access access = Entrance.access(route);
        return dispatch.later(() -> manner.answer(
                submit(
                        Asked.target(target),
                        Optional.ofNullable(body).orElse(Body.EMPTY).request(verb),
                        access,
                        Asked.key(key)),
                operations));
    }

    private Operation submit(TargetName target, Request request, Access access, Optional<String> key) {
        access.require(Role.toAsk(request), target);
        return operations.submit(target, request, access.caller(), key);
    }
}
