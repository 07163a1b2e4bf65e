package dev.headgate.dashboard;

import dev.headgate.http.Asked;
import dev.headgate.http.Entrance;
import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Operations;
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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Headgate was asked to do, newest first. */
@Path("/")
public final class OperationsPage {

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {

        static native TemplateInstance operations(Frame frame, OperationsShown view);
    }

    private final Operations operations;
    private final Targets targets;

    OperationsPage(Operations operations, Targets targets) {
        this.operations = operations;
        this.targets = targets;
    }

    /** A page of them. */
    @GET
    @Path("operations")
    @RunOnVirtualThread
    @Produces(Html.TYPE)
    @org.eclipse.microprofile.openapi.annotations.Operation(hidden = true)
    public TemplateInstance operations(
            @QueryParam("target") @Nullable String target,
            @QueryParam("status") @Nullable String status,
            @QueryParam("page") @DefaultValue("1") String page,
            @Context RoutingContext route) {
        Optional<TargetName> of = Optional.ofNullable(target)
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(Asked::target);
        Optional<Operation.Status> in =
                Optional.ofNullable(status).filter(word -> !word.isEmpty()).map(Asked::status);
        int number = Asked.page(page);
        return Templates.operations(
                Frame.of("Operations", route),
                OperationsShown.of(of, in, number, find(Entrance.access(route), of, in, number)));
    }

    /** One more than a page holds, where there are more. */
    private List<Operation> find(
            Access access, Optional<TargetName> target, Optional<Operation.Status> status, int page) {
        int offset = (page - 1) * OperationsShown.PAGE;
        target.ifPresent(asked -> access.require(Role.VIEWER, asked));
        return target.map(asked -> operations.list(asked, status, offset, OperationsShown.PAGE + 1))
                .orElseGet(() -> operations.list(
                        access.only(Role.VIEWER, targets.all().stream().map(Target::name)),
                        status,
                        offset,
                        OperationsShown.PAGE + 1));
    }
}
