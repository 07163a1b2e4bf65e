package dev.headgate.http;

import dev.headgate.migration.Digest;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Version;
import dev.headgate.migration.Window;
import dev.headgate.operation.Releases;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Whether an older release would still run, asked before a deployment. */
@Path("/api/v1/targets/{target}/can-rollback")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "targets")
public final class RollbackResource {

    private final Releases releases;

    RollbackResource(Releases releases) {
        this.releases = releases;
    }

    /**
     * That it would.
     *
     * @param possible always true
     * @param why one sentence
     * @param head where the database will be once the active bundle is applied
     */
    record RollbackView(String target, ReleaseView to, boolean possible, String why, Optional<Version> head) {}

    /** A release that the target has had. */
    record ReleaseView(Digest digest, Optional<String> name, Window serves) {}

    /** Whether a release would still run once the active bundle is applied. */
    @GET
    @Operation(
            operationId = "canRollback",
            summary = "Tells whether an older release would still run once the active bundle is applied")
    @APIResponse(
            responseCode = "200",
            description = "It would",
            content = @Content(schema = @Schema(implementation = RollbackView.class)))
    @APIResponse(responseCode = "400", description = "bad-request")
    @APIResponse(
            responseCode = "404",
            description = "unknown-target; unknown-release, with those that are known; unknown-bundle")
    @APIResponse(
            responseCode = "409",
            description =
                    "cannot-roll-back, with the revisions that break it; bundle-invalid; no-bundle; access-refused")
    @APIResponse(responseCode = "503", description = "unreachable; store-unavailable")
    public Response canRollBack(
            @PathParam("target") String target,
            @QueryParam("to") @Schema(required = true, description = "A bundle's digest, or a release's name") @Nullable
                    String to,
            @QueryParam("after")
                    @Schema(description = "The release that is to be deployed; without it, the active bundle")
                    @Nullable
                    String after) {
        return answer(releases.canRollBack(
                Asked.target(target), release(to), Optional.ofNullable(after).filter(text -> !text.isBlank())));
    }

    private static String release(@Nullable String to) {
        return Optional.ofNullable(to)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> Refusal.of(
                                Reason.BAD_REQUEST,
                                "say which release is to come back: ?to=<its name, or its bundle's digest>")
                        .thrown());
    }

    private static Response answer(Releases.Answer answer) {
        String target = answer.situation().target().name().text();
        return answer.refusal()
                .map(refusal -> Problems.of(
                                refusal, target, answer.situation().state().word())
                        .toResponse())
                .orElseGet(() -> Response.ok(new RollbackView(
                                target,
                                new ReleaseView(
                                        answer.release().digest(),
                                        answer.release().name(),
                                        answer.release().serves()),
                                true,
                                answer.compatibility().why(),
                                answer.compatibility().at()))
                        .build());
    }
}
