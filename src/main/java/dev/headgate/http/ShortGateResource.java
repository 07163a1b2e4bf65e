package dev.headgate.http;

import io.smallrye.common.annotation.NonBlocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The same at an address that fits into one line of a chart. */
@Path("/gates/{target}")
public final class ShortGateResource {

    private final GateResource gates;

    ShortGateResource(GateResource gates) {
        this.gates = gates;
    }

    @POST
    @NonBlocking
    @Operation(hidden = true)
    public CompletionStage<Response> start(@PathParam("target") String target, @Context RoutingContext route) {
        return gates.start(target, route);
    }
}
