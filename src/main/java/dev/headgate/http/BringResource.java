package dev.headgate.http;

import dev.headgate.migration.Bundle;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Request;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Verb;
import dev.headgate.migration.Version;
import dev.headgate.operation.Bundles;
import dev.headgate.operation.Dispatch;
import dev.headgate.operation.Operations;
import dev.headgate.security.Access;
import dev.headgate.security.Role;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/**
 * A verb whose body is the bundle that it is to work with; what its body says otherwise is in the query then. Described
 * with {@link VerbResource#ask}, since it is the same path.
 */
@Path("/api/v1/targets/{target}")
@Produces(MediaType.APPLICATION_JSON)
public final class BringResource {

    private static final Set<Verb> CARRIED = EnumSet.of(Verb.INIT, Verb.UPGRADE, Verb.ENSURE, Verb.REPAIR);
    private static final List<String> QUERY = List.of("wait", "to", "force", "reason", "versions");

    private final Bundles bundles;
    private final Operations operations;
    private final Dispatch dispatch;
    private final Clock clock;

    BringResource(Bundles bundles, Operations operations, Dispatch dispatch, Clock clock) {
        this.bundles = bundles;
        this.operations = operations;
        this.dispatch = dispatch;
        this.clock = clock;
    }

    /** What is asked beside the body. */
    record Asking(
            @PathParam("target") String target,
            @PathParam("verb") String verb,
            @QueryParam("to") @Nullable String to,
            @QueryParam("force") @Nullable String force,
            @QueryParam("reason") @Nullable String reason,
            @QueryParam("versions") List<String> versions,
            @QueryParam("wait") @Nullable String patience,
            @HeaderParam("Prefer") @Nullable String prefer,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("Accept") @Nullable String accept) {

        Request request() {
            Request request = Asked.checked(() -> new Request(
                    Verb.of(verb),
                    Asked.optional(to, Version::of),
                    Asked.flag("force", force),
                    Asked.reason(reason),
                    Asked.versions(versions)));
            if (request.verb() == Verb.REPAIR && request.versions().isEmpty()) {
                throw Refusal.of(
                                Reason.BAD_REQUEST,
                                "with a bundle, repair realigns what it is told to: say ?versions=2, once for each")
                        .thrown();
            }
            if (!CARRIED.contains(request.verb())) {
                throw Refusal.of(
                                Reason.BAD_REQUEST,
                                "a bundle goes with init, upgrade, ensure and repair; push it to %s/bundles, then ask for %s"
                                        .formatted("/api/v1/targets/" + target, verb))
                        .thrown();
            }
            return request;
        }
    }

    /** With an archive. The body is read on this thread, the end waited for on another. */
    @POST
    @Path("/{verb}")
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    @Blocking
    @Consumes({
        BundleBody.TAR,
        BundleBody.GZIP,
        BundleBody.X_GZIP,
        BundleBody.ZIP,
        BundleBody.X_ZIP,
        BundleBody.FORM,
        MediaType.APPLICATION_OCTET_STREAM
    })
    @Operation(hidden = true)
    public CompletionStage<Response> archive(
            @BeanParam Asking asking,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String type,
            @Context RoutingContext route,
            InputStream body) {
        return bring(asking, BundleBody.archive(body, type, clock), route);
    }

    /** With single files. */
    @POST
    @Path("/{verb}")
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    @Blocking
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(hidden = true)
    public CompletionStage<Response> files(
            @BeanParam Asking asking, @Context RoutingContext route, @RestForm(FileUpload.ALL) List<FileUpload> files) {
        return bring(asking, BundleBody.files(files), route);
    }

    /** What {@code curl -T} would do. */
    @PUT
    @Path("/{verb}")
    @Operation(hidden = true)
    @SuppressWarnings("DoNotCallSuggester") // the framework calls it
    public Response put() {
        throw new NotAllowedException(HttpMethod.POST);
    }

    private CompletionStage<Response> bring(Asking asking, Bundles.Sending sending, RoutingContext route) {
        Asked.onlyQuery(
                route.request().params(),
                QUERY,
                "beside a bundle as its body, a verb takes to, force, reason, versions and wait there");
        TargetName target = Asked.target(asking.target());
        Request request = asking.request();
        Manner manner = Manner.of(asking.patience(), asking.prefer(), asking.accept());
        Optional<String> key = Asked.key(asking.key());
        Access access = Entrance.access(route);
        access.require(Role.toAsk(request), target);
        Bundle brought = bundles.bring(target, sending, access.caller());
        return dispatch.later(
                () -> manner.answer(operations.submit(target, request, brought, access.caller(), key), operations));
    }
}
