package dev.headgate.http;

import dev.headgate.operation.Dispatch;
import dev.headgate.operation.Event;
import dev.headgate.operation.Operation;
import dev.headgate.operation.Operations;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jspecify.annotations.Nullable;

/** What happens to an operation, as it happens: for programs as server-sent events, for people as lines. */
@Path("/api/v1/operations/{id}/events")
@Tag(name = "operations")
public final class EventResource {

    /** A proxy that hears nothing for longer may close the connection. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private static final Map<String, List<String>> HEADERS =
            Map.of("Cache-Control", List.of("no-cache"), "X-Accel-Buffering", List.of("no")); // nginx holds back else

    private final Operations operations;
    private final Dispatch dispatch;

    EventResource(Operations operations, Dispatch dispatch) {
        this.operations = operations;
        this.dispatch = dispatch;
    }

    /**
     * Follows an operation to its end; 204 when there is nothing to come, so that an EventSource does not ask again.
     *
     * @param lastEventId the last one that was heard (HTML standard, "Server-sent events")
     * @param after the same, for those who cannot set a header
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
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
    public RestMulti<OutboundSseEvent> events(
            @PathParam("id") String id,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @QueryParam("after") @Parameter(example = "7") @Nullable String after,
            @Context Sse sse) {
        return follow(
                id,
                after,
                lastEventId,
                event -> sse.newEventBuilder()
                        .id(String.valueOf(event.number()))
                        .name(Asked.word(event.kind()))
                        .mediaType(MediaType.APPLICATION_JSON_TYPE)
                        .data(EventView.of(event))
                        .build(),
                () -> sse.newEventBuilder().comment("goes on").build());
    }

    @GET
    @Produces(MediaType.TEXT_PLAIN)
    @org.eclipse.microprofile.openapi.annotations.Operation(hidden = true)
    public RestMulti<String> lines(
            @PathParam("id") String id,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @QueryParam("after") @Nullable String after) {
        return follow(
                id,
                after,
                lastEventId,
                event -> EventView.line(event) + "\n",
                () -> "%s goes on\n".formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS)));
    }

    /** Where an operation stands when somebody begins to follow it. */
    private record Beginning(UUID id, int after, boolean isOver) {}

    private <T> RestMulti<T> follow(
            String id,
            @Nullable String after,
            @Nullable String lastEventId,
            Function<Event, T> told,
            Supplier<T> idle) {
        return RestMulti.fromUniResponse(
                Uni.createFrom()
                        .completionStage(() ->
                                dispatch.later(() -> begin(Asked.operation(id), Asked.after(after, lastEventId)))),
                beginning -> beginning.isOver()
                        ? Multi.createFrom().empty()
                        : Multi.createFrom().emitter(emitter -> follow(beginning, emitter, told, idle)),
                beginning -> HEADERS,
                beginning -> beginning.isOver() ? 204 : 200);
    }

    private Beginning begin(UUID id, int after) {
        Operation operation = operations.find(id);
        return new Beginning(
                id, after, operation.hasEnded() && operations.events(id, after).isEmpty());
    }

    private <T> void follow(
            Beginning beginning, MultiEmitter<? super T> emitter, Function<Event, T> told, Supplier<T> idle) {
        dispatch.inBackground(() -> {
            try {
                operations.follow(beginning.id(), beginning.after(), SILENCE, new Operations.Follower() {

                    @Override
                    public boolean tell(Event event) {
                        return emit(told.apply(event));
                    }

                    @Override
                    public boolean idle() {
                        return emit(idle.get());
                    }

                    private boolean emit(T item) {
                        emitter.emit(item);
                        return !emitter.isCancelled();
                    }
                });
            } finally {
                emitter.complete(); // whoever wants to know more asks again, from the last event on
            }
        });
    }
}
