package bench;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The least that a request can cost which waits: nothing comes of it. */
@Path("/bench/parked")
public final class ParkedResource {

    @GET
    @NonBlocking
    @Produces(MediaType.TEXT_PLAIN)
    public CompletionStage<String> never() {
        return new CompletableFuture<>();
    }
}
