package dev.headgate.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.headgate.operation.Event;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Operations;
import dev.headgate.security.Role;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What happens to an operation, as it happens: for programs as server-sent events, for people as lines. */
@Path("/api/v1/operations/{id}/events")
@Tag(name = "operations")
public final class EventResource {

    /** A proxy that hears nothing for longer may close the connection. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final Operations operations;
    private final ObjectWriter json;

    EventResource(Operations operations, ObjectMapper json) {
        this.operations = operations;
        this.json = json.writerFor(EventView.class);
    }

    /**
     * Follows an operation to its end; 204 when there is nothing to come, so that an EventSource does not ask again.
     *
     * @param lastEventId the last one that was heard (HTML standard, "Server-sent events")
     * @param after the same, for those who cannot set a header
     */
    @GET
    @RunOnVirtualThread
    @Produces({MediaType.SERVER_SENT_EVENTS, MediaType.TEXT_PLAIN})
    @org.eclipse.microprofile.openapi.annotations.Operation(
            operationId = "events",
            summary = "Streams what happens to an operation until it has ended; with Accept: text/plain, as lines")
    @APIResponse(
            responseCode = "200",
            description = "Events, each with its number as id and its kind as event",
            content = {
                @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(implementation = EventView.class)),
                @Content(mediaType = MediaType.TEXT_PLAIN)
            })
    @APIResponse(responseCode = "204", description = "It has ended, and there is no event after that one")
    @APIResponse(responseCode = "400", description = "bad-request")
    @APIResponse(responseCode = "404", description = "unknown-operation")
    @APIResponse(responseCode = "500", description = "internal")
    @APIResponse(responseCode = "503", description = "store-unavailable, interrupted")
    public Response events(
            @PathParam("id") String id,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @QueryParam("after") @Parameter(example = "7") @Nullable String after,
            @HeaderParam("Accept") @Parameter(hidden = true) @Nullable String accept,
            @Context RoutingContext route) {
        UUID operation = Asked.operation(id);
        int heard = Asked.after(after, lastEventId);
        Operation followed = operations.find(operation);
        Entrance.access(route).require(Role.VIEWER, followed.target());
        if (followed.hasEnded() && operations.events(operation, heard).isEmpty()) {
            return Response.noContent().build();
        }
        boolean plain = Asked.isPlain(accept);
        StreamingOutput stream = output -> {
            Writing writing = new Writing(output, plain ? this::line : this::serverSent, plain);
            operations.follow(operation, heard, SILENCE, writing).ifPresent(writing::leave);
        };
        return Response.ok(stream)
                .type(plain ? "text/plain;charset=UTF-8" : MediaType.SERVER_SENT_EVENTS)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header("X-Accel-Buffering", "no") // nginx holds lines back else
                .build();
    }

    private String line(Event event) {
        return EventView.line(event) + "\n";
    }

    private String serverSent(Event event) {
        try {
            return "id: %d\nevent: %s\ndata: %s\n\n"
                    .formatted(event.number(), Asked.word(event.kind()), json.writeValueAsString(EventView.of(event)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A follower at the other end of a connection: it is there as long as it can be written to. */
    private record Writing(OutputStream output, Function<Event, String> form, boolean plain)
            implements Operations.Follower {

        @Override
        public boolean tell(Event event) {
            return write(form.apply(event));
        }

        @Override
        public boolean idle() {
            return write(plain ? Instant.now().truncatedTo(ChronoUnit.SECONDS) + " goes on\n" : ": goes on\n\n");
        }

        /** A program asks again by itself; a person would take the silence for the end. */
        void leave(int last) {
            if (plain) {
                write("%s this Headgate ends; follow on elsewhere, with ?after=%d%n"
                        .formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS), last));
            }
        }

        private boolean write(String text) {
            try {
                output.write(text.getBytes(StandardCharsets.UTF_8));
                output.flush();
                return true;
            } catch (IOException gone) {
                return false;
            }
        }
    }
}
