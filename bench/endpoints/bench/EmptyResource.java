package bench;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The least that an endpoint can do: a few bytes from memory, on the event loop. */
@Path("/bench/empty")
public final class EmptyResource {

    @GET
    @NonBlocking
    @Produces(MediaType.TEXT_PLAIN)
    public String answer() {
        return "open";
    }
}
