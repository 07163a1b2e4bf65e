package dev.headgate.http;

import dev.headgate.http.Doors.Door;
import dev.headgate.http.Doors.Needs;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Describes what {@link Entrance} answers, whatever is asked behind it. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class DescribedRefusals implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations()
                        .forEach((method, operation) ->
                                door(path, method).ifPresent(door -> describe(door, operation))));
    }

    private static Optional<Door> door(String path, PathItem.HttpMethod method) {
        return Doors.ALL.stream()
                .filter(door -> door.toString().equals(method + " " + path))
                .findFirst();
    }

    private static void describe(Door door, Operation operation) {
        if (door.needs() instanceof Needs.Nothing) {
            return;
        }
        String only = door.needs() instanceof Needs.Gate ? "with gates closed, " : "";
        add(operation, "401", only + "unauthenticated");
        add(operation, "403", only + "forbidden");
        add(operation, "429", only + "too-many-failures");
        add(operation, "503", only + "identity-unavailable");
    }

    private static void add(Operation operation, String status, String description) {
        Map<String, APIResponse> there = operation.getResponses().getAPIResponses();
        APIResponse response = there.get(status);
        if (response == null) {
            operation
                    .getResponses()
                    .addAPIResponse(status, DescribedShapes.problem().description(description));
        } else {
            response.setDescription(response.getDescription() + "; " + description);
        }
    }
}
