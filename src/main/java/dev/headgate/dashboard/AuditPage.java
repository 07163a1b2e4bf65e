package dev.headgate.dashboard;

import dev.headgate.audit.Inspection;
import dev.headgate.audit.Register;
import dev.headgate.http.Asked;
import dev.headgate.http.AuditScope;
import dev.headgate.http.AuditView;
import dev.headgate.http.Entrance;
import dev.headgate.operation.Targets;
import dev.headgate.security.Access;
import dev.headgate.security.Role;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Who did what, or was not let, newest first; and whether that is all. */
@Path("/audit")
public final class AuditPage {

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {

        static native TemplateInstance audit(Frame frame, AuditShown view);

        static native TemplateInstance chain(Frame frame, ChainShown view);
    }

    private final Register register;
    private final Targets targets;

    AuditPage(Register register, Targets targets) {
        this.register = register;
        this.targets = targets;
    }

    /** Rows of the targets that one is admin of. */
    @GET
    @RunOnVirtualThread
    @Produces(Html.TYPE)
    @Operation(hidden = true)
    public TemplateInstance audit(
            @QueryParam("target") @DefaultValue("") String target,
            @QueryParam("principal") @DefaultValue("") String principal,
            @QueryParam("act") @DefaultValue("") String act,
            @QueryParam("outcome") @DefaultValue("") String outcome,
            @QueryParam("operation") @DefaultValue("") String operation,
            @QueryParam("since") @DefaultValue("") String since,
            @QueryParam("until") @DefaultValue("") String until,
            @QueryParam("upTo") @DefaultValue("") String upTo,
            @QueryParam("page") @DefaultValue("1") String page,
            @Context RoutingContext route) {
        AuditChoice choice =
                new AuditChoice(target, principal, act, outcome, operation, since, until, upTo, Asked.page(page));
        Access access = Entrance.access(route);
        Register.Filter filter = choice.filter(AuditScope.of(access, choice.onTarget(), targets));
        return Templates.audit(
                Frame.of("Audit", route),
                AuditShown.of(
                        choice,
                        register.find(filter, (choice.page() - 1) * AuditShown.PAGE, AuditShown.PAGE + 1).stream()
                                .map(AuditView::of)
                                .toList(),
                        access.mayEverywhere(Role.ADMIN)));
    }

    /** Goes along the whole chain; a broken one is no page that is well. */
    @GET
    @Path("/verify")
    @RunOnVirtualThread
    @Produces(Html.TYPE)
    @Operation(hidden = true)
    public Response verify(@Context RoutingContext route) {
        ChainShown shown = ChainShown.of(Inspection.of(register, Optional.empty()));
        return Response.status(shown.breach().isPresent() ? Response.Status.CONFLICT : Response.Status.OK)
                .entity(Templates.chain(Frame.of("Audit", route), shown))
                .build();
    }
}
