package dev.headgate.http;

import dev.headgate.migration.TargetName;
import dev.headgate.operation.Bundles;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** The bundles that a target has had, and those that are pushed to it. */
@Path("/api/v1/targets/{target}/bundles")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "bundles")
public final class BundleResource {

    private static final String ACTIVATE = "activate";
    private static final String CALLED = "all of it, or 12 or more of its first digits";

    private final Bundles bundles;
    private final Clock clock;

    BundleResource(Bundles bundles, Clock clock) {
        this.bundles = bundles;
        this.clock = clock;
    }

    /** Takes an archive in, as it comes: it is never in memory. */
    @PUT
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
    @Operation(operationId = "push", summary = "Takes a bundle in, and makes it the active one when that is asked for")
    @RequestBody(
            required = true,
            description = "A tar, tar.gz or zip, told by its first bytes; or single files",
            content = {
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
    @APIResponse(
            responseCode = "200",
            description = "The target has had it already",
            content = @Content(schema = @Schema(implementation = BundleView.class)))
    @APIResponse(
            responseCode = "201",
            description = "It is kept; Location says where",
            content = @Content(schema = @Schema(implementation = BundleView.class)))
    @APIResponse(responseCode = "400", description = "bundle-unsound, with every problem; bad-request")
    @APIResponse(responseCode = "404", description = "unknown-target")
    @APIResponse(
            responseCode = "409",
            description =
                    "With activate: bundle-configured, and it is not kept; diverged, ahead, failed, access-refused, and it is kept all the same")
    @APIResponse(responseCode = "413", description = "too-large")
    @APIResponse(responseCode = "415", description = "unsupported-media-type")
    @APIResponse(responseCode = "503", description = "busy; store-unavailable; with activate, unreachable")
    public Response push(
            @PathParam("target") String target,
            @QueryParam(ACTIVATE) @Schema(implementation = Boolean.class, defaultValue = "false") @Nullable
                    String activate,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Parameter(hidden = true) @Nullable String type,
            @Context RoutingContext route,
            InputStream body) {
        return push(Asked.target(target), activate, BundleBody.archive(body, type, clock), route);
    }

    /** The same of single files. */
    @PUT
    @Blocking
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(hidden = true)
    public Response pushFiles(
            @PathParam("target") String target,
            @QueryParam(ACTIVATE) @Nullable String activate,
            @Context RoutingContext route,
            @RestForm(FileUpload.ALL) List<FileUpload> files) {
        return push(Asked.target(target), activate, BundleBody.files(files), route);
    }

    /** What {@code curl --data-binary} would do. */
    @POST
    @Operation(hidden = true)
    @SuppressWarnings("DoNotCallSuggester") // the framework calls it
    public Response post() {
        throw new NotAllowedException(HttpMethod.PUT);
    }

    /** Those of a target, the one that came last first. */
    @GET
    @Operation(operationId = "bundles", summary = "Lists the bundles of a target, newest first")
    @APIResponse(responseCode = "200", description = "A page of bundles")
    @APIResponse(responseCode = "400", description = "bad-request")
    @APIResponse(responseCode = "404", description = "unknown-target")
    @APIResponse(responseCode = "503", description = "store-unavailable")
    public Page<BundleView> list(
            @PathParam("target") String target,
            @QueryParam("page") @DefaultValue("1") @Schema(implementation = Integer.class, minimum = "1") String page,
            @QueryParam("size")
                    @DefaultValue("50")
                    @Schema(implementation = Integer.class, minimum = "1", maximum = "200")
                    String size) {
        return list(Asked.target(target), Asked.page(page), Asked.size(size));
    }

    /** One of them, with what is in it. */
    @GET
    @Path("/{digest}")
    @Operation(operationId = "bundle", summary = "Tells what is in a bundle, and how it came")
    @APIResponse(responseCode = "200", description = "The bundle")
    @APIResponse(responseCode = "404", description = "unknown-target; unknown-bundle")
    @APIResponse(responseCode = "503", description = "store-unavailable")
    public OpenedBundleView bundle(
            @PathParam("target") String target, @PathParam("digest") @Schema(description = CALLED) String digest) {
        return OpenedBundleView.of(bundles.open(Asked.target(target), digest));
    }

    /** Makes a kept one the active one. */
    @POST
    @Path("/{digest}/activate")
    @Operation(operationId = "activate", summary = "Makes a kept bundle the active one")
    @APIResponse(responseCode = "200", description = "It is the active one")
    @APIResponse(responseCode = "404", description = "unknown-target; unknown-bundle")
    @APIResponse(
            responseCode = "409",
            description =
                    "bundle-configured; or it does not continue what was applied: diverged, ahead, failed; access-refused")
    @APIResponse(responseCode = "503", description = "store-unavailable; unreachable")
    public BundleView activate(
            @PathParam("target") String target,
            @PathParam("digest") @Schema(description = CALLED) String digest,
            @Context RoutingContext route) {
        return BundleView.of(bundles.activate(
                Asked.target(target), digest, Entrance.access(route).caller()));
    }

    /** Gives one away that nothing refers to. */
    @DELETE
    @Path("/{digest}")
    @Operation(operationId = "removeBundle", summary = "Takes a bundle that nothing refers to from the target")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "404", description = "unknown-target; unknown-bundle")
    @APIResponse(responseCode = "409", description = "bundle-in-use; access-refused")
    @APIResponse(responseCode = "503", description = "store-unavailable; unreachable")
    public void remove(
            @PathParam("target") String target,
            @PathParam("digest") @Schema(description = CALLED) String digest,
            @Context RoutingContext route) {
        bundles.remove(Asked.target(target), digest, Entrance.access(route).caller());
    }

    private Response push(TargetName target, @Nullable String activate, Bundles.Sending sending, RoutingContext route) {
        Asked.onlyQuery(route.request().params(), List.of(ACTIVATE), "a bundle that is pushed takes activate=true");
        Bundles.Arrival arrival = bundles.push(
                target,
                sending,
                Asked.flag(ACTIVATE, activate),
                Entrance.access(route).caller());
        BundleView view = BundleView.of(arrival.shown());
        return arrival.isNew()
                ? Response.status(Response.Status.CREATED)
                        .header(HttpHeaders.LOCATION, "/api/v1/targets/%s/bundles/%s".formatted(target, view.digest()))
                        .entity(view)
                        .build()
                : Response.ok(view).build();
    }

    private Page<BundleView> list(TargetName target, int page, int size) {
        return Page.of(
                bundles.of(target).stream()
                        .skip((long) (page - 1) * size)
                        .limit(size + 1L)
                        .map(BundleView::of)
                        .toList(),
                page,
                size,
                "/api/v1/targets/%s/bundles?".formatted(target));
    }
}
