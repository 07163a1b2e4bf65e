package dev.headgate.dashboard;

import dev.headgate.http.Entrance;
import dev.headgate.operation.Board;
import dev.headgate.operation.Changes;
import dev.headgate.security.Access;
import dev.headgate.security.Role;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The first page: where every target is, those that need somebody first. */
@Path("/")
public final class TargetsPage {

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {

        static native TemplateInstance targets(Frame frame, TargetsView view);

        static native TemplateInstance targets$board(TargetsView view);
    }

    private final Board board;
    private final Changes changes;

    TargetsPage(Board board, Changes changes) {
        this.board = board;
        this.changes = changes;
    }

    /** The page as it is now. */
    @GET
    @RunOnVirtualThread
    @Produces(Html.TYPE)
    @Operation(hidden = true)
    public TemplateInstance targets(
            @QueryParam("search") @Nullable String search,
            @QueryParam("state") @Nullable String state,
            @QueryParam("sort") @Nullable String sort,
            @QueryParam("page") @Nullable String page,
            @Context RoutingContext route) {
        return Templates.targets(
                Frame.of("Targets", route), view(Choice.of(search, state, sort, page), Entrance.access(route)));
    }

    /** What is in it, again whenever that changes. */
    @GET
    @Path("live/targets")
    @RunOnVirtualThread
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(hidden = true)
    public Response live(
            @QueryParam("search") @Nullable String search,
            @QueryParam("state") @Nullable String state,
            @QueryParam("sort") @Nullable String sort,
            @QueryParam("page") @Nullable String page,
            @Context RoutingContext route) {
        Choice choice = Choice.of(search, state, sort, page);
        Access access = Entrance.access(route);
        return Live.piece(
                "board",
                changes,
                () -> view(choice, access),
                TargetsView::saysTheSameAs,
                view -> Templates.targets$board(view).render());
    }

    private TargetsView view(Choice choice, Access access) {
        return TargetsView.of(
                choice,
                board.of(name -> access.may(Role.VIEWER, name)).stream()
                        .map(TargetRow::of)
                        .toList(),
                board.storeIsAway());
    }
}
