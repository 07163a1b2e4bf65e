package dev.headgate.dashboard;

import dev.headgate.http.Asked;
import dev.headgate.http.Entrance;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refused;
import dev.headgate.operation.Cancellation;
import dev.headgate.operation.Event;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Operations;
import dev.headgate.security.Access;
import dev.headgate.security.Role;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One operation: what to do next where it went wrong, what it does now, its steps, and what happened. */
@Path("/")
public final class OperationPage {

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {

        static native TemplateInstance operation(Frame frame, OperationShown view);

        static native TemplateInstance operation$state(OperationShown view);

        static native TemplateInstance operation$now(OperationShown view);

        static native TemplateInstance operation$steps(OperationShown view);

        static native TemplateInstance operation$tale(OperationShown view);
    }

    private final Operations operations;
    private final Excerpts excerpts;
    private final Clock clock;

    OperationPage(Operations operations, Excerpts excerpts, Clock clock) {
        this.operations = operations;
        this.excerpts = excerpts;
        this.clock = clock;
    }

    /** The page as it is now. */
    @GET
    @Path("operations/{id}")
    @RunOnVirtualThread
    @Produces(Html.TYPE)
    @org.eclipse.microprofile.openapi.annotations.Operation(hidden = true)
    public TemplateInstance operation(@PathParam("id") String id, @Context RoutingContext route) {
        UUID asked = Asked.operation(id);
        OperationShown view = look(asked, operations.events(asked, 0), Entrance.access(route));
        return Templates.operation(
                Frame.of(
                        "%s of %s"
                                .formatted(
                                        view.operation().verb(),
                                        view.operation().target()),
                        route),
                view);
    }

    /** Its pieces, each again whenever it says something else, until the operation has ended. */
    @GET
    @Path("live/operations/{id}")
    @RunOnVirtualThread
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @org.eclipse.microprofile.openapi.annotations.Operation(hidden = true)
    public Response live(@PathParam("id") String id, @Context RoutingContext route) {
        UUID asked = Asked.operation(id);
        Access access = Entrance.access(route);
        access.require(Role.VIEWER, operations.find(asked).target());
        return Live.stream(viewer -> {
            Following following = new Following(
                    viewer, after -> operations.events(asked, after), events -> look(asked, events, access));
            following.begin();
            if (operations
                    .follow(asked, following.last(), Live.SILENCE, following)
                    .isEmpty()) {
                viewer.tell("over", "it has ended");
            }
        });
    }

    /** Asks it to stop, which its page then shows; one that has ended meanwhile shows how. */
    @POST
    @Path("operations/{id}/cancel")
    @RunOnVirtualThread
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @org.eclipse.microprofile.openapi.annotations.Operation(hidden = true)
    public Response cancel(
            @PathParam("id") String id,
            @FormParam("at-once") @Nullable String atOnce,
            @FormParam("reason") @Nullable String reason,
            @Context RoutingContext route) {
        Operation operation = operations.find(Asked.operation(id));
        Access access = Entrance.access(route);
        access.require(Role.OPERATOR, operation.target());
        Cancellation cancellation = new Cancellation(
                Asked.flag("at-once", atOnce) ? Cancellation.Mode.STATEMENT : Cancellation.Mode.STEP,
                access.caller().toString(),
                Asked.reason(reason));
        try {
            operations.cancel(operation.id(), cancellation, access.caller(), Duration.ZERO);
        } catch (Refused refused) {
            if (refused.refusal().reason() != Reason.ALREADY_ENDED) {
                throw refused;
            }
        }
        return Response.status(Response.Status.SEE_OTHER)
                .header(HttpHeaders.LOCATION, "/operations/" + operation.id())
                .build();
    }

    /** What can change of the page, by the names of its places there. */
    static Map<String, String> pieces(OperationShown view) {
        Map<String, String> pieces = new LinkedHashMap<>();
        pieces.put("state", Templates.operation$state(view).render());
        pieces.put("now", Templates.operation$now(view).render());
        pieces.put("steps", Templates.operation$steps(view).render());
        pieces.put("tale", Templates.operation$tale(view).render());
        return pieces;
    }

    /**
     * @param events read before the operation is, so that what they tell is true of it
     */
    private OperationShown look(UUID id, List<Event> events, Access access) {
        Operation operation = operations.find(id);
        access.require(Role.VIEWER, operation.target());
        return OperationShown.of(
                operation, events, excerpts, access.may(Role.OPERATOR, operation.target()), clock.instant());
    }
}
